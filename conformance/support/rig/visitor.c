#include "visitor.h"

#include "kernel/invariant.h"

#include <string.h>

enum { LATE_MS = 1000, FLOOD_MAX = 400, PARTS_MAX = 256 };

/* The server finds the first request good, and the second a reason to hang up. Where the pipe does not
 * take both, there is only the first. */
static HANDLE offend(void)
{
    _Alignas(WCHAR) char bytes[PROFILE_MESSAGE_MAX];
    HANDLE pipe = client_open_and_read_nothing();
    memset(bytes, 'x', sizeof bytes);
    client_request(pipe, 0);
    if (!client_may_offend()) return pipe;
    if (!client_profile()->reads_messages) Sleep(LATE_MS);    // or both may be one piece
    client_try_to_send(pipe, bytes, client_too_much());
    return pipe;
}

/* --- Who behave well -------------------------------------------------------------------------- */

/* Returns: whether the scene, if any, has forgiven so far. */
static bool insist(struct scene *scene)
{
    bool forgives = scene != NULL && scene->forgives;
    if (forgives) scene_insist(scene);
    return forgives;
}

int visitor_asks_again(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    unsigned last = client_profile()->exchange_count - 1;
    client_exchange(pipe, 0);
    if (client_profile()->sessions == SESSIONS_OF_MANY) client_exchange(pipe, last);
    if (client_profile()->sessions == SESSIONS_OF_MANY) client_exchange(pipe, 0);
    client_close(pipe);
    return 0;
}

int visitor_reads_slowly(void *scene)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    const struct exchange *exchange = &client_profile()->exchanges[0];
    HANDLE pipe = client_open();
    client_request(pipe, 0);
    Sleep(LATE_MS);
    bool forgives = insist(scene);
    if (exchange->kind == REPLY_EXACT) {
        DWORD part = 1 + exchange->reply_bytes / PARTS_MAX;
        DWORD count = client_read_in_parts(pipe, seen, exchange->reply_bytes, part);
        client_must_have_got(exchange, seen, count);
    } else {
        client_must_get_reply(pipe, 0);
    }
    if (forgives) scene_forgive(scene, OUTCOMES);
    client_close(pipe);
    return 0;
}

int visitor_asks_nth(void *nth)
{
    HANDLE pipe = client_open();
    client_exchange(pipe, (unsigned)(uintptr_t)nth);
    client_close(pipe);
    return 0;
}

int visitor_asks_nth_once(void *nth)
{
    HANDLE pipe = client_open();
    client_exchange(pipe, (unsigned)(uintptr_t)nth);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

/* Returns: whether a reply came; the server may hang up instead. */
static bool ask_if_let(HANDLE pipe)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    const struct exchange *exchange = &client_profile()->exchanges[0];
    DWORD mode = PIPE_READMODE_MESSAGE, count = 0;
    if (client_profile()->messages) SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
    bool served = client_is_let_in(pipe) && client_try_to_request(pipe);
    if (served && client_reply_is_due()) {
        served = client_await_answer(pipe, seen, sizeof seen, &count) == ANSWER_REPLY;
        if (served) {
            count = client_read_rest(pipe, seen, sizeof seen, count);
            client_must_have_got(exchange, seen, count);
        }
    }
    client_close(pipe);
    return served;
}

int visitor_asks_until_served(void *unused)
{
    DWORD started = GetTickCount();
    bool served = ask_if_let(client_open_as_it_is());
    (void)unused;
    while (!served && GetTickCount() - started < CLIENT_PATIENCE_MS) {
        Sleep(LATE_MS);
        served = ask_if_let(client_open_as_it_is());
    }
    demand(served, "it has come again and again for a minute, but was hung up on each time");
    return 0;
}

int visitor_finds_the_name(void *scene)
{
    HANDLE pipe = client_open_what_is_there();
    if (pipe == INVALID_HANDLE_VALUE) scene_insist(scene);
    demand_success(pipe, "the pipe's name is to be there");
    client_exchange(pipe, 0);
    client_close(pipe);
    return 0;
}

