#include "visitor.h"

#include <string.h>

enum { LATE_MS = 1000, FLOOD_MAX = 400, PARTS_MAX = 256 };

HANDLE visitor_offend(enum offence offence)
{
    _Alignas(WCHAR) unsigned char bytes[PROFILE_MESSAGE_MAX];
    uint32_t size = offence_compose(offence, bytes);
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    if (!client_may_send_ahead(size, 1)) return pipe;
    if (!client_profile()->reads_messages) Sleep(LATE_MS);    // or both may be one piece
    client_try_to_send(pipe, bytes, size);
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

int visitor_offends_and_reads_late(void *argument)
{
    const struct offender *offender = argument;
    struct scene *scene = offender->scene;
    HANDLE pipe = visitor_offend(offender->offence);
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

int visitor_asks_nth(void *nth)
{
    HANDLE pipe = client_open();
    client_exchange(pipe, (unsigned)(uintptr_t)nth);
    client_close(pipe);
    return 0;
}

bool visitor_is_served(HANDLE pipe)
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
    bool served = visitor_is_served(client_open_as_it_is());
    (void)unused;
    while (!served && GetTickCount() - started < CLIENT_PATIENCE_MS) {
        Sleep(LATE_MS);
        served = visitor_is_served(client_open_as_it_is());
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

int visitor_offends_and_takes_late(void *offence)
{
    HANDLE pipe = visitor_offend((enum offence)(uintptr_t)offence);
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
    visitor_offend(OFFENCE_TOO_LONG);
    return stay(stays_ms);
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

int visitor_waits_for_the_end(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    Sleep(END_MS);
    must_be_hung_up_on(pipe);
    return 0;
}

int visitor_offends_and_waits_for_the_end(void *unused)
{
    (void)unused;
    HANDLE pipe = visitor_offend(OFFENCE_TOO_LONG);
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

int visitor_leaves_an_offence(void *offence)
{
    unsigned char bytes[PROFILE_MESSAGE_MAX];
    uint32_t size = offence_compose((enum offence)(uintptr_t)offence, bytes);
    HANDLE pipe = client_open_and_read_nothing();
    if (client_may_send_one_piece(size, client_profile()->exchanges[0].request_bytes))
        client_try_to_send(pipe, bytes, size);
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
