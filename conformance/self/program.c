/* Program images: each run and each process begins with the memory that the file describes, and
 * what the rig cannot run is refused by name. */
#define _GNU_SOURCE    // mkstemp under -std=c17
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char untouched[] = "40 0 0 1 7;41 1 1 0 8;";

TEST_OUTSIDE(program, finds_its_globals_as_they_were_in_each_run)
{
    struct program program = machine_load("self-globals");
    for (int run = 0; run < 3; run++) {
        struct machine machine;
        machine_open(&machine);
        struct process *process = world_start(machine.world, &program, PROCESS_MUST_END, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);

        must_read(process_output(process), untouched);
        must_equal(process_exit_code(process), 41);
        machine_close(&machine);
    }
    program_close(&program);
}

TEST_OUTSIDE(program, finds_its_globals_as_they_were_after_a_run_that_was_cut_short)
{
    struct program program = machine_load("self-globals");
    for (int run = 0; run < 2; run++) {
        struct machine machine;
        machine_open(&machine);
        world_set_step_bound(machine.world, 3);
        world_start(machine.world, &program, PROCESS_MUST_END, NULL);
        machine_must_end(&machine, OUTCOME_RUNAWAY);
        machine_close(&machine);
    }
    struct machine machine;
    machine_open(&machine);
    struct process *process = world_start(machine.world, &program, PROCESS_MUST_END, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(process_output(process), untouched);
    machine_close(&machine);
    program_close(&program);
}

TEST_OUTSIDE(program, has_globals_of_its_own_in_each_process)
{
    enum { PROCESSES = 5 };
    struct program program = machine_load("self-globals");
    for (int run = 0; run < 2; run++) {
        struct machine machine;
        struct process *processes[PROCESSES];
        machine_open(&machine);
        for (int i = 0; i < PROCESSES; i++)
            processes[i] = world_start(machine.world, &program, PROCESS_MUST_END, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);

        for (int i = 0; i < PROCESSES; i++)
            must_read(process_output(processes[i]), untouched);
        machine_close(&machine);
    }
    program_close(&program);
}

TEST_OUTSIDE(program, opened_twice_is_two_programs)
{
    struct machine machine;
    struct program first = machine_load("self-globals"), second = machine_load("self-globals");
    machine_open(&machine);
    struct process *one = world_start(machine.world, &first, PROCESS_MUST_END, NULL);
    struct process *two = world_start(machine.world, &second, PROCESS_MUST_END, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(process_output(one), untouched);
    must_read(process_output(two), untouched);
    machine_close(&machine);
    program_close(&first);
    program_close(&second);
}

TEST_OUTSIDE(program, gets_its_arguments_in_either_character_width)
{
    static const char *const files[] = { "self-arguments", "self-arguments-w" };
    static const char *const arguments[] = { "one",      "two words",        "",
                                             "\xC3\xA9", "\xF0\x9F\x98\x80", NULL };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct machine machine;
        ROW(files[i]);
        struct program program = machine_load(files[i]);
        machine_open(&machine);
        struct process *process = world_start(machine.world, &program, PROCESS_MUST_END, arguments);
        machine_must_end(&machine, OUTCOME_FINISHED);

        must_read(process_output(process), "[one][two words][][\xC3\xA9][\xF0\x9F\x98\x80]");
        must_equal(process_exit_code(process), 5);
        machine_close(&machine);
        program_close(&program);
    }
    ROW(NULL);
}

TEST_OUTSIDE(program, in_unicode_gets_replacements_for_what_is_no_utf_8)
{
    struct machine machine;
    struct program program = machine_load("self-arguments-w");
    static const char *const arguments[] = { "a\xFFz", "\xC3", "\xED\xA0\x80", NULL };
    machine_open(&machine);
    struct process *process = world_start(machine.world, &program, PROCESS_MUST_END, arguments);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_read(process_output(process),
              "[a\xEF\xBF\xBDz][\xEF\xBF\xBD][\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD]");
    machine_close(&machine);
    program_close(&program);
}

TEST_OUTSIDE(program, has_a_hash_that_tells_it_from_another_one)
{
    struct program globals = machine_load("self-globals"), again = machine_load("self-globals");
    struct program arguments = machine_load("self-arguments");
    struct program function = { .name = "function" };

    must_hold(program_hash(&globals) == program_hash(&again));
    must_hold(program_hash(&globals) != program_hash(&arguments));
    must_hold(program_hash(&function) == 0);
    program_close(&globals);
    program_close(&again);
    program_close(&arguments);
}

/* --- Refused ---------------------------------------------------------------------------------- */

static void must_be_refused(const char *path, const char *reason)
{
    struct program program;
    char why[512] = "";
    if (program_open(&program, "refused", path, why, sizeof why))
        test_fail(__FILE__, __LINE__, "%s must be refused", path);
    must_say(why, path);
    must_say(why, reason);
}

TEST_OUTSIDE(program, is_refused_with_the_name_of_what_is_wrong)
{
    static const struct {
        const char *file;
        const char *reason;
    } rows[] = {
        { "self-missing.rig", "is not there" },
        { "self-no_main.rig", "has no main or wmain" },
        { "self-undefined.rig", "conjure, conjure_again and 1 more" },
        { "self-unbound.rig", "puts is not bound to the fakes (link with -Wl,--wrap=puts)" },
        { "self-escapes.rig", "the fakes do not provide " },
        { "self-escapes.rig", " getlogin" },
        { "self-escapes.rig", " fscanf" },    // by its name in the source
        { "self-thread_local.rig", "thread-local variable, counter_of_its_own" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].file);
        must_be_refused(program_beside(rows[i].file), rows[i].reason);
    }
    ROW(NULL);
}

/* A file in the folder of temporary files, with [size] bytes of [content]. */
static void given_file(char *path, const void *content, size_t size)
{
    strcpy(path, "/tmp/piperig-XXXXXX");
    int file = mkstemp(path);
    must_hold(file >= 0);
    must_equal(write(file, content, size), size);
    close(file);
}

TEST_OUTSIDE(program, that_is_no_shared_object_is_refused_as_such)
{
    static const char text[] = "int main(void) { return 0; }\n";
    char path[64];
    given_file(path, text, sizeof text - 1);
    must_be_refused(path, "ELF");
    unlink(path);

    given_file(path, "", 0);
    must_be_refused(path, "ELF");
    unlink(path);

    must_be_refused("/proc/self/exe", "shared object");
    must_be_refused("/", "");
}

/* A file cut short anywhere is refused or, where only what nobody needs is missing, loaded; it
 * never upsets the rig. */
TEST_OUTSIDE(program, cut_short_anywhere_is_refused)
{
    static char bytes[1 << 20];
    FILE *file = fopen(program_beside("self-arguments.rig"), "rb");
    must_hold(file != NULL);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);

    for (size_t cut = 0; cut < 64; cut++) {
        struct program program;
        char path[64], why[512] = "";
        given_file(path, bytes, size * cut / 80);
        bool opened = program_open(&program, "cut", path, why, sizeof why);
        unlink(path);
        must_hold(!opened);
        must_say(why, path);
    }
}
