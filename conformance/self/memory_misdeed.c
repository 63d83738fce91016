#include "memory_misdeed.h"

#include "machine.h"

void memory_misdeed_must_end(const char *name, const char *part, enum outcome outcome,
                             const char *words)
{
    struct machine machine;
    struct program program = machine_load(name);
    machine_open(&machine);
    world_start(machine.world, &program, PROCESS_MUST_END, (const char *[]){ part, NULL });
    machine_must_end(&machine, outcome);
    if (words != NULL) must_say(world_why(machine.world), words);
    machine_close(&machine);
    program_close(&program);
}

void memory_misdeed_must_crash(const char *name, const char *part, const char *words)
{
    memory_misdeed_must_end(name, part, OUTCOME_CRASHED, words);
}

static bool shows_memory(const char *name)
{
    struct program program = machine_load(name);
    bool shows = program_shows_memory(&program);
    program_close(&program);
    return shows;
}

void memory_misdeeds_must_be_told(const char *name, const struct memory_misdeed *rows, size_t count)
{
    if (!shows_memory(name)) SKIP("this build does not see what a program does with its memory");
    for (size_t i = 0; i < count; i++)
        memory_misdeed_must_crash(name, rows[i].part, rows[i].words);
}

void memory_misdeed_must_be_none(const char *name, const char *part)
{
    memory_misdeed_must_end(name, part, OUTCOME_FINISHED, NULL);
}
