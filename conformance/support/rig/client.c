#include "client.h"

#include "demand.h"

#include "kernel/invariant.h"

#include <stdio.h>
#include <string.h>

enum { REST_MS = 1000 };

static const struct profile *profile;

void client_use(const struct profile *used)
{
    profile = used;
}

const struct profile *client_profile(void)
{
    return profile;
}

/* --- Opening ------------------------------------------------------------------------------------ */

/* Who may only read asks for the right to switch to messages, too. */
static DWORD usual_access(void)
{
    return (profile->may_answer ? GENERIC_READ : 0) |
           (profile->may_ask ? GENERIC_WRITE : FILE_WRITE_ATTRIBUTES);
}

HANDLE client_open_with(DWORD access)
{
    return CreateFileW(profile->pipe_name, access, 0, NULL, OPEN_EXISTING, 0, NULL);
}

HANDLE client_open_once(void)
{
    return client_open_with(usual_access());
}

static HANDLE read_messages(HANDLE pipe)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    if (profile->messages && profile->may_answer)
        demand_success(SetNamedPipeHandleState(pipe, &mode, NULL, NULL),
                       "it has opened the pipe and wants to read messages");
    return pipe;
}

/* All that comes before the first request. */
static HANDLE begin(HANDLE pipe)
{
    read_messages(pipe);
    client_must_be_greeted(pipe);
    client_send_opening(pipe);
    client_must_be_let_in(pipe);
    return pipe;
}

HANDLE client_open_in_time(DWORD limit_ms, bool name_may_be_missing)
{
    enum { LONGER = 10 };    // or a server that never comes would make a long picture
    DWORD started = GetTickCount(), passed_ms = 0, rest_ms = 1;
    HANDLE pipe = client_open_once();
    DWORD error = GetLastError();
    while (pipe == INVALID_HANDLE_VALUE && passed_ms < limit_ms) {
        if (error == ERROR_PIPE_BUSY) {
            WaitNamedPipeW(profile->pipe_name, limit_ms);
        } else if (error == ERROR_FILE_NOT_FOUND && name_may_be_missing) {
            Sleep(rest_ms < limit_ms - passed_ms ? rest_ms : limit_ms - passed_ms);
            rest_ms *= LONGER;
        } else {
            break;
        }
        pipe = client_open_once();
        error = GetLastError();
        passed_ms = GetTickCount() - started;
    }
    SetLastError(error);
    return pipe;
}

HANDLE client_open_at_once(void)
{
    return begin(demand_success(client_open_once(), "the pipe is to be there at once"));
}

HANDLE client_open(void)
{
    return begin(client_open_as_it_is());
}

HANDLE client_open_silently(void)
{
    return read_messages(client_open_as_it_is());
}

HANDLE client_open_and_read_nothing(void)
{
    HANDLE pipe = client_open_as_it_is();
    client_send_opening(pipe);
    if (profile->opening.request_bytes > 0 && !profile->reads_messages)
        Sleep(REST_MS);    // or that and what follows may be one piece
    return pipe;
}

HANDLE client_open_as_it_is(void)
{
    return demand_success(client_open_in_time(CLIENT_PATIENCE_MS, true),
                          "it wants to open the pipe, and waits and tries again for a minute");
}

HANDLE client_open_what_is_there(void)
{
    HANDLE pipe = client_open_in_time(CLIENT_PATIENCE_MS, false);
    return pipe != INVALID_HANDLE_VALUE ? begin(pipe) : pipe;
}

void client_close(HANDLE pipe)
{
    demand_success(CloseHandle(pipe), "it closes the pipe");
}

/* --- Texts -------------------------------------------------------------------------------------- */

static void send(HANDLE pipe, const void *message, DWORD size)
{
    DWORD written = 0;
    demand_success(WriteFile(pipe, message, size, &written, NULL), "its request is to be taken");
    demand(written == size, "its request has %u bytes, but WriteFile took %u", size, written);
}

