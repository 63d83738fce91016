/* A named-pipe client: it sends one request, prints the reply, and waits for ENTER to close.
 *
 * Two things about a pipe are easily forgotten. It can be busy, which is no failure but a reason
 * to wait. And a message can be longer than the buffer it is read into, which is no failure
 * either: its rest is there to be read. */
#include <windows.h>
#include <tchar.h>
#include <stdio.h>

#include "quote.h"
#include "report.h"
#include "server.h"

#define CLIENT_PATIENCE_MS 20000    // how long a busy server is waited for

struct client_options {
    const TCHAR *message;    // what to send
    BOOL wait;               // for ENTER, before the connection is closed
    BOOL help;
};

static BOOL client_parse(int count, TCHAR **arguments, struct client_options *options);
static BOOL client_parse_option(const TCHAR *argument, struct client_options *options);
static void client_usage(FILE *stream);
static DWORD client_run(const struct client_options *options);
static DWORD client_open(HANDLE *pipe);
static DWORD client_try_open(HANDLE *pipe);
static void client_explain(const TCHAR *call, DWORD error);
static DWORD client_read_messages(HANDLE pipe);
static DWORD client_send(HANDLE pipe, const TCHAR *message);
static DWORD client_receive(HANDLE pipe);
static void client_print(const TCHAR *before, const TCHAR *piece, DWORD piece_bytes, BOOL last);
static void client_await_enter(void);

int _tmain(int count, TCHAR **arguments)
{
    struct client_options options = { .message = NULL, .wait = TRUE, .help = FALSE };
    int exit_code = SERVER_EXIT_DONE;

    if (!client_parse(count, arguments, &options)) {
        client_usage(stderr);
        exit_code = SERVER_EXIT_USAGE;
    } else if (options.help) {
        client_usage(stdout);
    } else if (client_run(&options) != ERROR_SUCCESS) {
        exit_code = SERVER_EXIT_FAILED;
    }
    return exit_code;
}

/* Returns: FALSE when the command line makes no sense. */
static BOOL client_parse(int count, TCHAR **arguments, struct client_options *options)
{
    BOOL sound = TRUE;
    BOOL options_over = FALSE;

    for (int index = 1; index < count && sound; index++) {
        if (!options_over && _tcscmp(arguments[index], TEXT("--")) == 0) {
            options_over = TRUE;
        } else if (!options_over && arguments[index][0] == TEXT('-')) {
            sound = client_parse_option(arguments[index], options);
        } else {
            sound = options->message == NULL;
            options->message = arguments[index];
        }
    }
    if (options->message == NULL) options->message = TEXT("Default message from client.");
    return sound;
}

static BOOL client_parse_option(const TCHAR *argument, struct client_options *options)
{
    BOOL known = TRUE;

    if (_tcscmp(argument, TEXT("-n")) == 0 || _tcscmp(argument, TEXT("--no-wait")) == 0) {
        options->wait = FALSE;
    } else if (_tcscmp(argument, TEXT("--help")) == 0) {
        options->help = TRUE;
    } else {
        known = FALSE;
    }
    return known;
}

static void client_usage(FILE *stream)
{
    _ftprintf(stream,
              TEXT("usage: pipe-client [-n] [--] [MESSAGE]\n"
                   "Sends MESSAGE, or a default one, to %s and prints the reply.\n"
                   "  -n, --no-wait   do not wait for ENTER before closing the connection\n"
                   "      --help      print this\n"
                   "Exit codes: 0 the reply was read, 1 a call failed, 2 wrong usage.\n"),
              SERVER_PIPE_NAME);
}

static DWORD client_run(const struct client_options *options)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    DWORD error = client_open(&pipe);
    if (error == ERROR_SUCCESS) error = client_read_messages(pipe);
    if (error == ERROR_SUCCESS) error = client_send(pipe, options->message);
    if (error == ERROR_SUCCESS) error = client_receive(pipe);
    if (error == ERROR_SUCCESS && options->wait) client_await_enter();

    if (pipe != INVALID_HANDLE_VALUE) report_unless(CloseHandle(pipe), TEXT("CloseHandle"));
    return error;
}

/* Open the pipe; wait while it is busy.
 *
 * WaitNamedPipe reserves nothing: another client may be faster to open what we have both waited
 * for. So it takes a loop, and the loop takes a limit. */
