/* The C library that programs are bound to: Microsoft's meanings, and the world behind the
 * calls. What the program self-text shows is held against what Microsoft documents that its own
 * library prints. */
#include "machine.h"

#include <stdlib.h>

/* A run of one part of the program: with input, and with mocks that are made before it starts. */
struct part {
    const char *name;
    const char *input;
    struct mock mock;    // of no call: none
};

struct ending {
    enum outcome outcome;
    char *output;
    char *why;
    DWORD code;
    size_t blocks;    // not freed
};

static struct ending run(const struct program *program, const struct part *part)
{
    struct machine machine;
    struct ending ending;
    machine_open(&machine);
    if (part->mock.call != CALL_NONE) world_mock(machine.world, &part->mock);
    struct process *process =
        world_start(machine.world, program, PROCESS_MUST_END, (const char *[]){ part->name, NULL });
    if (part->input != NULL) process_set_input(process, part->input, strlen(part->input));
    ending.outcome = world_run(machine.world);
    ending.output = strdup(process_output(process));
    ending.why = strdup(world_why(machine.world));
    ending.code = process_exit_code(process);
    ending.blocks = process_holdings(process).blocks;
    machine_close(&machine);
    return ending;
}

static void forget(struct ending *ending)
{
    free(ending->output);
    free(ending->why);
}

static void must_show_of(const struct program *program, const struct part *part,
                         const char *expected)
{
    ROW(part->name);
    struct ending ending = run(program, part);
    if (ending.outcome != OUTCOME_FINISHED)
        test_fail(__FILE__, __LINE__, "the program %s: %s", outcome_name(ending.outcome),
                  ending.why);
    must_read(ending.output, expected);
    must_equal(ending.code, 3);
    must_equal(ending.blocks, 0);
    forget(&ending);
}

struct row {
    const char *part;
    const char *expected;
};

static void must_show(const struct row *rows, size_t count)
{
    struct program program = machine_load("self-text");
    for (size_t i = 0; i < count; i++)
        must_show_of(&program, &(struct part){ .name = rows[i].part }, rows[i].expected);
    ROW(NULL);
    program_close(&program);
}

TEST_OUTSIDE(crt, printf_writes_numbers_as_microsofts_does)
{
    static const struct row rows[] = {
        { "long_is_32_bits", "4294967295 -2147483648 ffffffff 7" },
        { "int64", "-9223372036854775807 18446744073709551615 123456789abcdef0 -1 1" },
        { "int32", "-1 4294967295 -2 3" },
        { "pointer", "000000001234ABCD 0000000000000000" },
        { "widths", "[   42][42   ][00042][+42][ 42][   ab][ab   ][ab][   7][007][0xff][010]" },
        { "floats", "3.14 0.5 1.234568e+04" },
        { "reallocate_to_nothing", "freed" },
        { "short_numbers", "-1 255 -1 65535 ab 8 -1099511627776 -2" },
        { "widths_by_argument", "[7   ][a  ]" },
        { "long_floats", "2.50 303" },
        { "percent", "100%" },
    };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, printf_writes_text_of_either_width_as_microsofts_does)
{
    static const struct row rows[] = {
        { "narrow_text", "s hs ls S ws" },
        { "wide_text", "s hs ls S ws" },
        { "characters", "abcd abcd" },
        { "beyond_ascii", "\xC3\xA9\xE2\x82\xAC \xF0\x9F\x98\x80 "
                          "\xC3\xA9 \xE2\x82\xAC\xF0\x9F\x98\x80" },
        { "wide_widths", "[   ab][ab   ][ab][   42]" },
        { "nothing", "(null) (null) (null)" },
        { "returns", "four\xE2\x82\xAC\xE2\x82\xAC 4 2" },
    };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, all_ways_to_write_reach_the_console)
{
    static const struct row rows[] = { { "lines", "puts\ncfputsstderrputws\nfputwsab" } };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, formatting_into_memory_ends_as_microsofts_does)
{
    static const struct row rows[] = {
        { "into_memory", "10 0123456 -1 0123? -1 0123456 4 [wide]6 [narrow]" },
    };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, wide_functions_work_on_16_bit_units)
{
    static const struct row rows[] = {
        { "wide_strings", "5 [one+two][xye+two][+two][two][two]1 0 0 -42 255 17 1 " },
        { "wide_tokens", "[a][b][c]" },
    };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, a_long_has_32_bits_in_conversions_too)
{
    static const struct row rows[] = { { "numbers", "1 1 12 99999999999" } };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, chance_and_time_are_the_worlds)
{
    static const struct row rows[] = {
        { "chance", "41 18467 6334 41 " },
        { "the_clock", "1 1 " },
    };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, reads_its_console_up_to_the_end_of_input)
{
    struct program program = machine_load("self-text");
    must_show_of(&program, &(struct part){ .name = "input", .input = "one\ntwo" },
                 "[one\n][two]-1 1");
    must_show_of(&program, &(struct part){ .name = "input" }, "-1 1");
    must_show_of(&program,
                 &(struct part){ .name = "wide_input", .input = "a\xC3\xA9\xF0\x9F\x98\x80" },
                 "61 e9 d83d de00 ");
    ROW(NULL);
    program_close(&program);
}

