/* Slim reader/writer locks: one thread writes, or any number reads.
 *
 * To the explorer such a lock is one lock for each thread that there may be. Who reads takes his
 * own, who writes takes all of them: so that readers do not meet each other, and each of them meets
 * each writer as two owners of a plain lock meet. More threads than an exhaustive search can follow
 * share these locks.
 *
 * Nothing is recursive, and nobody is preferred: a thread that takes a lock again that it has waits
 * for itself. Windows may also make a reader wait behind a writer who waits; that a reader who
 * takes the lock twice can so be stuck is not shown. */
#include "api.h"
#include "lock.h"

#include "kernel/gate.h"
#include "kernel/world.h"

struct srw {
    struct lazy lazy;    // its ids: a lock for each thread
    bool written;
    unsigned readers;
    struct gate to_read;
    struct gate to_write;
};

static void srw_init(void *object)
{
    struct srw *srw = object;
    gate_init(&srw->to_read, srw->lazy.ids);
    gate_init(&srw->to_write, srw->lazy.ids);
}

static const struct lazy_kind srw_kind = {
    .size = sizeof(struct srw),
    .init = srw_init,
    .copied = "an SRW lock is used that was copied",
    .uninitialised = "an SRW lock that is not static, without InitializeSRWLock",
};

static struct srw *srw_of(SRWLOCK *lock)
{
    return lazy_get(&lock->Ptr, &srw_kind);
}

static footprint_id own_lock(const struct srw *srw)
{
    return srw->lazy.ids + thread_current()->ordinal % LAZY_IDS;
}

static bool is_free(const struct srw *srw, bool shared)
{
    return !srw->written && (shared || srw->readers == 0);
}

static void wait_before(struct srw *srw, bool shared)
{
    if (shared)
        gate_wait_for(&srw->to_read, own_lock(srw), 1, DEADLINE_NEVER);
    else
        gate_wait_for(&srw->to_write, srw->lazy.ids, LAZY_IDS, DEADLINE_NEVER);
}

static void mark(const struct srw *srw, bool shared,
                 void (*leave_mark)(struct world *world, footprint_id object))
{
    if (shared) leave_mark(world_get(), own_lock(srw));
    for (unsigned i = 0; !shared && i < LAZY_IDS; i++)
        leave_mark(world_get(), srw->lazy.ids + i);
}

void srw_take(SRWLOCK *lock, bool shared)
{
    struct srw *srw = srw_of(lock);
    while (!is_free(srw, shared))
        wait_before(srw, shared);
    mark(srw, shared, footprint_acquire);
    race_acquire(shared ? &srw->to_read.past : &srw->to_write.past);
    if (shared) {
        srw->readers++;
    } else {
        srw->written = true;
        gate_shut(&srw->to_read);
    }
    gate_shut(&srw->to_write);
}

void srw_give_back(SRWLOCK *lock, bool shared)
{
    struct srw *srw = srw_of(lock);
    if (shared ? srw->readers == 0 : !srw->written)
        api_crash("an SRW lock is released that was not acquired in that mode");
    mark(srw, shared, footprint_release);
    race_release(&srw->to_write.past);
    if (!shared) race_release(&srw->to_read.past);    // readers do not order each other
    if (shared)
        srw->readers--;
    else
        srw->written = false;
    if (srw->readers > 0) return;
    gate_open(&srw->to_read);
    gate_open(&srw->to_write);
}

VOID WINAPI InitializeSRWLock(PSRWLOCK lock)
{
    lazy_make("InitializeSRWLock", &lock->Ptr, &srw_kind);
}

static void acquire(enum call call, SRWLOCK *lock, bool shared)
{
    api_enter(call);
    srw_take(lock, shared);
    api_leave_void();
}

/* To take the lock is to write it here: unlike one who waits, this one could have come before the
 * lock was given back, too. */
static BOOLEAN try_to_acquire(enum call call, SRWLOCK *lock, bool shared)
{
    NTSTATUS status = api_enter(call);
    struct srw *srw = srw_of(lock);
    bool free = status == STATUS_SUCCESS && is_free(srw, shared);
    mark(srw, shared, free ? footprint_write : footprint_read);
    if (free) srw_take(lock, shared);
    return (BOOLEAN)api_leave_value(STATUS_SUCCESS, free, FALSE);
}

static void release(enum call call, SRWLOCK *lock, bool shared)
{
    api_enter(call);
    srw_give_back(lock, shared);
    api_leave_void();
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
    acquire(CALL_ACQUIRE_SRW_LOCK_EXCLUSIVE, lock, false);
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock)
{
    acquire(CALL_ACQUIRE_SRW_LOCK_SHARED, lock, true);
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock)
{
    return try_to_acquire(CALL_TRY_ACQUIRE_SRW_LOCK_EXCLUSIVE, lock, false);
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock)
{
    return try_to_acquire(CALL_TRY_ACQUIRE_SRW_LOCK_SHARED, lock, true);
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
    release(CALL_RELEASE_SRW_LOCK_EXCLUSIVE, lock, false);
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock)
{
    release(CALL_RELEASE_SRW_LOCK_SHARED, lock, true);
}
