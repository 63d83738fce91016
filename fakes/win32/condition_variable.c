/* Condition variables: who sleeps gives the lock back in the same step, and takes it again before
 * the call returns.
 *
 * Each sleeper waits for an event of his own. One whose time is up, or who was killed, does not
 * wait any more and is passed over. Which of several sleepers is woken is a choice. A wake-up that
 * nobody caused, which Windows allows itself, happens by plan only (faults.def). */
#include "api.h"
#include "lock.h"

#include "kernel/mock.h"
#include "kernel/sync.h"
#include "kernel/wait.h"
#include "kernel/world.h"

struct condition {
    struct lazy lazy;
    struct list sleepers;
};

/* Lives as long as the run: a thread that is killed leaves it behind. */
struct sleeper {
    struct list link;
    struct event *event;
};

static bool is_asleep(const struct sleeper *sleeper)
{
    return !list_empty(&sleeper->event->object.waiters);
}

static void condition_init(void *object)
{
    struct condition *condition = object;
    list_init(&condition->sleepers);
}

static const struct lazy_kind condition_kind = {
    .size = sizeof(struct condition),
    .init = condition_init,
    .copied = "a condition variable is used that was copied",
    .uninitialised = "a condition variable that is not static, without InitializeConditionVariable",
};

/* Whoever looks at it may change it. */
static struct condition *condition_of(CONDITION_VARIABLE *variable)
{
    struct condition *condition = lazy_get(&variable->Ptr, &condition_kind);
    footprint_write(world_get(), condition->lazy.ids);
    return condition;
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE variable)
{
    lazy_make("InitializeConditionVariable", &variable->Ptr, &condition_kind);
}

static struct sleeper *fall_asleep(CONDITION_VARIABLE *variable)
{
    struct sleeper *sleeper = world_take(sizeof *sleeper);
    sleeper->event = event_new(false, false);
    list_append(&condition_of(variable)->sleepers, &sleeper->link);
    return sleeper;
}

/* Returns: STATUS_SUCCESS, or STATUS_TIMED_OUT. */
static NTSTATUS sleep_on(struct sleeper *sleeper, DWORD timeout_ms)
{
    struct object *object = &sleeper->event->object;
    NTSTATUS status = STATUS_SUCCESS;
    if (mock_suffers(FAULT_WAKE))
        thread_yield(false);    // the lock is anybody's meanwhile
    else
        status = wait_for(&object, 1, false, timeout_ms);
    list_remove(&sleeper->link);
    return status == STATUS_TIMEOUT ? STATUS_TIMED_OUT : status;
}

static NTSTATUS sleep_without_section(CONDITION_VARIABLE *variable, CRITICAL_SECTION *section,
                                      DWORD timeout_ms)
{
    struct sleeper *sleeper = fall_asleep(variable);
    section_give_back(section);
    NTSTATUS status = sleep_on(sleeper, timeout_ms);
    section_take(section);
    return status;
}

NTSTATUS condition_sleep(CONDITION_VARIABLE *variable, SRWLOCK *lock, bool shared, DWORD timeout_ms)
{
    struct sleeper *sleeper = fall_asleep(variable);
    srw_give_back(lock, shared);
    NTSTATUS status = sleep_on(sleeper, timeout_ms);
    srw_take(lock, shared);
    return status;
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE variable, PCRITICAL_SECTION section,
                                     DWORD timeout_ms)
{
    NTSTATUS status = api_enter(CALL_SLEEP_CONDITION_VARIABLE);
    api_show_timeout("timeout", timeout_ms);
    if (status == STATUS_SUCCESS) status = sleep_without_section(variable, section, timeout_ms);
    return api_leave(status);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE variable, PSRWLOCK lock, DWORD timeout_ms,
                                      ULONG flags)
{
    bool shared = (flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0;

    NTSTATUS status = api_enter(CALL_SLEEP_CONDITION_VARIABLE);
    api_show_timeout("timeout", timeout_ms);
    if (status == STATUS_SUCCESS) status = condition_sleep(variable, lock, shared, timeout_ms);
    return api_leave(status);
}

/* The [nth] of those who sleep, or NULL with their number in [count]. */
static struct sleeper *find_sleeper(struct condition *condition, uint32_t nth, uint32_t *count)
{
    *count = 0;
    list_each(link, &condition->sleepers)
    {
        struct sleeper *sleeper = list_entry(link, struct sleeper, link);
        if (is_asleep(sleeper) && (*count)++ == nth) return sleeper;
    }
    return NULL;
}

void condition_wake(CONDITION_VARIABLE *variable, bool all)
{
    struct condition *condition = condition_of(variable);
    uint32_t count;
    do {
        find_sleeper(condition, UINT32_MAX, &count);
        if (count == 0) return;
        uint32_t nth = all ? 0 : choice_pick(world_get()->choice, CHOICE_WAITER, count);
        event_set(find_sleeper(condition, nth, &count)->event);
    } while (all);
}

static void wake(enum call call, CONDITION_VARIABLE *variable, bool all)
{
    api_enter(call);
    condition_wake(variable, all);
    api_leave_void();
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE variable)
{
    wake(CALL_WAKE_CONDITION_VARIABLE, variable, false);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE variable)
{
    wake(CALL_WAKE_ALL_CONDITION_VARIABLE, variable, true);
}
