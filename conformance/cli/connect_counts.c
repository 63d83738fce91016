#include "connect_counts.h"

#include "check.h"
#include "visitor.h"

#include <piperig/search.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STEPS_MAX = 20000, CLIENTS_MAX = 2, PREEMPTIONS_MAX = 3, SHARE = 10 };

/* What the server's first ConnectNamedPipe came to. */
enum first_connect { CONNECT_TRUE, CONNECT_535, CONNECT_232, CONNECT_OTHER, FIRST_CONNECTS };

struct tally {
    uint64_t runs;
    uint64_t connects[FIRST_CONNECTS];
    uint64_t served;    // clients
    uint64_t left;      // of their own will, without a reply
    uint64_t lost;      // runs that ended otherwise
};

struct scene_of_race {
    const char *name;
    scene_script *clients[CLIENTS_MAX];    // who must end
    scene_script *stray;                   // who need not, or NULL
    bool stop;    // somebody presses Ctrl-C, and clients may be turned away
};

/* --- Clients ---------------------------------------------------------------------------------- */

static unsigned served, left;    // in the run in progress

static int asks(void *unused)
{
    client_asks(unused);
    served++;
    return 0;
}

/* Leaves after any of its calls. What the server has sent until then is nobody's. */
static int leaves_at_any_moment(void *unused)
{
    enum { OPENED, SENT, READ, MOMENTS };
    uint32_t moment = choice_pick(world_choice(world_current()), CHOICE_DATA, MOMENTS);
    (void)unused;
    HANDLE pipe = client_open_as_it_is();
    if (moment >= SENT) client_request(pipe, 0);
    if (moment >= READ) client_must_get_reply(pipe, 0);
    served += moment >= READ;
    left += moment < READ;
    client_close(pipe);
    return 0;
}

static int takes_what_comes(void *unused)
{
    visitor_takes_what_comes(unused);
    left++;
    return 0;
}

static int press_ctrl_c(void *server)
{
    process_ctrl_event(server, CTRL_C_EVENT);
    return 0;
}

static const struct scene_of_race scenes[] = {
    { .name = "a client that asks", .clients = { asks } },
    { .name = "a client that leaves at any moment", .clients = { leaves_at_any_moment } },
    { .name = "a client that takes what comes, and a stop",
      .clients = { takes_what_comes },
      .stop = true },
    { .name = "two clients that ask", .clients = { asks, asks } },
    { .name = "a client that asks and one that never reads",
      .clients = { asks },
      .stray = visitor_never_reads },
};
enum { SCENES = sizeof scenes / sizeof *scenes };

/* --- One run ---------------------------------------------------------------------------------- */

static void start(struct world *world, const char *name, int (*function)(void *), void *argument,
                  enum process_role role)
{
    struct program program = { .name = name, .function = function, .argument = argument };
    world_start(world, &program, role, NULL);
}

static enum first_connect first_connect(const struct trace *trace)
{
    const struct trace_event *event = trace_find(trace, CALL_CONNECT_NAMED_PIPE, -1, 1);
    if (event == NULL || event->open) return CONNECT_OTHER;
    if (!event->failed) return CONNECT_TRUE;
    return event->error == ERROR_PIPE_CONNECTED ? CONNECT_535
           : event->error == ERROR_NO_DATA      ? CONNECT_232
                                                : CONNECT_OTHER;
}

static unsigned clients_of(const struct scene_of_race *scene)
{
    return scene->clients[1] != NULL ? 2 : 1;
}

