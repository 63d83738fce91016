/* How fast is the rig? One whole client session against the reference server, again and again.
 *
 * A run is everything from power-on: the server starts, creates its instance and waits; the
 * client program of the reference starts, sends its request, prints the reply and ends; the
 * server's session ends and the machine is switched off. Prints sessions a second and scheduling
 * points a second, as `name value` lines that ci/bench reads. */
#define _POSIX_C_SOURCE 200809L

#include <piperig/world.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void load(struct program *program, const char *name, const char *path)
{
    char why[512];
    if (program_open(program, name, path, why, sizeof why)) return;
    fprintf(stderr, "%s\n", why);
    exit(3);
}

/* One session. Returns: its scheduling points. */
static uint32_t run_once(const struct program *server, const struct program *client, uint64_t seed)
{
    static const char *const no_wait[] = { "--no-wait", NULL };
    struct choice choice;
    choice_init_random(&choice, seed);
    struct world *world = world_open(&choice);
    world_start(world, server, PROCESS_SERVES, NULL);
    world_run(world);
    struct process *asking = world_start(world, client, PROCESS_MUST_END, no_wait);
    enum outcome outcome = world_run(world);
    bool well = outcome == OUTCOME_FINISHED && process_exit_code(asking) == 0 &&
                strstr(process_output(asking), "default answer from server") != NULL;
    if (!well) {
        fprintf(stderr, "seed %" PRIu64 ": the run %s: %s\n", seed, outcome_name(outcome),
                world_why(world));
        trace_draw(world_trace(world), stderr, 0);
        exit(1);
    }
    uint32_t steps = world_steps(world);
    world_close(world);
    choice_fini(&choice);
    return steps;
}

int main(int count, char **arguments)
{
    struct program server, client;
    uint64_t steps = 0, sessions = 0;
    if (count != 4) {
        fputs("usage: bench-session SERVER.rig CLIENT.rig SECONDS\n", stderr);
        return 2;
    }
    load(&server, "server", arguments[1]);
    load(&client, "client", arguments[2]);

    double begun = now_s(), seconds = atof(arguments[3]), passed;
    do {
        for (int i = 0; i < 100; i++)
            steps += run_once(&server, &client, sessions++);
        passed = now_s() - begun;
    } while (passed < seconds);
    printf("rig_sessions_per_s %.0f\n", (double)sessions / passed);
    printf("rig_steps_per_s %.0f\n", (double)steps / passed);
    program_close(&client);
    program_close(&server);
    return 0;
}