int visitor_asks_to_stop(void *unused)
{
    (void)unused;
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count = 0;
    HANDLE pipe = client_open();
    client_try_to_send(pipe, client_profile()->stop_request, client_profile()->stop_request_bytes);
    Sleep(LATE_MS);
    if (PeekNamedPipe(pipe, NULL, 0, NULL, &count, NULL) && count > 0)
        ReadFile(pipe, reply, sizeof reply, &count, NULL);
    client_close(pipe);
    return 0;
}

/* --- Who are content with what they get ---------------------------------------------------------- */

/* From a server that replies at all. */
static void take_what_comes(HANDLE pipe)
{
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count;
    if (client_reply_is_due())
        demand_return(ReadFile(pipe, reply, sizeof reply, &count, NULL),
                      "it is to get a reply, or to be hung up on");
}

int visitor_takes_what_comes(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_in_time(CLIENT_PATIENCE_MS, true);
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    if (client_try_to_request(pipe)) take_what_comes(pipe);
    client_close(pipe);
    return 0;
}

/* Returns: whether it gets something, where it is to. */
static bool ask_once_more(HANDLE pipe)
{
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count;
    return client_try_to_request(pipe) &&
           (!client_reply_is_due() || client_read(pipe, reply, sizeof reply, &count));
}

int visitor_asks_again_later(void *rest_ms)
{
    bool stays = client_profile()->sessions == SESSIONS_OF_MANY;
    HANDLE pipe = client_open();
    bool served = ask_once_more(pipe);
    if (!stays) client_close(pipe);
    Sleep((DWORD)(uintptr_t)rest_ms);
    if (!stays) pipe = client_open_once();
    if (served && pipe != INVALID_HANDLE_VALUE) ask_once_more(pipe);
    if (pipe != INVALID_HANDLE_VALUE) client_close(pipe);
    return 0;
}

int visitor_takes_late(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_as_it_is();
    client_request(pipe, 0);
    Sleep(LATE_MS);
    take_what_comes(pipe);
    client_close(pipe);
    return 0;
}

int visitor_offends_and_takes_late(void *unused)
{
    (void)unused;
    HANDLE pipe = offend();
    Sleep(LATE_MS);
    take_what_comes(pipe);
    client_close(pipe);
    return 0;
}

/* What it sends is all it sends, since a client that writes while its reply is unread could be waited
 * for by a flush that it waits for itself. It need not be too much for the server, which may read on
 * until a terminator comes: no answer is demanded. */
int visitor_sends_too_much_and_takes_what_comes(void *unused)
{
    static const char long_message[PROFILE_MESSAGE_MAX];
    char reply[PROFILE_MESSAGE_MAX];
    DWORD size = client_profile()->room_bytes + 1, count = 0;
    if (!client_may_send_one_piece(size, 1)) return visitor_takes_what_comes(unused);
    HANDLE pipe = client_open_in_time(CLIENT_PATIENCE_MS, true);
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    if (size <= sizeof long_message && client_try_to_send(pipe, long_message, size))
        client_hear_answer(pipe, reply, sizeof reply, &count);
    client_close(pipe);
    return 0;
}

/* --- Who stay --------------------------------------------------------------------------------- */

static int stay(const void *stays_ms)
{
    Sleep(stays_ms != NULL ? (DWORD)(uintptr_t)stays_ms : INFINITE);
    return 0;
}

int visitor_asks_and_awaits(void *unused)
{
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count;
    (void)unused;
    HANDLE pipe = client_open();
    client_request(pipe, 0);
    ReadFile(pipe, reply, sizeof reply, &count, NULL);
    client_close(pipe);
    return 0;
}

int visitor_says_nothing(void *stays_ms)
{
    client_open();
    return stay(stays_ms);
}

int visitor_never_reads(void *stays_ms)
{
    client_request(client_open(), 0);
    return stay(stays_ms);
}

