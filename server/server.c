/* A named-pipe server: one thread awaits clients, and each client gets a thread of its own.
 *
 * A pipe's name is served by instances, and an instance serves one client. A client that finds no
 * free instance is told that the pipe is busy; one that finds no instance at all, that there is no
 * such pipe. So the loop keeps one promise: the next instance exists before the last one is handed
 * over. A name once served is always there.
 *
 * The main thread awaits the end: a request to stop, or a failure that the loop cannot get over. In
 * either case all threads have ended, and all that they held is given back, before it returns. */
#include <windows.h>
#include <tchar.h>
#include <sddl.h>
#include <stdio.h>

#include "crew.h"
#include "report.h"
#include "server.h"
#include "stop.h"

#define SERVER_ATTEMPTS 10     // how often a failing call is made before the server gives up
#define SERVER_PAUSE_MS 500    // how long it rests in between

/* Who may open the pipe. The default would let everyone read it; this one names who may, and all
 * others may not: whoever runs the server (OW, the owner of the pipe), administrators (BA) and the
 * system (SY). P keeps inherited rights out.
 *
 * To let others in, add an entry of this form, where NAME is a group, as a SID or as two letters:
 *
 *     (A;;0x12019b;;;NAME)
 *
 * That is all that a client needs, FILE_GENERIC_READ and FILE_GENERIC_WRITE, without 0x4: this is
 * FILE_CREATE_PIPE_INSTANCE, with which it could serve the pipe in our place. */
#define SERVER_SECURITY TEXT("D:P(A;;GA;;;OW)(A;;GA;;;BA)(A;;GA;;;SY)")

/* What the accepting thread works with. */
struct server {
    SECURITY_ATTRIBUTES security;    // of every instance
    HANDLE instance;                 // that awaits a client; INVALID_HANDLE_VALUE: none
    struct crew crew;                // the threads of its sessions
};

static int server_usage(int count, TCHAR **arguments);
static int server_run(void);
static DWORD WINAPI server_accept(LPVOID unused);
static DWORD server_open(struct server *server);
static void server_close(struct server *server);
static DWORD server_await_client(struct server *server);
static DWORD server_connect(struct server *server);
static DWORD server_hand_over(struct server *server);
static void server_start_session(struct server *server, HANDLE connected);
static DWORD server_create(struct server *server, DWORD flags);

int _tmain(int count, TCHAR **arguments)
{
    return count > 1 ? server_usage(count, arguments) : server_run();
}

/* Returns: the exit code for a command line that does not ask the server to run. */
static int server_usage(int count, TCHAR **arguments)
{
    const BOOL asked = count == 2 && _tcscmp(arguments[1], TEXT("--help")) == 0;

    _ftprintf(asked ? stdout : stderr,
              TEXT("usage: pipe-server [--help]\n"
                   "Answers requests on %s until it is stopped, for example by Ctrl+C.\n"
                   "Exit codes: 0 it was stopped, 1 a call failed, 2 wrong usage.\n"),
              SERVER_PIPE_NAME);
    return asked ? SERVER_EXIT_DONE : SERVER_EXIT_USAGE;
}

/* Serve clients until a stop is requested or a call has failed for good, which has been reported
 * then.
 *
 * Returns: the exit code. */
static int server_run(void)
{
    int exit_code = SERVER_EXIT_FAILED;

    if (stop_open() == ERROR_SUCCESS) {
        HANDLE thread = CreateThread(NULL, 0, server_accept, NULL, 0, NULL);
        if (thread == NULL) {
            report_failure(TEXT("CreateThread"), GetLastError());
        } else {
            if (stop_await(thread)) exit_code = SERVER_EXIT_DONE;
            stop_join(thread);
        }
    }
    stop_close();
    if (exit_code == SERVER_EXIT_DONE) report_say(TEXT("server: stopped\n"));
    return exit_code;
}

/* Await clients and hand them over, one after the other.
 *
 * When this ends, whoever is being served at that moment is cut off. A server that nobody can reach
 * had better end where it is seen than linger for its last client, who may never close. */
static DWORD WINAPI server_accept(LPVOID unused)
{
    struct server server;
    DWORD error = server_open(&server);

    (void)unused;
    while (error == ERROR_SUCCESS && !stop_requested()) {
        report_say(TEXT("server: awaiting a client on %s\n"), SERVER_PIPE_NAME);
        error = server_await_client(&server);
        if (error == ERROR_SUCCESS) error = server_hand_over(&server);
    }
    server_close(&server);
    return 0;
}