static DWORD client_open(HANDLE *pipe)
{
    const DWORD start_ms = GetTickCount();
    const TCHAR *call = TEXT("CreateFile");
    DWORD waited_ms = 0;

    DWORD error = client_try_open(pipe);
    while (error == ERROR_PIPE_BUSY && waited_ms < CLIENT_PATIENCE_MS) {
        call = TEXT("WaitNamedPipe");
        error = ERROR_SUCCESS;
        if (!WaitNamedPipe(SERVER_PIPE_NAME, CLIENT_PATIENCE_MS - waited_ms))
            error = GetLastError();
        if (error == ERROR_SUCCESS) {
            call = TEXT("CreateFile");
            error = client_try_open(pipe);
        }
        waited_ms = GetTickCount() - start_ms;
    }
    if (error != ERROR_SUCCESS) client_explain(call, error);
    return error;
}

static DWORD client_try_open(HANDLE *pipe)
{
    *pipe =
        CreateFile(SERVER_PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    return *pipe != INVALID_HANDLE_VALUE ? ERROR_SUCCESS : GetLastError();
}

/* Say why there is no connection. */
static void client_explain(const TCHAR *call, DWORD error)
{
    report_failure(call, error);
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
        report_say(TEXT("client: nobody serves %s\n"), SERVER_PIPE_NAME);
        break;
    case ERROR_PIPE_BUSY:
    case ERROR_SEM_TIMEOUT:
        report_say(TEXT("client: the server was busy for %d seconds\n"), CLIENT_PATIENCE_MS / 1000);
        break;
    default: break;
    }
}

/* A client's handle begins by reading bytes, whatever the server's does, and knows no messages. */
static DWORD client_read_messages(HANDLE pipe)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    DWORD error = ERROR_SUCCESS;

    if (!SetNamedPipeHandleState(pipe, &mode, NULL, NULL)) {
        error = GetLastError();
        report_failure(TEXT("SetNamedPipeHandleState"), error);
    }
    return error;
}

/* Send [message] with its terminator. */
static DWORD client_send(HANDLE pipe, const TCHAR *message)
{
    const DWORD message_bytes = ((DWORD)lstrlen(message) + 1) * sizeof(TCHAR);
    DWORD written_bytes = 0;
    DWORD error = ERROR_SUCCESS;

    report_say(TEXT("client: sending %lu bytes\n"), message_bytes);
    if (!WriteFile(pipe, message, message_bytes, &written_bytes, NULL))
        error = GetLastError();
    else if (written_bytes != message_bytes)
        error = ERROR_WRITE_FAULT;    // half a request is no request
    if (error != ERROR_SUCCESS) report_failure(TEXT("WriteFile"), error);
    return error;
}

/* Read one message and print it, piece by piece if it is longer than the buffer. */
static DWORD client_receive(HANDLE pipe)
{
    TCHAR piece[SERVER_MESSAGE_CHARACTERS];
    const TCHAR *before = TEXT("client: reply \"");
    DWORD piece_bytes = 0;
    DWORD error = ERROR_MORE_DATA;

    while (error == ERROR_MORE_DATA) {
        error = ERROR_SUCCESS;
        if (!ReadFile(pipe, piece, sizeof(piece), &piece_bytes, NULL)) error = GetLastError();
        if (error == ERROR_SUCCESS || error == ERROR_MORE_DATA) {
            client_print(before, piece, piece_bytes, error == ERROR_SUCCESS);
            before = TEXT("");
        }
    }
    if (error != ERROR_SUCCESS) {
        if (before[0] == TEXT('\0')) report_say(TEXT("\" and no more\n"));
        report_failure(TEXT("ReadFile"), error);
    }
    return error;
}

/* Print a piece of a reply, without the terminator that ends the last one. A reply is as much a
 * stranger's text as a request is; half a character at its end cannot be shown. */
static void client_print(const TCHAR *before, const TCHAR *piece, DWORD piece_bytes, BOOL last)
{
    TCHAR quoted[QUOTE_ROOM(SERVER_MESSAGE_CHARACTERS)];
    DWORD length = piece_bytes / sizeof(TCHAR);

    if (last && length > 0 && piece[length - 1] == TEXT('\0')) length--;
    quote_render(piece, length, quoted);
    report_say(TEXT("%s%s%s"), before, quoted, last ? TEXT("\"\n") : TEXT(""));
}

static void client_await_enter(void)
{
    int character = 0;

    report_say(TEXT("client: press ENTER to close the connection and exit\n"));
    while (character != '\n' && character != EOF)
        character = getchar();
}
