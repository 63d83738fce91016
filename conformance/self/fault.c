/* Faults and plans of them: the table, plans as words, and what a plan does in a run. */
#include "machine.h"

#include <piperig/fault.h>

#include <stdlib.h>

static struct fault_plan read_plan(const char *text)
{
    struct fault_plan plan;
    const char *why;
    if (!fault_plan_read(&plan, text, &why)) test_fail(__FILE__, __LINE__, "%s: %s", text, why);
    return plan;
}

/* --- The table -------------------------------------------------------------------------------- */

TEST_OUTSIDE(fault, outcomes_have_names_of_their_own)
{
    for (unsigned i = 0; i < fault_outcome_count(); i++) {
        const struct fault_outcome *outcome = fault_outcome_at(i);
        ROW(outcome->name);
        must_equal(fault_outcome_find(outcome->call, outcome->name), i);
        must_hold(fault_is_fallible(outcome->call));
        must_hold(strlen(outcome->source) > 0);
    }
    ROW(NULL);
    must_equal(fault_outcome_find(CALL_READ_FILE, "no such outcome"), -1);
}

TEST_OUTSIDE(fault, just_plain_failures_have_an_error_and_it_is_one_we_know)
{
    for (unsigned i = 0; i < fault_outcome_count(); i++) {
        const struct fault_outcome *outcome = fault_outcome_at(i);
        ROW(outcome->name);
        bool fails = outcome->effect == FAULT_FAIL || outcome->effect == FAULT_FAIL_NAMED;
        must_equal(outcome->error != 0, fails);
        if (outcome->error != 0) must_hold(error_name(outcome->error) != NULL);
    }
    ROW(NULL);
}

TEST_OUTSIDE(fault, each_call_has_an_outcome_or_a_reason_why_it_has_none)
{
    for (enum call call = CALL_NONE + 1; call < CALLS; call++) {
        ROW(call_name(call));
        must_equal(fault_spared(call) == NULL, fault_is_fallible(call));
    }
    ROW(NULL);
    must_hold(!fault_is_fallible(CALL_NONE));
}

/* What fails by a mistake of the program alone is no fault. */
TEST_OUTSIDE(fault, closing_and_freeing_have_no_outcomes)
{
    must_say(fault_spared(CALL_CLOSE_HANDLE), "a mistake of the program");
    must_say(fault_spared(CALL_HEAP_FREE), "a mistake of the program");
    must_say(fault_spared(CALL_SET_EVENT), "a mistake of the program");
}

/* --- Words ------------------------------------------------------------------------------------ */

static const char *const words[] = {
    "none",
    "server:1=CreateNamedPipe-busy",
    "server/1:7+=ReadFile-killed_waiting",
    "server:3=CreateThread-memory,server/1:7+=ReadFile-killed",
    "client%202:4294967295=malloc-memory",
    "a:1=ReadFile-short,b:2=WriteFile-short,c-_9:3=malloc-memory,%2A%2C%3D:4=calloc-memory",
};

TEST_OUTSIDE(fault, plans_are_read_as_they_are_written)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        ROW(words[i]);
        struct fault_plan plan = read_plan(words[i]);
        char *text = fault_plan_write(&plan);
        must_read(text, words[i]);
        free(text);
    }
    ROW(NULL);
}

TEST_OUTSIDE(fault, a_plan_says_who_which_call_and_what)
{
    struct fault_plan plan = read_plan("client%202:1=CreateFile-gone,server/1:7+=ReadFile-killed");

    must_equal(plan.count, 2);
    must_read(plan.faults[0].who, "client 2");
    must_equal(plan.faults[0].nth, 1);
    must_hold(!plan.faults[0].onwards);
    must_equal(fault_outcome_at(plan.faults[0].outcome)->error, ERROR_FILE_NOT_FOUND);
    must_read(plan.faults[1].who, "server/1");
    must_equal(plan.faults[1].nth, 7);
    must_hold(plan.faults[1].onwards);
    must_equal(fault_outcome_at(plan.faults[1].outcome)->effect, FAULT_KILL_BEFORE);
}