TEST_OUTSIDE(crt, an_allocation_that_a_mock_fails_returns_null)
{
    struct program program = machine_load("self-text");
    struct mock failure = { .then = MOCK_FAIL, .error = ERROR_NOT_ENOUGH_MEMORY };
    struct part part = { .name = "allocate" };
    must_show_of(&program, &part, "memory");

    failure.call = CALL_MALLOC;
    part.mock = failure;
    must_show_of(&program, &part, "no memory");

    failure.call = CALL_REALLOC;
    must_show_of(&program, &(struct part){ .name = "reallocate", .mock = failure }, "0 stays");
    ROW(NULL);
    program_close(&program);
}

TEST_OUTSIDE(crt, the_heap_zeroes_keeps_and_copies)
{
    static const struct row rows[] = { { "heap", "kept kept wide" } };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, functions_of_atexit_run_last_first_after_main)
{
    static const struct row rows[] = { { "at_exit", "main third first second first " } };
    must_show(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt, exit_runs_functions_of_atexit_and_underscore_exit_does_not)
{
    struct program program = machine_load("self-text");
    struct ending ending = run(&program, &(struct part){ .name = "exits" });
    must_read(ending.output, "first ");
    must_equal(ending.code, 5);
    forget(&ending);

    ending = run(&program, &(struct part){ .name = "exits_at_once" });
    must_read(ending.output, "");
    must_equal(ending.code, 6);
    forget(&ending);
    program_close(&program);
}

TEST_OUTSIDE(crt, what_ends_a_program_on_windows_ends_the_run_by_name)
{
    static const struct row rows[] = {
        { "aborts", "the program called abort" },
        { "unknown_directive", "a directive that Microsoft's C library does not know" },
        { "counts", "%n is refused" },
    };
    struct program program = machine_load("self-text");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].part);
        struct ending ending = run(&program, &(struct part){ .name = rows[i].part });
        must_equal(ending.outcome, OUTCOME_CRASHED);
        must_say(ending.why, rows[i].expected);
        forget(&ending);
    }
    ROW(NULL);
    program_close(&program);
}

TEST_OUTSIDE(crt, output_is_an_event_of_its_thread)
{
    struct program program = machine_load("self-text");
    struct machine machine;
    machine_open(&machine);
    world_start(machine.world, &program, PROCESS_MUST_END, (const char *[]){ "percent", NULL });
    machine_must_end(&machine, OUTCOME_FINISHED);

    char *listing = machine_list(&machine);
    must_say(listing, "0 self-text output \"100%\"");
    free(listing);
    machine_close(&machine);
    program_close(&program);
}
