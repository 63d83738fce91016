/* How fast are the searches?
 *
 *     bench-explore litmus                     steps and runs a second of small known spaces
 *     bench-explore server SERVER.rig          the reference server: one client, two clients
 *     bench-explore clients SERVER.rig         what a step costs with 10 and with 1,000 clients
 *     bench-explore crew SERVER.rig            one process and two on the same spaces
 *
 * Prints `name value` lines that ci/bench reads. */
#define _DEFAULT_SOURCE    // getrusage

#include "litmus.h"

#include "client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { RUNS_BETWEEN = 1000 };    // at least, before a part is given away again

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Of this process's own time on a processor, which others that are busy take no part of. */
static double used_s(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

static void print(const char *name, double value)
{
    printf("%s %.6g\n", name, value);
    fflush(stdout);
}

/* --- Litmus spaces ---------------------------------------------------------------------------- */

static struct litmus_result exhaust_litmus(const struct litmus *litmus, struct crew *crew)
{
    struct search *search = search_exhaustive();
    struct litmus_result result = litmus_explore_together(litmus, search, crew, RUNS_BETWEEN);
    search_close(search);
    return result;
}

static void measure_litmus(void)
{
    static const struct litmus spaces[] = { { 3, 6, litmus_locks }, { 3, 8, litmus_rw } };
    struct litmus_result sum = { 0 };
    double begun = used_s();
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        struct litmus_result result = exhaust_litmus(&spaces[i], NULL);
        sum.complete += result.complete;
        sum.steps += result.steps;
    }
    double passed = used_s() - begun;
    print("litmus_runs_per_s", (double)sum.complete / passed);
    print("litmus_steps_per_s", (double)sum.steps / passed);
}

/* --- The reference server --------------------------------------------------------------------- */

struct tally {
    uint64_t complete;
    uint64_t redundant;    // begun in vain
    uint64_t steps;
};

static void clear(void *data)
{
    *(struct tally *)data = (struct tally){ 0 };
}

static void add(void *data, const void *helper)
{
    struct tally *tally = data;
    tally->complete += ((const struct tally *)helper)->complete;
    tally->redundant += ((const struct tally *)helper)->redundant;
    tally->steps += ((const struct tally *)helper)->steps;
}

/* Load the server, and learn what its clients must know. */
static void load(struct program *server, const char *path)
{
    static struct profile profile;
    char why[512];
    bool well = program_open(server, "server", path, why, sizeof why) &&
                profile_learn(&profile, server, why);
    client_use(&profile);
    if (well) return;
    fprintf(stderr, "%s\n", why);
    exit(3);
}

/* Server and clients, all from the start. */
static void run_server(const struct program *server, unsigned clients, struct choice *choice,
                       struct tally *tally)
{
    struct program client = { .name = "client", .function = client_asks };
    struct world *world = world_open(choice);
    world_set_step_bound(world, 10 * 1000 * 1000);
    world_start(world, server, PROCESS_SERVES, NULL);
    for (unsigned i = 0; i < clients; i++)
        world_start(world, &client, PROCESS_MUST_END, NULL);
    enum outcome outcome = world_run(world);
    if (outcome != OUTCOME_FINISHED && outcome != OUTCOME_REDUNDANT) {
        fprintf(stderr, "the run %s: %s\n", outcome_name(outcome), world_why(world));
        exit(1);
    }
    tally->complete += outcome == OUTCOME_FINISHED;
    tally->redundant += outcome == OUTCOME_REDUNDANT;
    tally->steps += world_steps(world);
    world_close(world);
}

static struct tally exhaust_server(const struct program *server, unsigned clients,
                                   struct crew *crew)
{
    struct tally tally = { 0 };
    struct choice *choice;
    struct search *search = search_exhaustive();
    search_share(search, crew, RUNS_BETWEEN,
                 &(struct search_tally){ &tally, sizeof tally, clear, add });
    while ((choice = search_next(search)) != NULL)
        run_server(server, clients, choice, &tally);
    if (!search_progress(search).exhausted) {
        fprintf(stderr, "the space was not exhausted\n");
        exit(1);
    }
    search_close(search);
    return tally;
}