TEST_OUTSIDE(fault, words_that_are_no_plan_are_refused_with_the_reason)
{
    static const struct {
        const char *text;
        const char *why;
    } rows[] = {
        { "", "not THREAD:NTH=CALL-OUTCOME" },
        { "server", "not THREAD:NTH=CALL-OUTCOME" },
        { "server:1", "not THREAD:NTH=CALL-OUTCOME" },
        { "none,none", "not THREAD:NTH=CALL-OUTCOME" },
        { "a:1=ReadFile-short,", "not THREAD:NTH=CALL-OUTCOME" },
        { ":1=ReadFile-short", "names no thread" },
        { "a b:1=ReadFile-short", "should be %XX" },
        { "a%2:1=ReadFile-short", "should be %XX" },
        { "a%00:1=ReadFile-short", "should be %XX" },
        { "a%2g:1=ReadFile-short", "should be %XX" },
        { "a23456789012345678901234567890123:1=ReadFile-short", "too long" },
        { "a:0=ReadFile-short", "does not say which call" },
        { "a:-1=ReadFile-short", "does not say which call" },
        { "a:x=ReadFile-short", "does not say which call" },
        { "a:1x=ReadFile-short", "does not say which call" },
        { "a:1++=ReadFile-short", "does not say which call" },
        { "a:4294967296=ReadFile-short", "does not say which call" },
        { "a:1=ReadFile", "none that this build knows" },
        { "a:1=ReadFile-", "none that this build knows" },
        { "a:1=ReadFile-busy", "none that this build knows" },
        { "a:1=Reed-short", "none that this build knows" },
        { "a:1=ReadFile-short,a:2=ReadFile-short,a:3=ReadFile-short,a:4=ReadFile-short,"
          "a:5=ReadFile-short",
          "more faults than a run can suffer" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault_plan plan;
        const char *why = "";
        ROW(rows[i].text);
        must_hold(!fault_plan_read(&plan, rows[i].text, &why));
        must_say(why, rows[i].why);
        must_equal(plan.count, 0);
    }
    ROW(NULL);
}

TEST_OUTSIDE(fault, plans_that_differ_anywhere_are_not_the_same)
{
    static const char *const others[] = {
        "none",
        "b:1=ReadFile-short",
        "a:2=ReadFile-short",
        "a:1+=ReadFile-short",
        "a:1=ReadFile-memory",
        "a:1=ReadFile-short,b:1=ReadFile-short",
    };
    struct fault_plan plan = read_plan("a:1=ReadFile-short");
    struct fault_plan again = read_plan("a:1=ReadFile-short");
    must_hold(fault_plan_same(&plan, &again));
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ROW(others[i]);
        struct fault_plan other = read_plan(others[i]);
        must_hold(!fault_plan_same(&plan, &other));
    }
    ROW(NULL);
}

/* --- In a run --------------------------------------------------------------------------------- */

enum { CALLS_MADE = 6 };

/* Makes its calls, alternately of two kinds, the even ones being CreateEvent; which of them
 * failed, a bit each. */
static unsigned make_calls(void)
{
    unsigned failed = 0;
    for (unsigned i = 0; i < CALLS_MADE; i++) {
        HANDLE made =
            i % 2 == 0 ? CreateEventW(NULL, TRUE, FALSE, NULL) : CreateMutexW(NULL, FALSE, NULL);
        if (made == NULL)
            failed |= 1u << i;
        else
            CloseHandle(made);    // cannot fail: it does not count
    }
    return failed;
}

static DWORD WINAPI make_calls_in_thread(void *failed)
{
    *(unsigned *)failed = make_calls();
    return 0;
}

/* Two threads one after the other, the other one first; [failed] is of the first, the second. */
static int make_calls_twice(void *argument)
{
    unsigned *failed = argument;
    HANDLE thread = CreateThread(NULL, 0, make_calls_in_thread, &failed[1], 0, NULL);    // call 1
    if (thread != NULL) WaitForSingleObject(thread, INFINITE);                           // call 2
    failed[0] = make_calls();
    return 0;
}

