/* Threads that meet at static locks which nobody initialised. The exit code tells what came of it:
 * each part by its name. */
#include <stdio.h>
#include <string.h>

#include <windows.h>

static SRWLOCK lock = SRWLOCK_INIT;
static SRWLOCK other = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static LONG volatile count;
static int ready;

/* Reads, lets others come, and writes: by calls, since only these are seen by a search. */
static void add_one(void)
{
    LONG before = InterlockedExchangeAdd(&count, 0);
    InterlockedExchange(&count, before + 1);
}

static DWORD WINAPI add_exclusively(void *parameter)
{
    (void)parameter;
    AcquireSRWLockExclusive(&lock);
    AcquireSRWLockExclusive(&other);
    add_one();
    ReleaseSRWLockExclusive(&other);
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static DWORD WINAPI add_in_shared_mode(void *parameter)
{
    (void)parameter;
    AcquireSRWLockShared(&lock);
    add_one();
    ReleaseSRWLockShared(&lock);
    return 0;
}

/* Sleeps only if it is not ready, and tells so by 10. */
static DWORD WINAPI await(void *parameter)
{
    (void)parameter;
    AcquireSRWLockExclusive(&lock);
    while (!ready) {
        count = 10;
        SleepConditionVariableSRW(&changed, &lock, INFINITE, 0);
    }
    count++;
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static DWORD WINAPI announce(void *parameter)
{
    (void)parameter;
    AcquireSRWLockExclusive(&lock);
    ready = 1;
    ReleaseSRWLockExclusive(&lock);
    WakeConditionVariable(&changed);
    return 0;
}

static BOOL CALLBACK add_once(INIT_ONCE *variable, void *parameter, void **context)
{
    (void)variable, (void)parameter, (void)context;
    add_one();
    return TRUE;
}

static DWORD WINAPI have_it_added(void *parameter)
{
    InitOnceExecuteOnce(&once, add_once, parameter, NULL);
    return 0;
}

static const struct {
    const char *name;
    LPTHREAD_START_ROUTINE bodies[2];
} parts[] = {
    { "exclusive", { add_exclusively, add_exclusively } },
    { "shared", { add_in_shared_mode, add_in_shared_mode } },
    { "condition", { await, announce } },
    { "once", { have_it_added, have_it_added } },
};

int main(int argc, char **argv)
{
    HANDLE threads[2];
    for (unsigned i = 0; argc > 1 && i < ARRAYSIZE(parts); i++) {
        if (strcmp(parts[i].name, argv[1]) != 0) continue;
        for (int j = 0; j < 2; j++)
            threads[j] = CreateThread(NULL, 0, parts[i].bodies[j], NULL, 0, NULL);
        WaitForMultipleObjects(2, threads, TRUE, INFINITE);
        for (int j = 0; j < 2; j++)
            CloseHandle(threads[j]);
        return count;
    }
    return 100;
}
