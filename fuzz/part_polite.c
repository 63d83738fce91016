/* A polite client tests while it talks: each call of it must succeed, and say what the protocol
 * says. Nothing that it does needs another client's help, so what goes wrong is the server's. */
#include "part.h"

#include <piperig/world.h>

#include <windows.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    SETTLE_MS = 1000,    // until then the server has done all that it is going to do
    REPLY_ROOM = 4096,
};

static const char answer_text[] = "default answer from server";

/* A sound message and the answer to it. */
struct message {
    _Alignas(WCHAR) char bytes[(PLAN_TEXT_MAX + 1) * sizeof(WCHAR)];
    DWORD size;
};

static void call(struct part *part);
static void ask_in_one_session(struct part *part);
static HANDLE open_patiently(const struct part *part);
static void ask(struct part *part, HANDLE pipe, uint32_t index);
static void ask_all(struct part *part, HANDLE pipe);
static void write_request(struct part *part, HANDLE pipe, uint32_t index);
static void read_answer(const struct part *part, HANDLE pipe);
static void must_be_answer(const struct part *part, const void *bytes, DWORD size);
static void write_all(HANDLE pipe, const void *bytes, DWORD size);
static void offend(const struct part *part, HANDLE pipe);
static void must_be_at_rest(HANDLE pipe);
static void must_be_hung_up_on(HANDLE pipe);

/* Ends the run, and so this thread. */
__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *format, ...)
{
    char why[200];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    world_stop(world_current(), why);
    __builtin_unreachable();
}

static void must(BOOL succeeded, const char *what)
{
    if (!succeeded) give_up("a polite client: %s failed with error %u", what, GetLastError());
}

int part_play_polite(void *argument)
{
    struct part *part = argument;

    if (part->client->way == PLAN_CALL)
        call(part);
    else
        ask_in_one_session(part);
    return 0;
}

static void ask_in_one_session(struct part *part)
{
    HANDLE pipe = open_patiently(part);

    if (part->client->way == PLAN_WRITE_ALL_FIRST || part->client->way == PLAN_OFFEND_AT_LAST) {
        ask_all(part, pipe);
    } else {
        for (uint32_t i = 0; i < part->client->request_count; i++)
            ask(part, pipe, i);
    }
    if (part->client->way == PLAN_OFFEND_AT_LAST)
        must_be_hung_up_on(pipe);
    else
        must_be_at_rest(pipe);
    must(CloseHandle(pipe), "CloseHandle");
}

/* Why an attempt to open the pipe failed. It may not be there yet, or all instances may be busy;
 * all else, and a name that [was_there] and is gone, is a failure. */
static void must_be_worth_waiting(const struct part *part, bool was_there)
{
    const DWORD error = GetLastError();

    if (error == ERROR_FILE_NOT_FOUND && was_there) give_up("the pipe's name has gone");
    if (error != ERROR_FILE_NOT_FOUND && error != ERROR_PIPE_BUSY)
        give_up("a polite client: the pipe cannot be opened: error %u", error);
    if (error == ERROR_PIPE_BUSY) *part->name_is_there = true;
}

static void wait_for_an_instance(const struct part *part, bool was_there)
{
    must_be_worth_waiting(part, was_there);
    if (!*part->name_is_there)
        Sleep(1);
    else if (!WaitNamedPipeW(PART_PIPE_NAME, NMPWAIT_WAIT_FOREVER))
        must_be_worth_waiting(part, true);
}

static HANDLE open_patiently(const struct part *part)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;
    DWORD mode = PIPE_READMODE_MESSAGE;

    while (pipe == INVALID_HANDLE_VALUE) {
        const bool was_there = *part->name_is_there;
        pipe = CreateFileW(PART_PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0,
                           NULL);
        if (pipe == INVALID_HANDLE_VALUE) wait_for_an_instance(part, was_there);
    }
    *part->name_is_there = true;
    must(SetNamedPipeHandleState(pipe, &mode, NULL, NULL), "SetNamedPipeHandleState");
    return pipe;
}

static void encode(struct part *part, uint32_t index, struct message *message)
{
    const struct plan_message *text = &part->client->requests[index];
    const DWORD width = part->wide ? sizeof(WCHAR) : 1;

    part->requests++;
    plan_text_write(text, part->wide, message->bytes);
    message->size = text->size * width;
    if (part->client->unterminated[index]) return;
    memset(message->bytes + message->size, 0, width);
    message->size += width;
}

static void rest(const struct part *part)
{
    if (part->client->rest_ms > 0) Sleep(part->client->rest_ms);
}

