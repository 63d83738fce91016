/* What a program asks about itself, its machine and its keys is answered alike in every run: what
 * the program self-system checks of it, part by part. */
#include "fixture.h"

static struct fixture_end run(struct fixture fixture)
{
    struct program program = machine_load("self-system");
    struct fixture_end end = fixture_run(&program, &fixture);
    program_close(&program);
    return end;
}

TEST_OUTSIDE(system, knows_the_program_and_the_machine)
{
    fixture_all_must_pass("self-system",
                          (const char *[]){ "itself", "machine", "all_slots", NULL });
}

TEST_OUTSIDE(system, lets_others_run_while_a_thread_spins)
{
    fixture_all_must_pass("self-system", (const char *[]){ "spinning", NULL });
}

TEST_OUTSIDE(system, takes_keys_from_the_script)
{
    struct program program = machine_load("self-system");
    fixture_must_pass(&program, &(struct fixture){ .part = "keys", .input = "ab" });
    program_close(&program);
}

TEST_OUTSIDE(system, has_no_debugger_to_break_into)
{
    struct program program = machine_load("self-system");
    fixture_must_crash(&program, &(struct fixture){ .part = "breaks" }, "DebugBreak");
    program_close(&program);
}

TEST_OUTSIDE(system, refuses_dates_that_it_does_not_know)
{
    struct fixture_end end = run((struct fixture){ .part = "asks_about_1969" });
    must_equal(end.outcome, OUTCOME_UNSUPPORTED);
    must_say(end.why, "FileTimeToSystemTime of a time before 1970");
    fixture_forget(&end);
}
