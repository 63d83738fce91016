/* The exhaustive search against random schedules, on the reference server: whatever run chance
 * comes to, the search has tried. Where brute force cannot go, this is what holds its claim to
 * the world. */
#include "machine.h"
#include "signature.h"

#include "client.h"

#include "kernel/world.h"

#include "must.h"
#include "outside.h"

#include <piperig/search.h>

#include <stdlib.h>

enum { SIGNATURES_MAX = 4096, RANDOM_RUNS = 3000 / CHECK_RUNS_DIVISOR };

typedef int part(void *argument);

static int be_refused(void *argument)
{
    (void)argument;
    HANDLE pipe = client_open();
    client_send(pipe, "hello");
    client_send_long(pipe, 600);
    Sleep(10);
    client_must_get_answer(pipe);
    client_close(pipe);
    return 0;
}

/* Server and client, both from the start. Returns: which run it was; 0 if it was cut short. */
static uint64_t run_once(const struct program *server, part *play, struct choice *choice)
{
    struct program client = { .name = "client", .function = play };
    struct world *world = world_open(choice);
    world_set_footprints(world, true);
    world_start(world, server, PROCESS_SERVES, NULL);
    world_start(world, &client, PROCESS_MUST_END, NULL);
    enum outcome outcome = world_run(world);
    must_hold(outcome == OUTCOME_FINISHED || outcome == OUTCOME_REDUNDANT);

    uint64_t signature = signature_of(world);
    world_close(world);
    return outcome == OUTCOME_FINISHED ? signature : 0;
}

/* All runs, each once, in [signatures]. Returns: their number. */
static size_t exhaust(const struct program *server, part *play, uint64_t *signatures)
{
    struct search *search = search_exhaustive();
    struct choice *choice;
    size_t count = 0;
    while ((choice = search_next(search)) != NULL) {
        uint64_t signature = run_once(server, play, choice);
        must_hold(count < SIGNATURES_MAX);
        if (signature != 0) signatures[count++] = signature;
    }
    must_hold(search_progress(search).exhausted);
    search_close(search);

    qsort(signatures, count, sizeof *signatures, signature_compare);
    for (size_t i = 1; i < count; i++)
        must_hold(signatures[i] != signatures[i - 1]);
    return count;
}

static void must_know_all_random_runs(const struct program *server, part *play)
{
    static uint64_t signatures[SIGNATURES_MAX];
    size_t count = exhaust(server, play, signatures);
    struct search *search = search_random(1, RANDOM_RUNS);
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        uint64_t signature = run_once(server, play, choice);
        must_hold(bsearch(&signature, signatures, count, sizeof *signatures, signature_compare) !=
                  NULL);
    }
    search_close(search);
}

TEST_OUTSIDE(server_runs, that_chance_comes_to_have_all_been_tried)
{
    static const struct {
        const char *row;
        part *play;
    } rows[] = {
        { "a client that asks", client_asks },
        { "a client that comes and goes", client_comes_and_goes },
        { "a client that leaves a request behind", client_leaves_a_request },
        { "a client that is refused while its reply is unread", be_refused },
    };
    struct program server = machine_load("pipe-server");
    struct profile profile = { .wide = false };
    char trouble[PROFILE_TROUBLE_MAX];
    must_hold(profile_learn(&profile, &server, trouble));
    client_use(&profile);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ROW(rows[i].row);
        must_know_all_random_runs(&server, rows[i].play);
    }
    program_close(&server);
}