void client_send(HANDLE pipe, const char *text)
{
    _Alignas(WCHAR) char message[PROFILE_MESSAGE_MAX];
    DWORD size = profile_encode(profile, text, message, sizeof message);
    INVARIANT(size > 0);
    send(pipe, message, size);
}

void client_send_long(HANDLE pipe, DWORD count)
{
    _Alignas(WCHAR) char message[PROFILE_MESSAGE_MAX];
    DWORD size = profile->wide ? count * (DWORD)sizeof(WCHAR) : count;
    INVARIANT(size <= sizeof message);
    for (DWORD i = 0; i < count; i++) {
        if (profile->wide)
            ((WCHAR *)(void *)message)[i] = 'a';
        else
            message[i] = 'a';
    }
    send(pipe, message, size);
}

DWORD client_too_much(void)
{
    DWORD room = profile->room_bytes;
    return room > 0 && room + 2 < PROFILE_MESSAGE_MAX ? room + 2 : PROFILE_MESSAGE_MAX;
}

bool client_may_send_ahead(DWORD bytes, unsigned requests)
{
    const struct exchange *exchange = &profile->exchanges[0];
    bool keeps_replies = exchange->kind == REPLY_EXACT && !profile->flushes_replies &&
                         requests * exchange->reply_bytes <= profile->out_bytes;
    return bytes <= profile->in_bytes || !client_reply_is_due() || keeps_replies;
}

bool client_may_offend(void)
{
    return client_may_send_ahead(client_too_much(), 1);
}

bool client_may_send_one_piece(DWORD size, DWORD request)
{
    return profile->messages || client_may_send_ahead(size - (request < size ? request : size), 1);
}

bool client_reply_is_due(void)
{
    return profile->may_answer && profile->exchanges[0].kind != REPLY_NONE;
}

bool client_try_to_request(HANDLE pipe)
{
    const struct exchange *exchange = &profile->exchanges[0];
    return !profile->may_ask ||
           client_try_to_send(pipe, exchange->request, exchange->request_bytes);
}

bool client_try_to_send(HANDLE pipe, const void *bytes, DWORD size)
{
    DWORD written = 0;
    bool taken = demand_return(WriteFile(pipe, bytes, size, &written, NULL),
                               "what it sends is to be read, or to be refused");
    return taken && written == size;
}

void client_must_get_answer(HANDLE pipe)
{
    client_must_get_reply(pipe, 0);
}

void client_must_be_refused(HANDLE pipe, DWORD error)
{
    char byte;
    DWORD read = 0;
    demand_failure(ReadFile(pipe, &byte, 1, &read, NULL), error, "it is to be hung up on");
}

void client_ask(HANDLE pipe, const char *text)
{
    client_send(pipe, text);
    client_must_get_answer(pipe);
}

/* --- Exchanges ---------------------------------------------------------------------------------- */

void client_request(HANDLE pipe, unsigned nth)
{
    const struct exchange *exchange = &profile->exchanges[nth];
    if (profile->may_ask) send(pipe, exchange->request, exchange->request_bytes);
}

bool client_reads_in_pieces(void)
{
    return !profile->messages || profile->several_messages;
}

BOOL client_read(HANDLE pipe, void *bytes, DWORD room, DWORD *count)
{
    char rest[PROFILE_MESSAGE_MAX];
    DWORD more = 0;
    BOOL whole = ReadFile(pipe, bytes, room, count, NULL);
    while (!whole && GetLastError() == ERROR_MORE_DATA)
        whole = ReadFile(pipe, rest, sizeof rest, &more, NULL);
    return whole;
}

unsigned client_read_on(HANDLE pipe, void *seen, DWORD room, DWORD *count, DWORD rest_ms)
{
    DWORD available = 0, read = 0;
    unsigned reads = 0;
    Sleep(rest_ms);
    while (*count < room && PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL) && available > 0) {
        if (!client_read(pipe, (char *)seen + *count, room - *count, &read)) break;
        *count += read;
        reads++;
    }
    return reads;
}