/* How many requests it takes to fill the pipe both ways. */
static unsigned flood_size(void)
{
    const struct profile *profile = client_profile();
    const struct exchange *exchange = &profile->exchanges[0];
    uint32_t reply = exchange->kind == REPLY_EXACT && exchange->reply_bytes > 0
                         ? exchange->reply_bytes
                         : exchange->request_bytes;
    uint32_t request = exchange->request_bytes;
    uint32_t size =
        profile->in_bytes / (request + !request) + profile->out_bytes / (reply + !reply) + 4;
    return size < FLOOD_MAX ? size : FLOOD_MAX;
}

/* Returns: whether all was taken, and the pipe is not full after all. */
static bool flood(HANDLE pipe)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    for (unsigned i = 0; i < flood_size(); i++)
        if (!client_try_to_send(pipe, exchange->request, exchange->request_bytes)) return false;
    return true;
}

int visitor_floods(void *stays_ms)
{
    flood(client_open());
    return stay(stays_ms);
}

int visitor_offends_and_never_reads(void *stays_ms)
{
    offend();
    return stay(stays_ms);
}

/* --- Who hold all instances -------------------------------------------------------------------- */

static const WCHAR leave[] = u"the holder leaves";

static int hold_all(void *most)
{
    HANDLE pipes[HOLDING_MAX] = { NULL };
    HANDLE left = CreateEventW(NULL, TRUE, FALSE, leave);
    unsigned count = 0;
    while (count < (uintptr_t)most &&
           (pipes[count] = client_open_in_time(LATE_MS, true)) != INVALID_HANDLE_VALUE)
        count++;
    WaitForSingleObject(left, INFINITE);
    while (count > 0)
        client_close(pipes[--count]);
    return 0;
}

static int try_to_ask(void *served)
{
    HANDLE pipe = client_open_in_time(LATE_MS, true);
    *(bool *)served = pipe != INVALID_HANDLE_VALUE && ask_if_let(pipe);
    return 0;
}

static int close_all(void *unused)
{
    (void)unused;
    BOOL set = SetEvent(OpenEventW(EVENT_MODIFY_STATE, FALSE, leave));
    INVARIANT(set);
    return 0;
}

static int kill_the_stray(void *scene)
{
    scene_kill_stray(scene);
    return 0;
}

bool scene_let_one_hold_all(struct scene *scene, unsigned most)
{
    bool served = false;
    world_hush(scene->world, true);
    scene_start_stray_with(scene, hold_all, (void *)(uintptr_t)most);
    scene_run(scene);
    struct process *other = scene_start_stray_with(scene, try_to_ask, &served);
    scene_run(scene);
    if (!process_ended(other)) process_kill(other, 1);    // it has got in, and waits
    scene_run(scene);
    world_hush(scene->world, false);
    demand(!process_ended(scene->server),
           "one client holds what instances there are, and the server has ended");
    return served;
}

void scene_start_leaving(struct scene *scene)
{
    static scene_script *const ways[] = { close_all, kill_the_stray };
    enum { WAYS = sizeof ways / sizeof *ways };
    scene_start_client_with(scene, ways[scene_pick(scene, WAYS)], scene);
}

/* --- Who wait to be hung up on ---------------------------------------------------------------- */

enum { END_MS = 600000 };

static void must_be_hung_up_on(HANDLE pipe)
{
    static const char never_reads[] = "it never reads, and is to be hung up on";
    DWORD written = 0;
    const struct exchange *exchange = &client_profile()->exchanges[0];
    bool taken = demand_return(
        WriteFile(pipe, exchange->request, exchange->request_bytes, &written, NULL), never_reads);
    demand(!taken, "%s, but WriteFile succeeded after %u minutes", never_reads, END_MS / 60000);
    client_close(pipe);
}

int visitor_offends_and_waits_for_the_end(void *unused)
{
    (void)unused;
    HANDLE pipe = offend();
    Sleep(END_MS);
    must_be_hung_up_on(pipe);
    return 0;
}

/* A write that blocks ends only when the server hangs up. */
int visitor_floods_until_the_end(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    if (flood(pipe)) return 0;
    Sleep(END_MS);
    must_be_hung_up_on(pipe);
    return 0;
}

/* --- Who leave too early ---------------------------------------------------------------------- */

