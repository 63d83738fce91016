#define _GNU_SOURCE    // open_memstream under -std=c17
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

void machine_open(struct machine *machine)
{
    choice_init_calm(&machine->choice);
    machine->world = world_open(&machine->choice);
}

void machine_open_seeded(struct machine *machine, uint64_t seed)
{
    choice_init_random(&machine->choice, seed);
    machine->world = world_open(&machine->choice);
}

void machine_close(struct machine *machine)
{
    world_close(machine->world);
    choice_fini(&machine->choice);
}

struct process *machine_start(struct machine *machine, const char *name, machine_main *main,
                              void *argument)
{
    struct program program = { .name = name, .function = main, .argument = argument };
    return world_start(machine->world, &program, PROCESS_MUST_END, NULL);
}

struct process *machine_serve(struct machine *machine, const char *name, machine_main *main,
                              void *argument)
{
    struct program program = { .name = name, .function = main, .argument = argument };
    return world_start(machine->world, &program, PROCESS_SERVES, NULL);
}

void machine_must_end_at(struct machine *machine, enum outcome outcome, const char *file, int line)
{
    enum outcome seen = world_run(machine->world);
    if (seen == outcome) return;
    trace_draw_short(world_trace(machine->world), stderr, 0, 40);
    test_fail(file, line, "the run must end as %s, but ends as %s: %s", outcome_name(outcome),
              outcome_name(seen), world_why(machine->world));
}

char *machine_list(const struct machine *machine)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    trace_list(world_trace(machine->world), out);
    fclose(out);
    return text;
}

char *machine_list_holdings(const struct process *process, struct holdings allowed)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);
    process_list_holdings(process, allowed, out);
    fclose(out);
    return text;
}

struct program machine_load(const char *name)
{
    struct program program;
    char file[64], why[512];
    snprintf(file, sizeof file, "%s.rig", name);
    if (!program_open(&program, name, program_beside(file), why, sizeof why))
        test_fail(__FILE__, __LINE__, "%s", why);
    return program;
}

HANDLE machine_create_pipe(const WCHAR *name, DWORD quota_bytes)
{
    return must_succeed(CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX,
                                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 4, quota_bytes,
                                         quota_bytes, 0, NULL));
}

HANDLE machine_open_pipe(const WCHAR *name)
{
    return must_succeed(
        CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL));
}

void machine_write_byte(HANDLE end)
{
    DWORD count;
    WriteFile(end, "x", 1, &count, NULL);
}

void machine_read_byte(HANDLE end)
{
    char byte;
    DWORD count;
    ReadFile(end, &byte, 1, &count, NULL);
}

void must_say_at(const char *text, const char *words, const char *file, int line)
{
    if (strstr(text, words) == NULL) test_fail(file, line, "\"%s\" must say \"%s\"", text, words);
}

void must_read_text_at(const char *text, const char *expected, const char *file, int line)
{
    if (strcmp(text, expected) != 0)
        test_fail(file, line, "\"%s\" must read \"%s\"", text, expected);
}
