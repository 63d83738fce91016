#include "client.h"

#include "must.h"

#include <stdbool.h>
#include <string.h>

enum { ROOM = 4096, PATIENCE_MS = 60000 };

static const WCHAR pipe_name[] = u"\\\\.\\pipe\\mynamedpipe";
static const char answer[] = "default answer from server";
static bool is_wide;

void client_set_wide(int wide)
{
    is_wide = wide;
}

/* [text] with its terminator as the server wants it. Returns: its size in bytes. */
static DWORD encode(const char *text, char *message)
{
    DWORD count = (DWORD)strlen(text) + 1;
    for (DWORD i = 0; i < count; i++) {
        if (is_wide)
            ((WCHAR *)(void *)message)[i] = (BYTE)text[i];
        else
            message[i] = text[i];
    }
    return is_wide ? count * (DWORD)sizeof(WCHAR) : count;
}

static HANDLE try_to_open(void)
{
    return CreateFileW(pipe_name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
}

static HANDLE reading_messages(HANDLE pipe)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    must_succeed(SetNamedPipeHandleState(pipe, &mode, NULL, NULL));
    return pipe;
}

HANDLE client_open_at_once(void)
{
    return reading_messages(must_succeed(try_to_open()));
}

HANDLE client_open(void)
{
    return reading_messages(client_open_as_it_is());
}

HANDLE client_open_as_it_is(void)
{
    DWORD started = GetTickCount();
    HANDLE pipe = try_to_open();
    while (pipe == INVALID_HANDLE_VALUE && GetTickCount() - started < PATIENCE_MS) {
        if (GetLastError() == ERROR_PIPE_BUSY)
            WaitNamedPipeW(pipe_name, PATIENCE_MS);
        else if (GetLastError() == ERROR_FILE_NOT_FOUND)
            Sleep(1);
        else
            break;
        pipe = try_to_open();
    }
    return must_succeed(pipe);
}

static void send(HANDLE pipe, const void *message, DWORD size)
{
    DWORD written = 0;
    must_succeed(WriteFile(pipe, message, size, &written, NULL));
    must_equal(written, size);
}

void client_send(HANDLE pipe, const char *text)
{
    _Alignas(WCHAR) char message[ROOM];
    DWORD size = encode(text, message);
    send(pipe, message, size);
}

void client_send_long(HANDLE pipe, DWORD count)
{
    _Alignas(WCHAR) char message[ROOM];
    DWORD size = is_wide ? count * (DWORD)sizeof(WCHAR) : count;
    must_hold(size <= ROOM);
    for (DWORD i = 0; i < count; i++) {
        if (is_wide)
            ((WCHAR *)(void *)message)[i] = 'a';
        else
            message[i] = 'a';
    }
    send(pipe, message, size);
}

void client_must_get_answer(HANDLE pipe)
{
    _Alignas(WCHAR) char expected[ROOM], seen[ROOM];
    DWORD size = encode(answer, expected), read = 0;
    must_succeed(ReadFile(pipe, seen, sizeof seen, &read, NULL));
    must_equal(read, size);
    must_hold(memcmp(seen, expected, size) == 0);
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

void client_close(HANDLE pipe)
{
    must_succeed(CloseHandle(pipe));
}

/* --- Whole parts -------------------------------------------------------------------------------- */

static int ask_and_close(HANDLE pipe)
{
    client_ask(pipe, "hello");
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
    client_close(client_open());
    return 0;
}

int client_leaves_a_request(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_close(pipe);
    return 0;
}
