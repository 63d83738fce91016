#include "fixture.h"

#include <stdlib.h>

#include "programs/check.h"

static void open_machine(struct machine *machine, const struct fixture *fixture)
{
    if (fixture->seed != NULL)
        machine_open_seeded(machine, *fixture->seed);
    else
        machine_open(machine);
    if (fixture->race_watch) must_hold(world_set_race_watch(machine->world, true));
    if (fixture->mock.call != CALL_NONE) world_mock(machine->world, &fixture->mock);
}

struct fixture_end fixture_run(const struct program *program, const struct fixture *fixture)
{
    struct machine machine;
    struct fixture_end end;
    const char *const arguments[] = { fixture->part, NULL };
    ROW(fixture->part);
    open_machine(&machine, fixture);
    struct process *process = world_start(machine.world, program, PROCESS_MUST_END, arguments);
    if (fixture->input != NULL) process_set_input(process, fixture->input, strlen(fixture->input));
    end.outcome = world_run(machine.world);
    end.crash = world_crash(machine.world);
    end.code = process_exit_code(process);
    end.left = process_holdings(process);
    end.output = strdup(process_output(process));
    end.why = strdup(world_why(machine.world));
    machine_close(&machine);
    return end;
}

void fixture_forget(struct fixture_end *end)
{
    free(end->output);
    free(end->why);
    ROW(NULL);
}

void fixture_must_print(const struct program *program, const struct fixture *fixture,
                        const char *expected)
{
    struct fixture_end end = fixture_run(program, fixture);
    if (end.outcome != OUTCOME_FINISHED)
        test_fail(__FILE__, __LINE__, "the program %s: %s", outcome_name(end.outcome), end.why);
    must_read(end.output, expected);
    must_equal(end.code, CHECK_PASSED);
    must_equal(end.left.blocks, 0);
    must_equal(end.left.handles, 0);
    must_equal(end.left.threads, 0);
    fixture_forget(&end);
}

void fixture_must_pass(const struct program *program, const struct fixture *fixture)
{
    fixture_must_print(program, fixture, "");
}

void fixture_must_crash(const struct program *program, const struct fixture *fixture,
                        const char *words)
{
    struct fixture_end end = fixture_run(program, fixture);
    must_equal(end.outcome, OUTCOME_CRASHED);
    must_say(end.why, words);
    must_read(end.output, "");
    fixture_forget(&end);
}

void fixture_all_must_pass(const char *name, const char *const *parts)
{
    struct program program = machine_load(name);
    for (size_t i = 0; parts[i] != NULL; i++)
        fixture_must_pass(&program, &(struct fixture){ .part = parts[i] });
    program_close(&program);
}
