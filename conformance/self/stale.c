/* A use of what is not there any more is told apart from other crashes: a rule is about it. */
#include "fixture.h"

static enum crash crash_of(const struct program *program, const char *part)
{
    struct fixture_end end = fixture_run(program, &(struct fixture){ .part = part });
    enum crash crash = end.crash;
    fixture_forget(&end);
    return crash;
}

TEST_OUTSIDE(stale, is_a_block_that_was_freed_and_not_what_never_was_one)
{
    struct program program = machine_load("self-faults");
    must_equal(crash_of(&program, "free-twice"), CRASH_STALE);
    must_equal(crash_of(&program, "free-of-a-variable"), CRASH_OTHER);
    must_equal(crash_of(&program, "heap-free-of-malloc"), CRASH_OTHER);
    program_close(&program);
}

TEST_OUTSIDE(stale, is_an_access_to_a_block_that_was_freed_and_not_one_beyond_a_block)
{
    struct program program = machine_load("self-faults");
    bool shows_memory = program_shows_memory(&program);
    if (shows_memory) {
        must_equal(crash_of(&program, "read-freed"), CRASH_STALE);
        must_equal(crash_of(&program, "send-freed"), CRASH_STALE);
        must_equal(crash_of(&program, "read-behind"), CRASH_OTHER);
    }
    program_close(&program);
    if (!shows_memory) SKIP("this build does not see what a program does with its memory");
}

TEST_OUTSIDE(stale, is_an_object_that_was_deleted_and_not_one_that_never_was)
{
    struct program program = machine_load("self-system");
    must_equal(crash_of(&program, "deleted_section"), CRASH_STALE);
    must_equal(crash_of(&program, "copied_section"), CRASH_OTHER);
    must_equal(crash_of(&program, "destroyed_heap"), CRASH_STALE);
    must_equal(crash_of(&program, "no_heap"), CRASH_OTHER);
    program_close(&program);
}

TEST_OUTSIDE(stale, is_no_run_that_ends_well)
{
    struct program program = machine_load("self-faults");
    must_equal(crash_of(&program, "leak"), CRASH_NONE);
    program_close(&program);
}
