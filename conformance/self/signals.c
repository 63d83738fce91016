/* signal and raise as Microsoft's C library has them: what the program self-signals checks of them,
 * part by part. */
#include "fixture.h"

static DWORD code_of(const char *part)
{
    struct program program = machine_load("self-signals");
    struct fixture_end end = fixture_run(&program, &(struct fixture){ .part = part });
    DWORD code = end.code;
    fixture_forget(&end);
    program_close(&program);
    return code;
}

TEST_OUTSIDE(signals, of_the_console_run_their_handler_once_in_a_thread_of_its_own)
{
    struct program program = machine_load("self-signals");
    fixture_must_pass(&program, &(struct fixture){ .part = "keys" });
    for (uint64_t seed = 0; seed < 50; seed++)
        fixture_must_pass(&program, &(struct fixture){ .part = "keys", .seed = &seed });
    program_close(&program);
}

TEST_OUTSIDE(signals, that_are_raised_run_their_handler_at_once)
{
    fixture_all_must_pass("self-signals", (const char *[]){ "raised", NULL });
}

TEST_OUTSIDE(signals, that_nobody_handles_end_the_program)
{
    must_equal(code_of("unheard"), 3);
    must_equal(code_of("interrupted"), 0xC000013A);
}
