/* A process that ends cuts its threads off wherever they are; what they had begun to give back
 * is given back. */
#include "machine.h"

static const WCHAR cut_pipe[] = u"\\\\.\\pipe\\cut";

static DWORD WINAPI read_on(void *pipe)
{
    machine_read_byte(pipe);
    return 0;
}

static DWORD WINAPI close_it(void *pipe)
{
    CloseHandle(pipe);
    return 0;
}

/* The last close stands in line behind a read when the process ends. */
static int end_while_closing(void *argument)
{
    (void)argument;
    HANDLE pipe = machine_create_pipe(cut_pipe, 64);
    ConnectNamedPipe(pipe, NULL);
    CreateThread(NULL, 0, read_on, pipe, 0, NULL);
    Sleep(1);
    CreateThread(NULL, 0, close_it, pipe, 0, NULL);
    Sleep(1);
    return 0;
}

static int wait_for_the_end(void *argument)
{
    char byte;
    DWORD count;
    (void)argument;
    HANDLE pipe = machine_open_pipe(cut_pipe);
    must_fail(ReadFile(pipe, &byte, 1, &count, NULL), ERROR_BROKEN_PIPE);
    return 0;
}

TEST_OUTSIDE(cut_off, a_close_that_stood_in_line_is_made_when_its_process_ends)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "server", end_while_closing, NULL);
    machine_start(&machine, "client", wait_for_the_end, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}
