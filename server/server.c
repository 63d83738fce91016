/* A named-pipe server: one thread awaits clients, and each client gets a thread of its own.
 *
 * A pipe's name is served by instances, and an instance serves one client. A client that finds no
 * free instance is told that the pipe is busy; one that finds no instance at all, that there is no
 * such pipe. So the loop keeps one promise: the next instance exists before the last one is handed
 * over. A name once served is always there. */
#include <windows.h>
#include <tchar.h>
#include <stdio.h>

#include "report.h"
#include "server.h"

#define SERVER_ATTEMPTS 10     // how often a failing call is made before the server gives up
#define SERVER_PAUSE_MS 500    // how long it rests in between

static int server_usage(int count, TCHAR **arguments);
static void server_run(void);
static DWORD server_hand_over(HANDLE *instance);
static DWORD server_await_client(HANDLE instance);
static DWORD server_connect(HANDLE instance);
static DWORD server_create(HANDLE *instance);

int _tmain(int count, TCHAR **arguments)
{
    int exit_code = SERVER_EXIT_FAILED;

    if (count > 1)
        exit_code = server_usage(count, arguments);
    else
        server_run();
    return exit_code;
}

/* Returns: the exit code for a command line that does not ask the server to run. */
static int server_usage(int count, TCHAR **arguments)
{
    const BOOL asked = count == 2 && _tcscmp(arguments[1], TEXT("--help")) == 0;

    _ftprintf(asked ? stdout : stderr,
              TEXT("usage: pipe-server [--help]\n"
                   "Answers requests on %s until it is stopped, for example by Ctrl+C.\n"
                   "Exit codes: 1 a call failed, 2 wrong usage.\n"),
              SERVER_PIPE_NAME);
    return asked ? SERVER_EXIT_DONE : SERVER_EXIT_USAGE;
}

/* Serve clients until a call has failed for good, which has been reported then.
 *
 * Whoever is being served at that moment is cut off as the program ends. A server that nobody can
 * reach had better end where it is seen than linger for its last client, who may never close. */
static void server_run(void)
{
    HANDLE instance = INVALID_HANDLE_VALUE;
    DWORD error = server_create(&instance);

    while (error == ERROR_SUCCESS) {
        report_say(TEXT("server: awaiting a client on %s\n"), SERVER_PIPE_NAME);
        error = server_await_client(instance);
        if (error == ERROR_SUCCESS) error = server_hand_over(&instance);
    }

    if (instance != INVALID_HANDLE_VALUE) report_unless(CloseHandle(instance), TEXT("CloseHandle"));
}

/* Hand a connected [instance] over to a session and put a new one in its place.
 *
 * The client is served even if the next instance cannot be created at once: it is there already,
 * and it is not the one to blame.
 *
 * Returns: ERROR_SUCCESS, or why there is no new instance; [instance] is then no handle. */
static DWORD server_hand_over(HANDLE *instance)
{
    const HANDLE connected = *instance;
    DWORD error = server_create(instance);

    session_start(connected);
    for (int attempt = 1; error != ERROR_SUCCESS && attempt < SERVER_ATTEMPTS; attempt++) {
        if (attempt > 1) Sleep(SERVER_PAUSE_MS);    // the hand-over was the first pause
        error = server_create(instance);
    }
    return error;
}

/* Wait until [instance] has a client. A failure does not end its life: clients can still open it,
 * so it is the same instance that is tried again. */
static DWORD server_await_client(HANDLE instance)
{
    DWORD error = server_connect(instance);

    for (int attempt = 1; error != ERROR_SUCCESS && attempt < SERVER_ATTEMPTS; attempt++) {
        Sleep(SERVER_PAUSE_MS);
        error = server_connect(instance);
    }
    return error;
}

/* Three outcomes mean that a client is there. It opened the pipe while we waited: TRUE. It was
 * faster than we: ERROR_PIPE_CONNECTED. It has even left again: ERROR_NO_DATA, and as it may have
 * left requests behind, it gets its session like any other. */
static DWORD server_connect(HANDLE instance)
{
    DWORD error = ConnectNamedPipe(instance, NULL) ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
    if (error != ERROR_SUCCESS) report_failure(TEXT("ConnectNamedPipe"), error);
    return error;
}

/* Create an instance. Clients can open it from now on; ConnectNamedPipe only tells us of them. */
static DWORD server_create(HANDLE *instance)
{
    DWORD error = ERROR_SUCCESS;

    *instance = CreateNamedPipe(SERVER_PIPE_NAME, PIPE_ACCESS_DUPLEX,
                                PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                PIPE_UNLIMITED_INSTANCES,
                                SERVER_MESSAGE_BYTES,    // out
                                SERVER_MESSAGE_BYTES,    // in
                                0,                       // the default time-out, 50 ms
                                NULL);                   // the default security
    if (*instance == INVALID_HANDLE_VALUE) {
        error = GetLastError();
        report_failure(TEXT("CreateNamedPipe"), error);
    }
    return error;
}