struct struck {
    unsigned failed[2];          // of process app
    unsigned failed_other[2];    // of the other one
    unsigned times;
};

static struct struck run_under(const char *words_of_plan)
{
    struct struck struck = { 0 };
    struct machine machine;
    struct fault_plan plan = read_plan(words_of_plan);
    machine_open(&machine);
    world_set_plan(machine.world, &plan);
    machine_start(&machine, "app", make_calls_twice, struck.failed);
    machine_start(&machine, "other", make_calls_twice, struck.failed_other);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_hold(fault_plan_same(world_plan(machine.world), &plan));
    for (unsigned i = 0; i < plan.count; i++)
        struck.times += fault_struck(machine.world, i);
    machine_close(&machine);
    return struck;
}

TEST_OUTSIDE(fault, strikes_the_nth_fallible_call_of_the_thread)
{
    struct struck first = run_under("app:5=CreateEvent-memory");
    struct struck second = run_under("app/1:4=CreateMutex-memory");

    must_equal(first.failed[0], 1u << 2);
    must_equal(first.failed[1], 0);
    must_equal(first.failed_other[0], 0);
    must_equal(first.times, 1);
    must_equal(second.failed[0], 0);
    must_equal(second.failed[1], 1u << 3);
    must_equal(second.failed_other[1], 0);
    must_equal(second.times, 1);
}

TEST_OUTSIDE(fault, from_then_on_strikes_such_calls_of_the_whole_process)
{
    struct struck struck = run_under("app/1:3+=CreateEvent-memory");

    must_equal(struck.failed[1], 1u << 2 | 1u << 4);
    must_equal(struck.failed[0], 1u << 0 | 1u << 2 | 1u << 4);
    must_equal(struck.failed_other[0] | struck.failed_other[1], 0);
    must_equal(struck.times, 5);
}

TEST_OUTSIDE(fault, does_not_strike_a_call_of_another_kind)
{
    struct struck struck = run_under("app/1:3=CreateMutex-memory");

    must_equal(struck.failed[0] | struck.failed[1], 0);
    must_equal(struck.times, 0);
}

TEST_OUTSIDE(fault, strikes_beside_others_in_one_run)
{
    struct struck struck = run_under("app/1:1=CreateEvent-memory,app/1:6+=CreateMutex-memory");

    must_equal(struck.failed[1], 1u << 0 | 1u << 5);
    must_equal(struck.failed[0], 1u << 1 | 1u << 3 | 1u << 5);
    must_equal(struck.times, 5);
}

TEST_OUTSIDE(fault, the_first_of_two_at_one_call_counts)
{
    struct struck struck = run_under("app:1=CreateThread-memory,app:1+=CreateThread-memory");

    must_equal(struck.times, 1);
}

/* A run without a plan is not changed by there being plans. */
TEST_OUTSIDE(fault, of_no_plan_leaves_the_run_as_it_is)
{
    struct struck struck = run_under("none");

    must_equal(struck.failed[0] | struck.failed[1], 0);
    must_equal(struck.times, 0);
}

static int make_an_event(void *event)
{
    *(HANDLE *)event = CreateEventW(NULL, TRUE, FALSE, NULL);
    return 0;
}

TEST_OUTSIDE(fault, of_a_mock_does_not_strike_once_all_is_lifted)
{
    struct machine machine;
    HANDLE before = NULL, after = NULL;
    machine_open(&machine);
    world_mock(machine.world, &(struct mock){ .call = CALL_CREATE_EVENT,
                                              .onwards = true,
                                              .then = MOCK_FAULT,
                                              .fault = (unsigned)fault_outcome_find(
                                                  CALL_CREATE_EVENT, "memory") });
    machine_start(&machine, "app", make_an_event, &before);
    machine_must_end(&machine, OUTCOME_FINISHED);

    world_lift_plan(machine.world);
    machine_start(&machine, "app", make_an_event, &after);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_hold(before == NULL);
    must_hold(after != NULL);
    machine_close(&machine);
}
