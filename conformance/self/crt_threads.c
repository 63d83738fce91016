/* Threads, ends, time, input and output as the C library gives them to a program: what the
 * program self-threads checks of them, part by part. */
#include "fixture.h"

#include <stdio.h>

static void must_pass(const char *part)
{
    fixture_all_must_pass("self-threads", (const char *[]){ part, NULL });
}

/* One run of one part, with what comes from outside. */
static void must_pass_with(struct fixture fixture)
{
    struct program program = machine_load("self-threads");
    fixture_must_pass(&program, &fixture);
    program_close(&program);
}

static void must_print(const char *part, const char *expected)
{
    struct program program = machine_load("self-threads");
    fixture_must_print(&program, &(struct fixture){ .part = part }, expected);
    program_close(&program);
}

static void must_crash(struct fixture fixture, const char *words)
{
    struct program program = machine_load("self-threads");
    fixture_must_crash(&program, &fixture, words);
    program_close(&program);
}

static void must_be_unsupported(const char *part, const char *words)
{
    struct program program = machine_load("self-threads");
    struct fixture_end end = fixture_run(&program, &(struct fixture){ .part = part });
    must_equal(end.outcome, OUTCOME_UNSUPPORTED);
    must_say(end.why, words);
    fixture_forget(&end);
    program_close(&program);
}

/* The part holds whatever the order of its threads. */
static void must_pass_in_any_order(const char *part)
{
    struct program program = machine_load("self-threads");
    for (uint64_t seed = 0; seed < 100; seed++)
        fixture_must_pass(&program, &(struct fixture){ .part = part, .seed = &seed });
    program_close(&program);
}

/* --- Threads ---------------------------------------------------------------------------------- */

TEST_OUTSIDE(crt_threads, of_beginthreadex_have_an_id_and_a_result)
{
    must_pass("thread_result");
    must_pass_in_any_order("thread_result");
}

TEST_OUTSIDE(crt_threads, end_where_they_call_endthreadex)
{
    must_pass("thread_ends_itself");
}

TEST_OUTSIDE(crt_threads, of_beginthread_close_their_handle_whoever_is_first)
{
    must_pass("threads_close_themselves");
    must_pass_in_any_order("threads_close_themselves");
}

TEST_OUTSIDE(crt_threads, of_win32_may_end_by_endthread)
{
    must_pass("endthread_elsewhere");
}

TEST_OUTSIDE(crt_threads, that_cannot_be_made_are_reported_by_errno)
{
    struct mock failure = { .call = CALL_CREATE_THREAD,
                            .onwards = true,
                            .then = MOCK_FAIL,
                            .error = ERROR_NOT_ENOUGH_MEMORY };
    must_pass_with((struct fixture){ .part = "thread_refused", .mock = failure });
    failure.error = ERROR_MAX_THRDS_REACHED;
    must_pass_with((struct fixture){ .part = "too_many_threads", .mock = failure });
}

TEST_OUTSIDE(crt_threads, have_a_seed_a_token_and_a_broken_down_time_each)
{
    must_pass("state_of_threads");
    must_pass_in_any_order("state_of_threads");
}

/* --- Time ------------------------------------------------------------------------------------- */

TEST_OUTSIDE(crt_time, begins_with_2020_and_goes_by_as_threads_sleep)
{
    must_pass("the_time");
    must_pass("the_clock");
}

TEST_OUTSIDE(crt_time, is_broken_down_in_utc)
{
    must_pass("calendar");
}

/* --- Ends ------------------------------------------------------------------------------------- */

TEST_OUTSIDE(crt_exit, takes_32_functions_of_atexit)
{
    must_pass("too_many_exits");
}

TEST_OUTSIDE(crt_exit, runs_the_last_function_of_atexit_first)
{
    must_print("exits_in_turn", "first second third ");
}

TEST_OUTSIDE(crt_exit, of_the_quick_kind_runs_no_function_of_atexit)
{
    must_print("ends_at_once", "");
}

TEST_OUTSIDE(crt_exit, by_an_assertion_quotes_it)
{
    must_crash((struct fixture){ .part = "assertion" }, "assertion failed: pipes == 3, in ");
}

