#include "scene.h"

#include "client.h"
#include "outside.h"

#include "kernel/invariant.h"
#include "kernel/ledger.h"

#include <piperig/fault.h>

#include <stdio.h>
#include <string.h>
#include <windows.h>

void scene_apply(struct scene *scene, bool condition, const char *why)
{
    if (condition) return;
    scene->does_not_apply = why;
    outside_abandon();
}

void scene_forgive(struct scene *scene, enum outcome matter)
{
    scene->forgives = true;
    scene->matter = matter;
    scene->matter_crash = CRASH_NONE;
    scene->matter_call = CALL_NONE;
}

void scene_forgive_all_but_crash(struct scene *scene, enum crash crash)
{
    scene_forgive(scene, OUTCOME_CRASHED);
    scene->matter_crash = crash;
}

void scene_forgive_all_but_repeats(struct scene *scene, enum call call)
{
    scene_forgive(scene, OUTCOME_RUNAWAY);
    scene->matter_call = call;
}

void scene_insist(struct scene *scene)
{
    scene->forgives = false;
}

unsigned scene_pick(struct scene *scene, unsigned count)
{
    struct choice *choice = world_choice(scene->world);
    INVARIANT(!choice->hushed);
    return choice_pick(choice, CHOICE_DATA, count);
}

static void arm(struct scene *scene, uint32_t canary)
{
    scene->has_control = true;
    world_set_last_error_canary(scene->world, scene->is_control ? 0 : canary);
}

void scene_arm_canary(struct scene *scene)
{
    arm(scene, WORLD_STRANGE_CANARY);
}

/* How pipes end, have more, or have a client already. */
void scene_arm_some_canary(struct scene *scene)
{
    static const uint32_t canaries[] = { ERROR_BROKEN_PIPE, ERROR_MORE_DATA, ERROR_NO_DATA,
                                         ERROR_PIPE_CONNECTED, ERROR_PIPE_NOT_CONNECTED };
    arm(scene, canaries[scene_pick(scene, sizeof canaries / sizeof *canaries)]);
}

void scene_start_server(struct scene *scene)
{
    scene->server = world_start(scene->world, &scene->subject->program, PROCESS_SERVES,
                                scene->subject->profile.arguments);
    process_keep_console(scene->server);
}

void scene_await_server(struct scene *scene)
{
    scene_start_server(scene);
    scene_run(scene);
    if (process_ended(scene->server))
        demand_unmet("the server has ended before the first client came");
}

static struct process *start(struct scene *scene, scene_script *script, void *argument,
                             enum process_role role)
{
    char name[32];
    struct program program = { .name = name, .function = script, .argument = argument };
    const char *part = role == PROCESS_MUST_END ? "client" : "stray";
    unsigned *count = role == PROCESS_MUST_END ? &scene->clients : &scene->strays;
    if (++*count == 1)
        snprintf(name, sizeof name, "%s", part);
    else
        snprintf(name, sizeof name, "%s %u", part, *count);
    return world_start(scene->world, &program, role, NULL);
}

struct process *scene_start_client(struct scene *scene, scene_script *script)
{
    return start(scene, script, NULL, PROCESS_MUST_END);
}

struct process *scene_start_client_with(struct scene *scene, scene_script *script, void *argument)
{
    return start(scene, script, argument, PROCESS_MUST_END);
}

struct process *scene_start_stray(struct scene *scene, scene_script *script)
{
    return scene_start_stray_with(scene, script, NULL);
}

struct process *scene_start_stray_with(struct scene *scene, scene_script *script, void *argument)
{
    struct process *process = start(scene, script, argument, PROCESS_SERVES);
    if (scene->stray == NULL) scene->stray = process;
    return process;
}

void scene_start_staying(struct scene *scene, scene_script *script)
{
    enum { WHILE_MS = 2000 };
    scene->has_control = true;
    scene_start_stray_with(scene, script, scene->is_control ? (void *)WHILE_MS : NULL);
}

