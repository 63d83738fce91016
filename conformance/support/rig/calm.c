#include "calm.h"

#include "outside.h"

#include <piperig/world.h>

#include <stdbool.h>
#include <stdio.h>

static void (*running)(void);

/* The body's process; what the body leaves behind is a complaint. */
static int run_body(void *argument)
{
    struct process **process = argument;
    running();

    struct holdings allowed = { .threads = 1 };
    struct holdings left = process_holdings(*process);
    if (left.handles == 0 && left.threads == 1 && left.blocks == 0) return 0;
    process_list_holdings(*process, allowed, stderr);
    return 1;
}

static void explain(const struct world *world, enum outcome outcome)
{
    fflush(stdout);
    fprintf(stderr, "the run %s: %s\n", outcome_name(outcome), world_why(world));
    trace_draw(world_trace(world), stderr, 0);
}

int calm_world_run(void (*body)(void))
{
    struct choice choice;
    struct process *process = NULL;
    struct program program = { .name = "test", .function = run_body, .argument = &process };

    running = body;
    choice_init_calm(&choice);
    struct world *world = world_open(&choice);
    process = world_start(world, &program, PROCESS_MUST_END, NULL);
    enum outcome outcome = world_run(world);
    bool well = outcome == OUTCOME_FINISHED && process_exit_code(process) == 0;
    if (!well && test_skip_reason() == NULL) explain(world, outcome);
    world_close(world);
    choice_fini(&choice);
    return well ? 0 : 1;
}

_Noreturn void calm_world_abort(void)
{
    if (world_current() != NULL) world_stop(world_current(), "a demand was not met");
    outside_abandon();    // the demand was the host's
}