int visitor_leaves_after_a_piece(void *unused)
{
    (void)unused;
    char byte;
    DWORD read = 0;
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    if (client_reply_is_due())
        demand_return(ReadFile(pipe, &byte, 1, &read, NULL),
                      "it is to get at least a byte, or to be hung up on");
    client_close(pipe);
    return 0;
}

int visitor_leaves_many_requests(void *unused)
{
    (void)unused;
    enum { MANY = 3 };
    const struct exchange *exchange = &client_profile()->exchanges[0];
    HANDLE pipe = client_open_and_read_nothing();
    for (unsigned ahead = 0; ahead < MANY; ahead++)
        if (client_may_send_ahead(ahead * exchange->request_bytes, ahead))
            client_try_to_send(pipe, exchange->request, exchange->request_bytes);
    client_close(pipe);
    return 0;
}

int visitor_comes_again_and_again(void *unused)
{
    client_comes_and_goes(unused);
    client_leaves_a_request(unused);
    client_comes_and_goes(unused);
    return 0;
}

int visitor_offends_and_reads_late(void *scene)
{
    HANDLE pipe = offend();
    DWORD mode = PIPE_READMODE_MESSAGE;
    Sleep(LATE_MS);
    if (client_profile()->messages) SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
    bool forgives = insist(scene);
    client_must_be_greeted(pipe);
    client_must_be_let_in(pipe);
    client_must_get_reply(pipe, 0);
    if (forgives) scene_forgive(scene, OUTCOMES);
    client_close(pipe);
    return 0;
}

/* --- Who misbehave ---------------------------------------------------------------------------- */

static HANDLE send_too_much(void)
{
    _Alignas(WCHAR) char bytes[PROFILE_MESSAGE_MAX];
    HANDLE pipe = client_open_and_read_nothing();
    memset(bytes, 'x', sizeof bytes);
    if (client_may_send_one_piece(client_too_much(), client_profile()->exchanges[0].request_bytes))
        client_try_to_send(pipe, bytes, client_too_much());
    return pipe;
}

static int sends_too_much(void *unused)
{
    (void)unused;
    client_close(send_too_much());
    return 0;
}

