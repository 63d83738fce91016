#include "client.h"

#include "must.h"

#include <string.h>

enum { PATIENCE_MS = 60000, REST_MS = 1000 };

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

static HANDLE reading_messages(HANDLE pipe)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    if (profile->messages && profile->may_answer)
        must_succeed(SetNamedPipeHandleState(pipe, &mode, NULL, NULL));
    return pipe;
}

static HANDLE open_patiently(bool name_may_be_missing)
{
    DWORD started = GetTickCount();
    HANDLE pipe = client_open_once();
    DWORD error = GetLastError();
    while (pipe == INVALID_HANDLE_VALUE && GetTickCount() - started < PATIENCE_MS) {
        if (error == ERROR_PIPE_BUSY)
            WaitNamedPipeW(profile->pipe_name, PATIENCE_MS);
        else if (error == ERROR_FILE_NOT_FOUND && name_may_be_missing)
            Sleep(1);
        else
            break;
        pipe = client_open_once();
        error = GetLastError();
    }
    SetLastError(error);
    return pipe;
}

HANDLE client_open_at_once(void)
{
    return reading_messages(must_succeed(client_open_once()));
}

HANDLE client_open(void)
{
    return reading_messages(client_open_as_it_is());
}

HANDLE client_open_as_it_is(void)
{
    return must_succeed(open_patiently(true));
}

HANDLE client_open_what_is_there(void)
{
    HANDLE pipe = open_patiently(false);
    return pipe != INVALID_HANDLE_VALUE ? reading_messages(pipe) : pipe;
}

void client_close(HANDLE pipe)
{
    must_succeed(CloseHandle(pipe));
}

/* --- Texts -------------------------------------------------------------------------------------- */

static void send(HANDLE pipe, const void *message, DWORD size)
{
    DWORD written = 0;
    must_succeed(WriteFile(pipe, message, size, &written, NULL));
    must_equal(written, size);
}

void client_send(HANDLE pipe, const char *text)
{
    _Alignas(WCHAR) char message[PROFILE_MESSAGE_MAX];
    DWORD size = profile_encode(profile, text, message, sizeof message);
    must_hold(size > 0);
    send(pipe, message, size);
}

void client_send_long(HANDLE pipe, DWORD count)
{
    _Alignas(WCHAR) char message[PROFILE_MESSAGE_MAX];
    DWORD size = profile->wide ? count * (DWORD)sizeof(WCHAR) : count;
    must_hold(size <= sizeof message);
    for (DWORD i = 0; i < count; i++) {
        if (profile->wide)
            ((WCHAR *)(void *)message)[i] = 'a';
        else
            message[i] = 'a';
    }
    send(pipe, message, size);
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
    return WriteFile(pipe, bytes, size, &written, NULL) && written == size;
}

void client_must_get_answer(HANDLE pipe)
{
    client_must_get_reply(pipe, 0);
}

void client_must_be_refused(HANDLE pipe, DWORD error)
{
    char byte;
    DWORD read = 0;
    must_fail(ReadFile(pipe, &byte, 1, &read, NULL), error);
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

DWORD client_read_rest(HANDLE pipe, void *seen, DWORD room, DWORD count)
{
    DWORD available = 0, read = 0;
    if (profile->messages) return count;
    Sleep(REST_MS);
    while (count < room && PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL) && available > 0) {
        if (!ReadFile(pipe, (char *)seen + count, room - count, &read, NULL)) break;
        count += read;
    }
    return count;
}

/* One read is one message. Of bytes, as many are read as are expected, or until they fit. */
static DWORD read_reply(HANDLE pipe, void *seen, DWORD room, const struct exchange *exchange)
{
    DWORD read = 0, count = 0;
    if (!profile->messages && exchange->kind == REPLY_EXACT) room = exchange->reply_bytes;
    must_succeed(ReadFile(pipe, seen, room, &read, NULL));
    count = read;
    while (!profile->messages && exchange->kind == REPLY_EXACT && count < exchange->reply_bytes) {
        must_succeed(ReadFile(pipe, (char *)seen + count, room - count, &read, NULL));
        count += read;
    }
    if (exchange->kind == REPLY_ANY ||
        (exchange->kind == REPLY_PATTERN && !exchange_fits(exchange, seen, count)))
        count = client_read_rest(pipe, seen, room, count);
    return count;
}

void client_must_get_reply(HANDLE pipe, unsigned nth)
{
    _Alignas(WCHAR) char seen[PROFILE_MESSAGE_MAX];
    const struct exchange *exchange = &profile->exchanges[nth];
    if (exchange->kind == REPLY_NONE) return;
    DWORD read = read_reply(pipe, seen, sizeof seen, exchange);
    if (exchange->kind == REPLY_EXACT) must_equal(read, exchange->reply_bytes);
    must_hold(exchange_fits(exchange, seen, read) && "the reply is the expected one");
}

void client_exchange(HANDLE pipe, unsigned nth)
{
    client_request(pipe, nth);
    client_must_get_reply(pipe, nth);
}

DWORD client_read_in_parts(HANDLE pipe, void *bytes, DWORD size, DWORD at_once)
{
    DWORD count = 0, read = 0;
    while (count < size) {
        DWORD rest = size - count < at_once ? size - count : at_once;
        must_arm();
        bool whole = ReadFile(pipe, (char *)bytes + count, rest, &read, NULL);
        if (!whole) must_have_error(ERROR_MORE_DATA);
        count += read;
        if (whole && profile->messages) break;
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
    *count = 0;
    if (ReadFile(pipe, reply, room, count, NULL)) return ANSWER_REPLY;
    must_hold(has_hung_up(GetLastError()) && "the server answers or hangs up");
    return ANSWER_HUNG_UP;
}

void client_must_get_no_more(HANDLE pipe)
{
    DWORD available = 0;
    Sleep(REST_MS);
    if (PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL))
        must_equal(available, 0);
    else
        must_hold(has_hung_up(GetLastError()));
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
    HANDLE pipe = client_open_as_it_is();
    client_request(pipe, 0);
    client_close(pipe);
    return 0;
}
