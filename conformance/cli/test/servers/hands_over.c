/* A session hands its request to a worker, which sleeps on a condition variable while there is nothing
 * to do. With -DREST_MS=5000 it looks every now and then, whether it was woken or not. */
#include <ctype.h>
#include <stdio.h>
#include <windows.h>

#ifndef REST_MS
#define REST_MS INFINITE
#endif

struct job {
    struct job *next;
    char text[64];
    DWORD size;
    HANDLE done;
};

static CRITICAL_SECTION lock;
static CONDITION_VARIABLE is_there;
static struct job *jobs;

static void give(struct job *job)
{
    EnterCriticalSection(&lock);
    job->next = jobs;
    jobs = job;
    LeaveCriticalSection(&lock);
    WakeConditionVariable(&is_there);
}

static struct job *take(void)
{
    EnterCriticalSection(&lock);
    while (jobs == NULL)
        SleepConditionVariableCS(&is_there, &lock, REST_MS);
    struct job *job = jobs;
    jobs = job->next;
    LeaveCriticalSection(&lock);
    return job;
}

static DWORD WINAPI work(void *unused)
{
    (void)unused;
    for (;;) {
        struct job *job = take();
        for (DWORD i = 0; i < job->size; i++)
            job->text[i] = (char)toupper((unsigned char)job->text[i]);
        SetEvent(job->done);
    }
}

static void serve(HANDLE pipe, struct job *job)
{
    while (ReadFile(pipe, job->text, sizeof job->text, &job->size, NULL)) {
        give(job);
        while (WaitForSingleObject(job->done, INFINITE) != WAIT_OBJECT_0)
            Sleep(100);
        if (!WriteFile(pipe, job->text, job->size, &job->size, NULL)) return;
    }
}

static DWORD WINAPI session(void *pipe)
{
    struct job job = { .done = CreateEventA(NULL, FALSE, FALSE, NULL) };
    if (job.done != NULL) {
        serve(pipe, &job);
        CloseHandle(job.done);
    }
    CloseHandle(pipe);
    return 0;
}

static HANDLE create(void)
{
    return CreateNamedPipeA("\\\\.\\pipe\\hands_over", PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                            PIPE_UNLIMITED_INSTANCES, 512, 512, 0, NULL);
}

static void start_session(HANDLE pipe)
{
    HANDLE thread = CreateThread(NULL, 0, session, pipe, 0, NULL);
    CloseHandle(thread != NULL ? thread : pipe);
}

int main(void)
{
    InitializeCriticalSection(&lock);
    InitializeConditionVariable(&is_there);
    HANDLE worker = CreateThread(NULL, 0, work, NULL, 0, NULL);
    HANDLE pipe = worker != NULL ? create() : INVALID_HANDLE_VALUE;
    while (pipe != INVALID_HANDLE_VALUE) {
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED &&
            GetLastError() != ERROR_NO_DATA)
            break;
        HANDLE connected = pipe;
        pipe = create();
        start_session(connected);
    }
    puts("it ends");
    return 1;
}