static int sends_too_much_and_rests(void *unused)
{
    (void)unused;
    HANDLE pipe = send_too_much();
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int sends_nothing_at_all(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_try_to_send(pipe, "", 0);
    client_close(pipe);
    return 0;
}

static int sends_a_piece(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_try_to_send(pipe, client_profile()->exchanges[0].request, 1);
    client_close(pipe);
    return 0;
}

static int reads_nothing_for_a_while(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int offends_with_its_reply_unread(void *unused)
{
    (void)unused;
    HANDLE pipe = offend();
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int leaves_without_closing(void *unused)
{
    (void)unused;
    client_request(client_open_and_read_nothing(), 0);
    return 0;
}

/* Opens with no rights at all, which takes an instance all the same. */
static int only_looks(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_with(0);
    if (pipe != INVALID_HANDLE_VALUE) client_close(pipe);
    return 0;
}

static int may_not_read(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_with(GENERIC_WRITE);
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    client_try_to_send(pipe, client_profile()->exchanges[0].request,
                       client_profile()->exchanges[0].request_bytes);
    client_close(pipe);
    return 0;
}

/* The server may be waiting for a request, which can never come. */
static int may_not_write(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_with(GENERIC_READ);
    if (pipe == INVALID_HANDLE_VALUE) return 0;
    client_try_to_send(pipe, client_profile()->exchanges[0].request,
                       client_profile()->exchanges[0].request_bytes);
    client_close(pipe);
    return 0;
}

/* Its duplicate keeps the connection open after it has closed. */
static int closes_a_duplicate_late(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_as_it_is(), duplicate = NULL;
    demand_success(DuplicateHandle(GetCurrentProcess(), pipe, GetCurrentProcess(), &duplicate, 0,
                                   FALSE, DUPLICATE_SAME_ACCESS),
                   "it duplicates its handle");
    client_request(pipe, 0);
    client_close(pipe);
    Sleep(LATE_MS);
    client_close(duplicate);
    return 0;
}

static const struct misdeed misdeeds[] = {
    { "comes and goes", client_comes_and_goes },
    { "leaves a request behind", client_leaves_a_request },
    { "leaves without closing", leaves_without_closing },
    { "reads a piece of its reply", visitor_leaves_after_a_piece },
    { "reads nothing for a while", reads_nothing_for_a_while },
    { "sends nothing at all", sends_nothing_at_all },
    { "sends a piece of a request", sends_a_piece },
    { "sends too much", sends_too_much },
    { "sends too much and rests", sends_too_much_and_rests },
    { "offends with its reply unread", offends_with_its_reply_unread },
    { "only looks", only_looks },
    { "may not read", may_not_read },
    { "may not write", may_not_write },
    { "closes a duplicate late", closes_a_duplicate_late },
};

unsigned misdeed_count(void)
{
    return sizeof misdeeds / sizeof *misdeeds;
}

const struct misdeed *misdeed_at(unsigned nth)
{
    return &misdeeds[nth];
}

void scene_start_misbehaving(struct scene *scene)
{
    scene_start_client(scene, misdeeds[scene_pick(scene, misdeed_count())].script);
}

/* --- Who die ---------------------------------------------------------------------------------- */

static int asks_on_and_on(void *unused)
{
    (void)unused;
    char byte;
    DWORD read = 0;
    HANDLE pipe = client_open_as_it_is();
    for (int i = 0; i < 2; i++) {
        const struct exchange *exchange = &client_profile()->exchanges[0];
        if (!client_try_to_send(pipe, exchange->request, exchange->request_bytes)) break;
        if (client_reply_is_due()) ReadFile(pipe, &byte, 1, &read, NULL);
    }
    return stay(NULL);
}

void scene_start_one_who_dies(struct scene *scene)
{
    scene_start_stray(scene, asks_on_and_on);
    scene_start_client_with(scene, kill_the_stray, scene);
}

/* --- What is known of the server --------------------------------------------------------------- */

static const char *why_unknown(const struct exchange *exchange)
{
    if (exchange->too_long) return "its reply is longer than the rig can keep";
    if (exchange->kind == REPLY_PATTERN)
        return "a pattern was told of its reply, and not its bytes";
    if (exchange->kind == REPLY_NONE)
        return "it was not seen to answer: tell a request and its reply";
    return "its reply is not always the same: tell one";
}

void scene_must_know_the_reply(struct scene *scene)
{
    const struct exchange *exchange = &scene->subject->profile.exchanges[0];
    scene_apply(scene, exchange->kind == REPLY_EXACT, why_unknown(exchange));
}

/* --- Who ask the server to stop --------------------------------------------------------------- */

void scene_must_have_a_way_to_stop(struct scene *scene)
{
    const struct profile *profile = &scene->subject->profile;
    bool by_request = profile->stop_way == STOP_BY_REQUEST;
    scene_apply(scene, profile->stop_way != STOP_NEVER, "nobody asks it to stop, as was told");
    scene_apply(scene, by_request || profile->handles_ctrl,
                "it has no handler for Ctrl-C and Ctrl-Break: Windows ends it at once");
    scene_apply(scene, !by_request || profile->may_ask,
                "its clients may not write, and so cannot ask it to stop");
}

static int press_ctrl_c(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_C_EVENT);
    return 0;
}

static int press_ctrl_break(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_BREAK_EVENT);
    return 0;
}

void scene_ask_to_stop(struct scene *scene)
{
    switch (scene->subject->profile.stop_way) {
    case STOP_BY_REQUEST: scene_start_client(scene, visitor_asks_to_stop); break;
    case STOP_BY_CTRL_BREAK: scene_start_client_with(scene, press_ctrl_break, scene); break;
    default: scene_start_client_with(scene, press_ctrl_c, scene); break;
    }
}

void scene_ask_to_stop_in_a_session(struct scene *scene)
{
    static const DWORD rests_ms[] = { 0, 20, 200, 2000 };
    uintptr_t rest_ms = rests_ms[scene_pick(scene, sizeof rests_ms / sizeof *rests_ms)];
    scene_start_client_with(scene, visitor_asks_again_later, (void *)rest_ms);
    scene_ask_to_stop(scene);
}