static void ask(struct part *part, HANDLE pipe, uint32_t index)
{
    char reply[REPLY_ROOM];
    struct message message;
    DWORD read = 0;

    if (part->client->way == PLAN_TRANSACT) {
        encode(part, index, &message);
        must(TransactNamedPipe(pipe, message.bytes, message.size, reply, sizeof reply, &read, NULL),
             "TransactNamedPipe");
        must_be_answer(part, reply, read);
    } else {
        write_request(part, pipe, index);
        rest(part);
        read_answer(part, pipe);
    }
}

static void ask_all(struct part *part, HANDLE pipe)
{
    for (uint32_t i = 0; i < part->client->request_count; i++)
        write_request(part, pipe, i);
    if (part->client->way == PLAN_OFFEND_AT_LAST) offend(part, pipe);
    rest(part);
    for (uint32_t i = 0; i < part->client->request_count; i++)
        read_answer(part, pipe);
}

static void write_request(struct part *part, HANDLE pipe, uint32_t index)
{
    struct message message;

    encode(part, index, &message);
    write_all(pipe, message.bytes, message.size);
}

static void write_all(HANDLE pipe, const void *bytes, DWORD size)
{
    DWORD written = 0;

    must(WriteFile(pipe, bytes, size, &written, NULL), "WriteFile");
    if (written != size) give_up("a polite client: %u bytes of %u written", written, size);
}

/* Send what is no request. The answers to the requests before it are due all the same. */
static void offend(const struct part *part, HANDLE pipe)
{
    static const char two_texts[4] = { 0 };    // two empty ones; of either width
    const enum plan_offence offence = part->client->offence;

    if (offence == PLAN_TWO_TEXTS)
        write_all(pipe, two_texts, sizeof two_texts);
    else if (offence == PLAN_HALF_A_CHARACTER && part->wide)
        write_all(pipe, two_texts, 3);
    else
        write_all(pipe, two_texts, 0);
}

/* Read one message, with as much room at a time as was planned. */
static void read_answer(const struct part *part, HANDLE pipe)
{
    char reply[REPLY_ROOM];
    const DWORD room = part->client->part > 0 ? part->client->part : sizeof reply / 2;
    DWORD read = 0;
    DWORD size = 0;
    BOOL whole = FALSE;

    while (!whole && size < sizeof reply / 2) {
        whole = ReadFile(pipe, reply + size, room, &read, NULL);
        if (!whole && GetLastError() != ERROR_MORE_DATA) must(FALSE, "ReadFile");
        size += read;
    }
    must_be_answer(part, reply, size);
}

static void must_be_answer(const struct part *part, const void *bytes, DWORD size)
{
    const WCHAR *units = bytes;
    const char *narrow = bytes;
    const DWORD count = part->wide ? size / (DWORD)sizeof(WCHAR) : size;

    if (size != sizeof answer_text * (part->wide ? sizeof(WCHAR) : 1))
        give_up("a polite client: an answer of %u bytes", size);
    for (DWORD i = 0; i < count; i++) {
        if ((part->wide ? units[i] : (WCHAR)(BYTE)narrow[i]) != (WCHAR)(BYTE)answer_text[i])
            give_up("a polite client: another answer, from character %u on", i);
    }
}

/* All requests are answered: nothing more comes, and the server waits for the next one. */
static void must_be_at_rest(HANDLE pipe)
{
    DWORD available = 0;

    Sleep(SETTLE_MS);
    must(PeekNamedPipe(pipe, NULL, 0, NULL, &available, NULL),
         "PeekNamedPipe after the last answer");
    if (available != 0) give_up("a polite client: %u bytes that it did not ask for", available);
}

/* All answers have come, and the server has ended the session. */
static void must_be_hung_up_on(HANDLE pipe)
{
    char byte;
    DWORD read = 0;

    BOOL more = ReadFile(pipe, &byte, sizeof byte, &read, NULL);
    if (more || GetLastError() == ERROR_MORE_DATA)
        give_up("a polite client: an answer to what was no request");
    must(GetLastError() == ERROR_PIPE_NOT_CONNECTED, "ReadFile after the last answer");
}

/* CallNamedPipe opens, asks and closes. While it cannot open it has sent nothing. */
static void call(struct part *part)
{
    char reply[REPLY_ROOM];
    struct message message;

    for (uint32_t i = 0; i < part->client->request_count; i++) {
        DWORD read = 0;
        BOOL answered = FALSE;
        encode(part, i, &message);
        while (!answered) {
            const bool was_there = *part->name_is_there;
            answered = CallNamedPipeW(PART_PIPE_NAME, message.bytes, message.size, reply,
                                      sizeof reply, &read, NMPWAIT_WAIT_FOREVER);
            if (!answered) wait_for_an_instance(part, was_there);
        }
        *part->name_is_there = true;
        must_be_answer(part, reply, read);
    }
}