static void run_once(const struct scene_of_race *scene, const struct subject *subject,
                     struct choice *choice, struct tally *tally)
{
    struct world *world = world_open(choice);
    unsigned clients = clients_of(scene);
    served = left = 0;
    world_set_step_bound(world, STEPS_MAX);
    client_use(&subject->profile);
    struct process *server = world_start(world, &subject->program, PROCESS_SERVES, NULL);
    for (unsigned i = 0; i < clients; i++)
        start(world, "client", scene->clients[i], NULL, PROCESS_MUST_END);
    if (scene->stray != NULL) start(world, "stray", scene->stray, NULL, PROCESS_SERVES);
    if (scene->stop) start(world, "operator", press_ctrl_c, server, PROCESS_MUST_END);
    enum outcome outcome = world_run(world);
    if (outcome != OUTCOME_REDUNDANT) {
        tally->runs++;
        tally->connects[first_connect(world_trace(world))]++;
        tally->served += served;
        tally->left += left;
        tally->lost += outcome != OUTCOME_FINISHED || served + left != clients;
    }
    world_close(world);
}

/* --- Many runs -------------------------------------------------------------------------------- */

static void clear(void *data)
{
    *(struct tally *)data = (struct tally){ 0 };
}

static void add(void *data, const void *helper)
{
    struct tally *tally = data;
    const struct tally *other = helper;
    tally->runs += other->runs;
    for (int i = 0; i < FIRST_CONNECTS; i++)
        tally->connects[i] += other->connects[i];
    tally->served += other->served;
    tally->left += other->left;
    tally->lost += other->lost;
}

/* Returns: where the search stood. */
static struct search_progress try_search(const struct scene_of_race *scene,
                                         const struct subject *subject, struct search *search,
                                         uint64_t runs_max, struct crew *crew, struct tally *tally)
{
    enum { RUNS_BETWEEN = 500 };
    struct choice *choice;
    *tally = (struct tally){ 0 };
    search_share(search, crew, RUNS_BETWEEN,
                 &(struct search_tally){ tally, sizeof *tally, clear, add });
    while (search_progress(search).runs < runs_max && (choice = search_next(search)) != NULL)
        run_once(scene, subject, choice, tally);
    struct search_progress progress = search_progress(search);
    search_close(search);
    return progress;
}

/* Returns: in how many runs a client was lost. */
static uint64_t print_scene(const struct scene_of_race *scene, const struct subject *subject,
                            uint64_t runs_max, struct crew *crew)
{
    struct tally tally;
    char reach[16] = "all";
    if (!try_search(scene, subject, search_exhaustive(), runs_max, crew, &tally).exhausted) {
        uint64_t fewer = runs_max / SHARE + 1;
        struct search *search = search_bounded(PREEMPTIONS_MAX);
        struct search_progress progress = try_search(scene, subject, search, fewer, NULL, &tally);
        bool whole = progress.runs < fewer;    // all up to the highest bound
        snprintf(reach, sizeof reach, "p < %u", progress.bound + whole);
    }
    printf("%9" PRIu64 "  %-6s", tally.runs, reach);
    for (int i = 0; i < FIRST_CONNECTS; i++)
        printf(" %8" PRIu64, tally.connects[i]);
    printf(" %8" PRIu64 " %8" PRIu64 " %5" PRIu64 "  %s\n", tally.served, tally.left, tally.lost,
           scene->name);
    fflush(stdout);
    return tally.lost;
}

enum connect_counts_end connect_counts_print(uint64_t runs_max, unsigned jobs)
{
    struct subject *subject = subject_at(0);
    struct crew *crew = crew_open(jobs - 1);
    uint64_t lost = 0;
    if (!subject_prepare(subject)) {
        fprintf(stderr, "%s\n", subject->trouble);
        return CONNECT_COUNTS_NO_SERVER;
    }
    printf("                   first ConnectNamedPipe              clients\n"
           "     runs          TRUE      535      232    other   served     left  lost\n");
    for (size_t i = 0; i < SCENES; i++)
        lost += print_scene(&scenes[i], subject, runs_max, crew);
    crew_close(crew);
    printf(
        "\nserver and clients start together; \"other\": it never returned, or was cancelled; "
        "\"left\": of its\nown will, without a reply; \"lost\": runs in which a client was neither "
        "served nor left\n");
    return lost == 0 ? CONNECT_COUNTS_DONE : CONNECT_COUNTS_LOST;
}