TEST_OUTSIDE(crt_exit, knows_no_locale_but_c)
{
    must_pass("locales");
}

/* --- Input ------------------------------------------------------------------------------------ */

TEST_OUTSIDE(crt_input, comes_in_lines_as_long_as_the_buffer)
{
    must_pass_with((struct fixture){ .part = "lines_in_pieces", .input = "longer\n\nend" });
}

TEST_OUTSIDE(crt_input, comes_byte_by_byte)
{
    must_pass_with((struct fixture){ .part = "characters", .input = "abc\xE9rest\n\nlast" });
}

TEST_OUTSIDE(crt_input, comes_in_utf_16_to_wide_functions)
{
    must_pass_with(
        (struct fixture){ .part = "wide_lines", .input = "l\xC3\xB6nger\n\xE2\x82\xAC\n\nend" });
}

TEST_OUTSIDE(crt_input, replaces_what_is_no_utf_8)
{
    must_pass_with((struct fixture){ .part = "ill_formed",
                                     .input = "\xE2\x82"
                                              "a\xC3\xC3\xA9\xF0\x9F\x98\x80\xE2" });
}

TEST_OUTSIDE(crt_input, that_does_not_fit_a_safe_function_ends_the_program)
{
    must_crash((struct fixture){ .part = "line_too_long", .input = "abcd\n" },
               "gets_s: the line does not fit");
    must_crash((struct fixture){ .part = "wide_line_too_long", .input = "abcd\n" },
               "_getws_s: the line does not fit");
}

TEST_OUTSIDE(crt_input, is_read_from_stdin_only)
{
    must_be_unsupported("other_input", "reading from a FILE other than stdin");
}

TEST_OUTSIDE(crt_input, that_fails_is_no_end_and_is_told_by_ferror)
{
    struct mock failure = { .call = CALL_CONSOLE_READ,
                            .then = MOCK_FAIL,
                            .error = ERROR_NO_SYSTEM_RESOURCES };
    must_pass_with((struct fixture){ .part = "input_fails", .input = "ab", .mock = failure });
}

/* --- Output ----------------------------------------------------------------------------------- */

TEST_OUTSIDE(crt_output, of_every_printf_reaches_the_console)
{
    must_print("prints", "1 2 3 3 4 5 6 7 7 ");
}

TEST_OUTSIDE(crt_output, of_characters_and_texts_reaches_the_console)
{
    must_print("puts_characters", "abcd\xE2\x82\xAC"
                                  "fghi\njklm");
}

TEST_OUTSIDE(crt_output, of_perror_explains_errno)
{
    must_print("errors", "cannot open: No such file or directory\n"
                         "No such file or directory\n"
                         "Permission denied\n"
                         "cannot open \xE2\x82\xAC: No such file or directory\n"
                         "No such file or directory\n");
}

TEST_OUTSIDE(crt_output, that_fails_is_told_by_each_function_and_by_ferror)
{
    struct program program = machine_load("self-threads");
    struct mock failure = {
        .call = CALL_CONSOLE_WRITE, .onwards = true, .then = MOCK_FAIL, .error = ERROR_DISK_FULL
    };
    struct fixture fixture = { .part = "output_fails", .mock = failure };
    fixture_must_print(&program, &fixture, "");
    program_close(&program);
}

TEST_OUTSIDE(crt_output, may_be_long)
{
    enum { MANY = 2000 };
    char expected[6 * MANY], narrow[MANY + 1], wide[MANY + 1];
    memset(narrow, 'n', MANY);
    memset(wide, 'w', MANY);
    narrow[MANY] = wide[MANY] = '\0';
    snprintf(expected, sizeof expected, "[%s][%s]%s%s\n%s\n", narrow, wide, wide, narrow, wide);
    must_print("long_output", expected);
}

TEST_OUTSIDE(crt_output, needs_no_flush_and_no_mode)
{
    must_pass("console_settings");
}

TEST_OUTSIDE(crt_output, goes_to_stdout_and_stderr_only)
{
    must_be_unsupported("other_output", "writing to a FILE other than stdout and stderr");
}