DWORD client_read_rest(HANDLE pipe, void *seen, DWORD room, DWORD count)
{
    if (client_reads_in_pieces()) client_read_on(pipe, seen, room, &count, REST_MS);
    return count;
}

/* One read is one message. Of pieces, as many are read as are expected, or until they fit. */
static DWORD read_reply(HANDLE pipe, void *seen, DWORD room, const struct exchange *exchange,
                        const char *due)
{
    DWORD read = 0, count = 0;
    if (!profile->messages && exchange->kind == REPLY_EXACT) room = exchange->reply_bytes;
    demand_success(client_read(pipe, seen, room, &read), due);
    count = read;
    while (client_reads_in_pieces() && exchange->kind == REPLY_EXACT &&
           count < exchange->reply_bytes) {
        demand_success(client_read(pipe, (char *)seen + count, room - count, &read),
                       "a part of its reply has come and the rest is due");
        count += read;
    }
    if (exchange->kind == REPLY_ANY ||
        (exchange->kind == REPLY_PATTERN && !exchange_fits(exchange, seen, count)))
        count = client_read_rest(pipe, seen, room, count);
    return count;
}

static uint32_t alike(const unsigned char *a, const unsigned char *b, uint32_t count)
{
    uint32_t at = 0;
    while (at < count && a[at] == b[at])
        at++;
    return at;
}

void client_must_have_got(const struct exchange *exchange, const void *seen, DWORD count)
{
    const char *what = exchange == &profile->greeting  ? "the greeting"
                       : exchange == &profile->opening ? "the reply to its opening"
                                                       : "its reply";
    if (exchange_fits(exchange, seen, count)) return;
    struct quoted came = profile_quote_sized(profile, seen, count);
    struct quoted due = profile_quote_sized(profile, exchange->reply, exchange->reply_bytes);
    if (exchange->kind == REPLY_PATTERN)
        demand_unmet("%s is %s, but what fits \"%.*s\" is due", what, came.text,
                     (int)exchange->reply_bytes, (const char *)exchange->reply);
    uint32_t shorter = count < exchange->reply_bytes ? count : exchange->reply_bytes;
    uint32_t same = alike(seen, exchange->reply, shorter);
    char where[64] = "";
    if (same >= came.count && same >= due.count)
        snprintf(where, sizeof where, "; they differ from byte %u on", same);
    demand_unmet("%s is %s, but %s is due%s", what, came.text, due.text, where);
}

void client_must_get_reply(HANDLE pipe, unsigned nth)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    const struct exchange *exchange = &profile->exchanges[nth];
    if (exchange->kind == REPLY_NONE) return;
    DWORD read = read_reply(pipe, seen, sizeof seen, exchange,
                            profile->may_ask
                                ? "its request was sent and its reply is due"
                                : "it has come, and what the server sends to whoever comes is due");
    client_must_have_got(exchange, seen, read);
}

static bool greeting_is_due(void)
{
    return profile->greeting.kind == REPLY_EXACT || profile->greeting.kind == REPLY_ANY;
}

void client_must_be_greeted(HANDLE pipe)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    const struct exchange *greeting = &profile->greeting;
    if (!greeting_is_due()) return;
    DWORD read = read_reply(pipe, seen, sizeof seen, greeting, "it has come and is to be greeted");
    client_must_have_got(greeting, seen, read);
}

bool client_send_opening(HANDLE pipe)
{
    const struct exchange *opening = &profile->opening;
    return opening->request_bytes == 0 ||
           client_try_to_send(pipe, opening->request, opening->request_bytes);
}

void client_must_be_let_in(HANDLE pipe)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    const struct exchange *opening = &profile->opening;
    if (opening->request_bytes == 0 || opening->kind == REPLY_NONE) return;
    DWORD read = read_reply(pipe, seen, sizeof seen, opening,
                            "it has opened the session and the reply to that is due");
    client_must_have_got(opening, seen, read);
}