/* Take the name, or fail if somebody else has it: a program that serves our name could lure our
 * clients, and we would serve beside it if only it let us. */
static DWORD server_open(struct server *server)
{
    *server = (struct server){ .security = { .nLength = sizeof(server->security) },
                               .instance = INVALID_HANDLE_VALUE };

    DWORD error = crew_open(&server->crew);
    if (error == ERROR_SUCCESS &&
        !ConvertStringSecurityDescriptorToSecurityDescriptor(
            SERVER_SECURITY, SDDL_REVISION_1, &server->security.lpSecurityDescriptor, NULL)) {
        error = GetLastError();
        report_failure(TEXT("ConvertStringSecurityDescriptorToSecurityDescriptor"), error);
    }
    if (error == ERROR_SUCCESS) {
        error = server_create(server, FILE_FLAG_FIRST_PIPE_INSTANCE);
        if (error == ERROR_ACCESS_DENIED || error == ERROR_PIPE_BUSY)
            report_say(TEXT("server: %s is served by somebody else\n"), SERVER_PIPE_NAME);
    }
    return error;
}

static void server_close(struct server *server)
{
    if (server->instance != INVALID_HANDLE_VALUE)
        report_unless(CloseHandle(server->instance), TEXT("CloseHandle"));
    crew_dismiss(&server->crew);
    report_unless(LocalFree(server->security.lpSecurityDescriptor) == NULL, TEXT("LocalFree"));
}

/* Wait until the instance has a client. A failure does not end its life: clients can still open it,
 * so it is the same instance that is tried again. */
static DWORD server_await_client(struct server *server)
{
    DWORD error = server_connect(server);

    for (int attempt = 1; error != ERROR_SUCCESS && attempt < SERVER_ATTEMPTS; attempt++) {
        if (stop_pause(SERVER_PAUSE_MS)) break;
        error = server_connect(server);
    }
    return error;
}

/* Three outcomes mean that a client is there. It opened the pipe while we waited: TRUE. It was
 * faster than we: ERROR_PIPE_CONNECTED. It has even left again: ERROR_NO_DATA, and as it may have
 * left requests behind, it gets its session like any other. */
static DWORD server_connect(struct server *server)
{
    DWORD error = ConnectNamedPipe(server->instance, NULL) ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) error = ERROR_SUCCESS;
    if (error != ERROR_SUCCESS && !stop_requested())
        report_failure(TEXT("ConnectNamedPipe"), error);
    return error;
}

/* Hand the connected instance over to a session and put a new one in its place.
 *
 * The client is served even if the next instance cannot be created at once: it is there already,
 * and it is not the one to blame.
 *
 * Returns: ERROR_SUCCESS, or why there is no new instance. */
static DWORD server_hand_over(struct server *server)
{
    const HANDLE connected = server->instance;
    DWORD error = server_create(server, 0);

    server_start_session(server, connected);
    for (int attempt = 1; error != ERROR_SUCCESS && attempt < SERVER_ATTEMPTS; attempt++) {
        if (stop_pause(attempt > 1 ? SERVER_PAUSE_MS : 0)) break;    // to hand over was a pause
        error = server_create(server, 0);
    }
    return error;
}

static void server_start_session(struct server *server, HANDLE connected)
{
    if (crew_make_room(&server->crew) == ERROR_SUCCESS)
        crew_add(&server->crew, session_start(connected));
    else
        session_hang_up(connected);
}

/* Create an instance. Clients can open it from now on; ConnectNamedPipe only tells us of them. */
static DWORD server_create(struct server *server, DWORD flags)
{
    DWORD error = ERROR_SUCCESS;

    server->instance = CreateNamedPipe(SERVER_PIPE_NAME, PIPE_ACCESS_DUPLEX | flags,
                                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT |
                                           PIPE_REJECT_REMOTE_CLIENTS,
                                       PIPE_UNLIMITED_INSTANCES,
                                       SERVER_MESSAGE_BYTES,    // out
                                       SERVER_MESSAGE_BYTES,    // in
                                       0,                       // the default time-out, 50 ms
                                       &server->security);
    if (server->instance == INVALID_HANDLE_VALUE) {
        error = GetLastError();
        report_failure(TEXT("CreateNamedPipe"), error);
    }
    return error;
}