/* Whoever waits in a call cannot leave by itself. */
void scene_run_beside(struct scene *scene)
{
    if (scene->is_control && !scene_let_run(scene)) scene_kill_stray(scene);
    scene_run(scene);
}

struct process *scene_start_program(struct scene *scene, const char *const *arguments,
                                    const char *input)
{
    struct process *process =
        world_start(scene->world, &scene->subject->client, PROCESS_MUST_END, arguments);
    process_set_input(process, input, strlen(input));
    return process;
}

void scene_look_for_self_waits(struct scene *scene)
{
    scene_forgive(scene, OUTCOMES);
    scene->looks_for_self_waits = true;
}

void scene_must_not_wait_for_itself(struct scene *scene)
{
    if (!process_waits_for_itself(scene->server)) return;
    scene_insist(scene);
    demand_unmet("threads of the server wait for each other: %s",
                 ledger_describe_waits(scene->world));
}

/* The thread that the last remark is of. */
static const char *who_ended_it(const struct trace *trace)
{
    size_t at = trace->event_count - 1;
    while (trace->events[at].kind != TRACE_NOTE)
        at--;
    return trace->threads[trace->events[at].thread].name;
}

/* The run did not come to a good end. */
static _Noreturn void tell_end(const struct scene *scene)
{
    const char *why = world_why(scene->world);
    switch (scene->outcome) {
    case OUTCOME_DEADLOCK: demand_waits_in_vain();
    case OUTCOME_RUNAWAY: demand_unmet("the run comes to no end: %s", why);
    case OUTCOME_CRASHED:
        demand_unmet("%s crashes: %s", who_ended_it(world_trace(scene->world)), why);
    case OUTCOME_DIVERGED: demand_unmet("this is not the run that was recorded: %s", why);
    case OUTCOME_UNSUPPORTED:
        demand_unmet("the program needs what the rig does not provide: %s", why);
    case OUTCOME_RACED: demand_unmet("%s", why);    // a sentence, and where
    default: outside_abandon();                     // it is said already, or nothing is wrong
    }
}

/* Run this part. Whoever looks for work makes many steps while nobody comes; but time passes then. */
static void run_part(struct scene *scene)
{
    enum { STEPS_MAX = 400000, SPIN_STEPS_MAX = 20000 };
    world_set_step_bound(scene->world, world_steps(scene->world) + STEPS_MAX);
    world_set_spin_bound(scene->world, SPIN_STEPS_MAX);
    scene->outcome = world_run(scene->world);
}

bool scene_let_run(struct scene *scene)
{
    run_part(scene);
    if (scene->outcome != OUTCOME_FINISHED && scene->outcome != OUTCOME_DEADLOCK) tell_end(scene);
    return scene->outcome == OUTCOME_FINISHED;
}

void scene_run(struct scene *scene)
{
    run_part(scene);
    if (scene->outcome == OUTCOME_FINISHED) return;
    if (scene->outcome == OUTCOME_DEADLOCK && scene->looks_for_self_waits)
        scene_must_not_wait_for_itself(scene);
    tell_end(scene);
}

void scene_must_be_there(const struct scene *scene)
{
    if (process_ended(scene->server))
        demand_unmet("the server has ended, with exit code %u", process_exit_code(scene->server));
}

void scene_must_serve_on(struct scene *scene)
{
    scene_must_be_there(scene);
    scene_start_client(scene, client_asks);
    scene_run(scene);
    scene_must_be_there(scene);
}

void scene_serve_calmly(struct scene *scene, unsigned count)
{
    world_hush(scene->world, true);
    for (unsigned i = 0; i < count; i++)
        scene_must_serve_on(scene);
    world_hush(scene->world, false);
}

void scene_must_hold_no_more(struct scene *scene, struct holdings allowed)
{
    struct holdings now = process_holdings(scene->server);
    if (now.handles <= allowed.handles && now.ended <= allowed.ended &&
        now.threads <= allowed.threads && now.blocks <= allowed.blocks)
        return;
    if (!test_is_quiet()) process_list_holdings(scene->server, allowed, stderr);
    demand_unmet(
        "the server holds %zu handles, %zu threads and %zu heap blocks; before, it held %zu, %zu "
        "and %zu",
        now.handles, now.threads, now.blocks, allowed.handles, allowed.threads, allowed.blocks);
}

