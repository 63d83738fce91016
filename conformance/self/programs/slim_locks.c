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

/* --- Tries ------------------------------------------------------------------------------------ */

static CRITICAL_SECTION section;
static HANDLE mutex;

static DWORD WINAPI hold_lock(void *parameter)
{
    AcquireSRWLockExclusive(&lock);
    count += 1;
    ReleaseSRWLockExclusive(&lock);
    return parameter != NULL;
}

/* Comes before, or in vain, or after the other. */
static DWORD WINAPI try_lock(void *parameter)
{
    if (!TryAcquireSRWLockShared(&lock)) {
        count += 10;
        return parameter != NULL;
    }
    count = 2 * count + 4;
    ReleaseSRWLockShared(&lock);
    return 0;
}

static DWORD WINAPI hold_section(void *parameter)
{
    EnterCriticalSection(&section);
    count += 1;
    LeaveCriticalSection(&section);
    return parameter != NULL;
}

static DWORD WINAPI try_section(void *parameter)
{
    if (!TryEnterCriticalSection(&section)) {
        count += 10;
        return parameter != NULL;
    }
    count = 2 * count + 4;
    LeaveCriticalSection(&section);
    return 0;
}

static DWORD WINAPI hold_mutex(void *parameter)
{
    WaitForSingleObject(mutex, INFINITE);
    count += 1;
    ReleaseMutex(mutex);
    return parameter != NULL;
}

static DWORD WINAPI try_mutex(void *parameter)
{
    if (WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT) {
        count += 10;
        return parameter != NULL;
    }
    count = 2 * count + 4;
    ReleaseMutex(mutex);
    return 0;
}

static const struct {
    const char *name;
    LPTHREAD_START_ROUTINE bodies[2];
} parts[] = {
    { "lock_tried", { hold_lock, try_lock } },
    { "section_tried", { hold_section, try_section } },
    { "mutex_tried", { hold_mutex, try_mutex } },
    { "exclusive", { add_exclusively, add_exclusively } },
    { "shared", { add_in_shared_mode, add_in_shared_mode } },
    { "condition", { await, announce } },
    { "once", { have_it_added, have_it_added } },
};

int main(int argc, char **argv)
{
    HANDLE threads[2];
    InitializeCriticalSection(&section);
    mutex = CreateMutexW(NULL, FALSE, NULL);
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
