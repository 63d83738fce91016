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

TEST_OUTSIDE(system, has_a_console_that_can_be_opened)
{
    struct program program = machine_load("self-system");
    fixture_must_print(&program, &(struct fixture){ .part = "console", .input = "one\ntwo" },
                       "said\n");
    program_close(&program);
}

TEST_OUTSIDE(system, has_no_disks_and_knows_what_is_no_file)
{
    fixture_all_must_pass("self-system", (const char *[]){ "not_there", NULL });
}

TEST_OUTSIDE(system, formats_messages_without_arguments)
{
    fixture_all_must_pass("self-system", (const char *[]){ "messages", NULL });
}

TEST_OUTSIDE(system, has_the_code_pages_1252_and_utf_8)
{
    fixture_all_must_pass("self-system", (const char *[]){ "code_pages", NULL });
}

TEST_OUTSIDE(system, spins_for_no_critical_section)
{
    fixture_all_must_pass("self-system", (const char *[]){ "spin_counts", NULL });
}

TEST_OUTSIDE(system, ends_a_program_that_handles_no_exception_of_a_heap)
{
    struct program program = machine_load("self-system");
    struct mock failure = { .call = CALL_HEAP_ALLOC,
                            .then = MOCK_FAIL,
                            .error = ERROR_NOT_ENOUGH_MEMORY };
    fixture_must_crash(&program,
                       &(struct fixture){ .part = "generated_exception", .mock = failure },
                       "HEAP_GENERATE_EXCEPTIONS");
    program_close(&program);
}

TEST_OUTSIDE(system, ends_a_program_that_windows_would_end)
{
    static const struct {
        const char *part;
        const char *words;
    } rows[] = {
        { "breaks", "DebugBreak" },
        { "deleted_section", "a critical section is used after it was deleted" },
        { "copied_section", "a critical section is used that was not initialised, or was copied" },
        { "no_heap", "a handle that is no heap" },
        { "destroyed_heap", "a heap is used after it was destroyed" },
    };
    struct program program = machine_load("self-system");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        fixture_must_crash(&program, &(struct fixture){ .part = rows[i].part }, rows[i].words);
    program_close(&program);
}

TEST_OUTSIDE(system, tells_a_division_by_zero_from_other_crashes)
{
    SKIP_IF_SANITIZED();
    struct program program = machine_load("self-system");
    fixture_must_crash(&program, &(struct fixture){ .part = "division_by_zero" },
                       "arithmetic exception (SIGFPE)");
    program_close(&program);
}

TEST_OUTSIDE(system, ends_a_program_that_prints_for_ever)
{
    struct fixture_end end = run((struct fixture){ .part = "printing" });
    must_equal(end.outcome, OUTCOME_RUNAWAY);
    must_say(end.why, "self-system repeats a line \"again");
    fixture_forget(&end);
}

TEST_OUTSIDE(system, has_room_for_many_blocks)
{
    fixture_all_must_pass("self-system", (const char *[]){ "many_blocks", NULL });
}

/* The time is the host's, so that the bound is far from what any test computes. */
TEST_OUTSIDE(system, ends_a_program_that_computes_for_ever)
{
    if (MACHINE_IS_SANITIZED) SKIP("the sanitizer's own code is no program's");
    world_set_computing_bound(1);
    struct fixture_end end = run((struct fixture){ .part = "computing" });
    world_set_computing_bound(0);
    must_equal(end.outcome, OUTCOME_RUNAWAY);
    fixture_forget(&end);
}

TEST_OUTSIDE(system, has_no_overlapped_io)
{
    struct fixture_end end = run((struct fixture){ .part = "overlapped" });
    must_equal(end.outcome, OUTCOME_UNSUPPORTED);
    must_say(end.why, "CreateFile with FILE_FLAG_OVERLAPPED");
    fixture_forget(&end);
}

TEST_OUTSIDE(system, refuses_dates_that_it_does_not_know)
{
    struct fixture_end end = run((struct fixture){ .part = "asks_about_1969" });
    must_equal(end.outcome, OUTCOME_UNSUPPORTED);
    must_say(end.why, "FileTimeToSystemTime of a time before 1970");
    fixture_forget(&end);
}