void scene_must_be_idle(struct scene *scene)
{
    struct holdings allowed = scene->subject->profile.idle;
    scene_must_be_there(scene);
    scene_must_use_open_handles(scene);
    // A server may join its threads when the next client comes: as many as served at one time, and
    // one that had not quite ended when the last one came.
    allowed.ended += process_threads_peak(scene->server) - allowed.threads + 1;
    scene_must_hold_no_more(scene, allowed);
}

void scene_must_not_complain(struct scene *scene)
{
    scene_must_not_print(scene, "failed with error");
}

void scene_must_end(const struct process *process, unsigned exit_code, const char *text)
{
    if (!process_ended(process)) demand_unmet("%s has not ended", process_name(process));
    if (process_exit_code(process) != exit_code)
        demand_unmet("%s has ended with exit code %u, not %u", process_name(process),
                     process_exit_code(process), exit_code);
    if (strstr(process_output(process), text) == NULL)
        demand_unmet("%s has not printed \"%s\"", process_name(process), text);
}

void scene_must_print(struct scene *scene, const char *text)
{
    if (strstr(process_output(scene->server), text) == NULL)
        demand_unmet("the server has not printed \"%s\"", text);
}

void scene_must_not_print(struct scene *scene, const char *text)
{
    if (strstr(process_output(scene->server), text) != NULL)
        demand_unmet("the server has printed \"%s\"", text);
}

static void mock(struct scene *scene, struct mock mock)
{
    if (mock.who == NULL) mock.who = "server*";
    world_mock(scene->world, &mock);
}

static void play(struct world *world, void *argument)
{
    struct scene_step *step = argument;
    world_let_run(world, scene_start_client(step->scene, step->script));
}

void scene_step_before(struct scene *scene, enum call call, unsigned nth, const char *label,
                       scene_script *script)
{
    INVARIANT(scene->step_count < SCENE_STEPS_MAX);
    struct scene_step *step = &scene->steps[scene->step_count++];
    *step = (struct scene_step){ scene, script };
    mock(scene, (struct mock){ .call = call,
                               .nth = nth,
                               .then = MOCK_STEP,
                               .step = play,
                               .argument = step,
                               .label = label });
}

void scene_kill_stray(struct scene *scene)
{
    process_kill(scene->stray, 1);
}

static void kill_stray(struct world *world, void *argument)
{
    (void)world;
    scene_kill_stray(argument);
}

void scene_kill_before(struct scene *scene, enum call call, unsigned nth)
{
    mock(scene, (struct mock){ .call = call,
                               .nth = nth,
                               .then = MOCK_STEP,
                               .step = kill_stray,
                               .argument = scene,
                               .label = "the client's process dies" });
}

void scene_disconnect_before(struct scene *scene, enum call call, unsigned nth)
{
    int outcome = fault_outcome_find(call, "disconnected");
    INVARIANT(outcome >= 0);
    mock(scene,
         (struct mock){ .call = call, .nth = nth, .then = MOCK_FAULT, .fault = (unsigned)outcome });
}

void scene_fail(struct scene *scene, enum call call, unsigned nth, uint32_t error)
{
    mock(scene, (struct mock){ .call = call, .nth = nth, .then = MOCK_FAIL, .error = error });
}

void scene_fail_always(struct scene *scene, enum call call, uint32_t error)
{
    mock(scene, (struct mock){ .call = call, .onwards = true, .then = MOCK_FAIL, .error = error });
}

void scene_fail_client(struct scene *scene, enum call call, unsigned nth, uint32_t error)
{
    mock(scene,
         (struct mock){
             .call = call, .who = "client*", .nth = nth, .then = MOCK_FAIL, .error = error });
}