/* Returns: whether it came. */
static bool take(HANDLE pipe, const struct exchange *exchange, const char *due)
{
    _Alignas(WCHAR) char seen[PROFILE_REPLY_MAX];
    DWORD count = 0;
    if (!demand_return(client_read(pipe, seen, sizeof seen, &count), due)) return false;
    if (count < exchange->reply_bytes) client_read_rest(pipe, seen, sizeof seen, count);
    return true;
}

bool client_is_let_in(HANDLE pipe)
{
    const struct exchange *opening = &profile->opening;
    if (greeting_is_due() &&
        !take(pipe, &profile->greeting, "it is to be greeted, or to be hung up on"))
        return false;
    if (!client_send_opening(pipe)) return false;
    return opening->request_bytes == 0 || opening->kind == REPLY_NONE ||
           take(pipe, opening, "it is to be let in, or to be hung up on");
}

void client_exchange(HANDLE pipe, unsigned nth)
{
    client_request(pipe, nth);
    client_must_get_reply(pipe, nth);
}

DWORD client_read_in_parts(HANDLE pipe, void *bytes, DWORD size, DWORD at_once)
{
    static const char in_parts[] = "its reply is due, which it reads a few bytes at a time";
    DWORD count = 0, read = 0;
    while (count < size) {
        DWORD rest = size - count < at_once ? size - count : at_once;
        bool whole =
            demand_return(ReadFile(pipe, (char *)bytes + count, rest, &read, NULL), in_parts);
        if (!whole && GetLastError() != ERROR_MORE_DATA) demand_failed(in_parts);
        count += read;
        if (whole && !client_reads_in_pieces()) break;
    }
    return count;
}

static bool has_hung_up(DWORD error)
{
    return error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA ||
           error == ERROR_PIPE_NOT_CONNECTED;
}

enum client_answer client_await_answer(HANDLE pipe, void *reply, DWORD room, DWORD *count)
{
    static const char due[] = "it is to get a reply, or to be hung up on";
    *count = 0;
    if (demand_return(client_read(pipe, reply, room, count), due)) return ANSWER_REPLY;
    if (!has_hung_up(GetLastError())) demand_failed(due);
    return ANSWER_HUNG_UP;
}

enum client_answer client_hear_answer(HANDLE pipe, void *reply, DWORD room, DWORD *count)
{
    static const char wondering[] = "it wonders whether there is an answer";
    DWORD started = GetTickCount(), available = 0;
    *count = 0;
    while (available == 0 && GetTickCount() - started < CLIENT_PATIENCE_MS) {
        Sleep(REST_MS);
        if (!profile->may_answer || PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL)) continue;
        if (!has_hung_up(GetLastError())) demand_failed(wondering);
        return ANSWER_HUNG_UP;
    }
    return available > 0 ? client_await_answer(pipe, reply, room, count) : ANSWER_NONE;
}

void client_must_get_no_more(HANDLE pipe)
{
    DWORD available = 0;
    if (client_reads_in_pieces() && profile->exchanges[0].too_long) return;
    Sleep(REST_MS);
    if (PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL))
        demand(available == 0,
               "it has its reply and no more is due, but %u bytes are there to read", available);
    else if (!has_hung_up(GetLastError()))
        demand_failed("it has its reply and looks whether there is more");
}

/* --- Whole parts -------------------------------------------------------------------------------- */

static int ask_and_close(HANDLE pipe)
{
    client_exchange(pipe, 0);
    client_close(pipe);
    return 0;
}

int client_asks(void *unused)
{
    (void)unused;
    return ask_and_close(client_open());
}

int client_asks_at_once(void *unused)
{
    (void)unused;
    return ask_and_close(client_open_at_once());
}

int client_comes_and_goes(void *unused)
{
    (void)unused;
    client_close(client_open_as_it_is());
    return 0;
}

int client_leaves_a_request(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    client_close(pipe);
    return 0;
}