static void measure_server(const struct program *server)
{
    double begun = used_s();
    struct tally one = exhaust_server(server, 1, NULL);
    print("one_client_s", used_s() - begun);
    print("one_client_runs", (double)one.complete);
    begun = used_s();
    struct tally two = exhaust_server(server, 2, NULL);
    print("two_clients_s", used_s() - begun);
    print("two_clients_runs", (double)two.complete);
    print("two_clients_in_vain", (double)two.redundant);
}

/* --- Many clients ----------------------------------------------------------------------------- */

static double step_cost_s(const struct program *server, unsigned clients)
{
    enum { STEPS = 1000 * 1000 };
    struct tally tally = { 0 };
    double begun = used_s();
    for (uint64_t seed = 1; tally.steps < STEPS; seed++) {
        struct choice choice;
        choice_init_random(&choice, seed);
        run_server(server, clients, &choice, &tally);
        choice_fini(&choice);
    }
    return (used_s() - begun) / (double)tally.steps;
}

static void measure_clients(const struct program *server)
{
    step_cost_s(server, 1000);    // stacks and arrays are made once
    double few = step_cost_s(server, 10), many = step_cost_s(server, 1000);
    print("step_ns_with_10_clients", few * 1e9);
    print("step_ns_with_1000_clients", many * 1e9);
}

/* --- One process and two ---------------------------------------------------------------------- */

typedef void exploration(const struct program *server, struct crew *crew);

/* Of this process's time on processors, and that of all that it has waited for. */
static double used_together_s(void)
{
    struct rusage own, others;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &others);
    const struct timeval times[] = { own.ru_utime, own.ru_stime, others.ru_utime, others.ru_stime };
    double sum = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        sum += (double)times[i].tv_sec + (double)times[i].tv_usec * 1e-6;
    return sum;
}

/* The least of a few times: what else runs on the machine makes it only longer. */
struct cost {
    double passed_s;
    double used_s;    // by all processes
};

static struct cost least_cost(exploration *explore, const struct program *server, struct crew *crew)
{
    enum { TIMES = 2 };
    struct cost least = { 1e9, 1e9 };
    for (int time = 0; time < TIMES; time++) {
        double begun = now_s(), used = used_together_s();
        explore(server, crew);
        double passed = now_s() - begun;
        used = used_together_s() - used;
        if (passed < least.passed_s) least.passed_s = passed;
        if (used < least.used_s) least.used_s = used;
    }
    return least;
}

static void explore_litmus(const struct program *server, struct crew *crew)
{
    static const struct litmus rw = { 3, 8, litmus_rw };
    (void)server;
    exhaust_litmus(&rw, crew);
}

static void explore_two_clients(const struct program *server, struct crew *crew)
{
    exhaust_server(server, 2, crew);
}

/* How much faster two processes are, and what they use together for what one uses alone: the former
 * needs a second processor that nobody else is on, the latter needs none. */
static void compare(const char *name, exploration *explore, const struct program *server)
{
    char text[64];
    struct crew *crew = crew_open(1);
    struct cost alone = least_cost(explore, server, NULL);
    struct cost together = least_cost(explore, server, crew);
    crew_close(crew);
    snprintf(text, sizeof text, "crew_%s_ratio", name);
    print(text, alone.passed_s / together.passed_s);
    snprintf(text, sizeof text, "crew_%s_work", name);
    print(text, together.used_s / alone.used_s);
}

static void measure_crew(const struct program *server)
{
    compare("litmus", explore_litmus, NULL);
    compare("server", explore_two_clients, server);
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    struct program server = { 0 };
    if (count == 2 && strcmp(what, "litmus") == 0) {
        measure_litmus();
        return 0;
    }
    bool known =
        strcmp(what, "server") == 0 || strcmp(what, "clients") == 0 || strcmp(what, "crew") == 0;
    if (count != 3 || !known) {
        fputs("usage: bench-explore litmus | (server | clients | crew) SERVER.rig\n", stderr);
        return 2;
    }
    load(&server, arguments[2]);
    if (strcmp(what, "server") == 0) measure_server(&server);
    if (strcmp(what, "clients") == 0) measure_clients(&server);
    if (strcmp(what, "crew") == 0) measure_crew(&server);
    program_close(&server);
    return 0;
}
