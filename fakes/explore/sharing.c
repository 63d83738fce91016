#define _GNU_SOURCE    // MAP_ANONYMOUS

#include "sharing.h"

#include "search.h"

#include "kernel/fiber.h"
#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct crew {
    atomic_int idle;    // below 0 while more processes work than there are processors
};

/* What the processes of one search see of each other. */
struct board {
    atomic_ullong runs;
    atomic_ullong redundant;
    atomic_bool called_off;
};

struct helper {
    pid_t process;
    int report;      // where it comes from
    size_t place;    // where its part was split off
};

struct sharing {
    struct crew *crew;
    struct board *board;
    struct search_tally tally;
    uint64_t runs_between;
    uint64_t runs_since;    // the last split
    uint64_t redundant;     // those already on the board
    struct helper *helpers;
    size_t helper_count;
    size_t helper_capacity;
    int report;         // of a helper: where to; -1 in the first process
    bool incomplete;    // a helper has not tried all of its part
};

/* What a helper reports, before its tally and what it tells the search. Without padding, which
 * would be bytes that nobody has written. */
struct report {
    uint64_t exhausted;
    uint64_t lost;
    uint64_t told_size;
    const char *limit;    // a literal, which is at the same address in all processes
};

static void *map_shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    INVARIANT(memory != MAP_FAILED);
    return memory;
}

/* --- Processors ------------------------------------------------------------------------------- */

struct crew *crew_open(unsigned idle)
{
    struct crew *crew = map_shared(sizeof *crew);
    atomic_init(&crew->idle, (int)idle);
    return crew;
}

void crew_close(struct crew *crew)
{
    munmap(crew, sizeof *crew);
}

void crew_rest(struct crew *crew)
{
    atomic_fetch_add(&crew->idle, 1);
}

void crew_resume(struct crew *crew)
{
    atomic_fetch_sub(&crew->idle, 1);
}

/* Returns: false if none idles. */
static bool take_processor(struct crew *crew)
{
    int idle = atomic_load_explicit(&crew->idle, memory_order_relaxed);
    while (idle > 0)
        if (atomic_compare_exchange_weak(&crew->idle, &idle, idle - 1)) return true;
    return false;
}

/* --- Sharing ---------------------------------------------------------------------------------- */

void search_share(struct search *search, struct crew *crew, uint64_t runs_between,
                  const struct search_tally *tally)
{
    if (search->split == NULL || crew == NULL) return;
    struct sharing *sharing = calloc(1, sizeof *sharing);
    INVARIANT(sharing != NULL);
    *sharing = (struct sharing){ .crew = crew,
                                 .board = map_shared(sizeof *sharing->board),
                                 .tally = *tally,
                                 .runs_between = runs_between,
                                 .redundant = search->progress.redundant,
                                 .report = -1 };
    atomic_init(&sharing->board->runs, search->progress.runs);    // of one that was resumed
    atomic_init(&sharing->board->redundant, search->progress.redundant);
    search->sharing = sharing;
}

bool search_call_off(struct search *search)
{
    return search->sharing == NULL || !atomic_exchange(&search->sharing->board->called_off, true);
}

bool sharing_wants_split(const struct search *search)
{
    const struct sharing *sharing = search->sharing;
    return sharing != NULL && sharing->runs_since >= sharing->runs_between &&
           atomic_load_explicit(&sharing->crew->idle, memory_order_relaxed) > 0;
}

static void become_helper(struct search *search, int report)
{
    struct sharing *sharing = search->sharing;
    for (size_t i = 0; i < sharing->helper_count; i++)
        close(sharing->helpers[i].report);    // they are our parent's
    sharing->helper_count = 0;
    sharing->incomplete = false;
    if (sharing->report >= 0) close(sharing->report);
    sharing->report = report;
    sharing->tally.clear(sharing->tally.data);
    search->split(search, true);
}

static void note_helper(struct search *search, pid_t process, int report)
{
    struct sharing *sharing = search->sharing;
    GROW(sharing->helpers, sharing->helper_count, sharing->helper_capacity);
    sharing->helpers[sharing->helper_count++] =
        (struct helper){ process, report, search->splits_at };
    search->split(search, false);
}

/* Without the means for another process the search goes on as it is. */
static void give_part_away(struct search *search)
{
    int ends[2];
    if (pipe(ends) != 0) {
        crew_rest(search->sharing->crew);
        return;
    }
    fflush(NULL);    // or both would print it
    fiber_begin_fork();
    pid_t process = fork();
    close(ends[process == 0 ? 0 : 1]);
    if (process == 0) {
        become_helper(search, ends[1]);
    } else if (process > 0) {
        note_helper(search, process, ends[0]);
    } else {
        close(ends[0]);
        crew_rest(search->sharing->crew);
    }
}

/* What was begun in vain so far, for all to see. */
static void post_redundant(struct search *search)
{
    struct sharing *sharing = search->sharing;
    atomic_fetch_add(&sharing->board->redundant, search->progress.redundant - sharing->redundant);
    sharing->redundant = search->progress.redundant;
}

void sharing_note_run(struct search *search)
{
    search->sharing->runs_since++;
    atomic_fetch_add_explicit(&search->sharing->board->runs, 1, memory_order_relaxed);
}

void sharing_count(const struct search *search, struct search_progress *progress)
{
    const struct board *board = search->sharing->board;
    progress->runs = atomic_load_explicit(&board->runs, memory_order_relaxed);
    progress->redundant = atomic_load_explicit(&board->redundant, memory_order_relaxed);
    progress->estimate = -1;    // each process knows of its own part only
}

/* --- Reports ----------------------------------------------------------------------------------- */

static bool read_all(int from, void *data, size_t size)
{
    char *at = data;
    while (size > 0) {
        ssize_t piece = read(from, at, size);
        if (piece < 0 && errno == EINTR) continue;
        if (piece <= 0) return false;
        at += piece;
        size -= (size_t)piece;
    }
    return true;
}

static bool write_all(int to, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t piece = write(to, at, size);
        if (piece < 0 && errno == EINTR) continue;
        if (piece <= 0) return false;
        at += piece;
        size -= (size_t)piece;
    }
    return true;
}

/* Take what the helper has counted.
 *
 * Returns: what it tells, from malloc, or NULL if it died before it had reported. */
static void *read_report(const struct sharing *sharing, int from, struct report *report)
{
    size_t size = sharing->tally.size;
    char *tally = malloc(size + 1), *told = NULL;
    INVARIANT(tally != NULL);
    bool whole = read_all(from, report, sizeof *report) && read_all(from, tally, size);
    if (whole) {
        told = malloc(report->told_size + 1);
        INVARIANT(told != NULL);
        whole = read_all(from, told, report->told_size);
    }
    if (whole) {
        sharing->tally.add(sharing->tally.data, tally);
    } else {
        free(told);
        told = NULL;
        *report = (struct report){ .lost = true };
    }
    free(tally);
    return told;
}

/* Wait for the helper's end. Returns: what it tells, from malloc, or NULL. */
static void *hear_from(struct search *search, const struct helper *helper)
{
    struct sharing *sharing = search->sharing;
    struct search_progress *progress = &search->progress;
    struct report report;
    void *told = read_report(sharing, helper->report, &report);
    close(helper->report);
    while (waitpid(helper->process, NULL, 0) < 0 && errno == EINTR) {
    }
    if (told == NULL) crew_rest(sharing->crew);    // it could not say so
    if (!report.exhausted) sharing->incomplete = true;
    progress->lost |= report.lost;
    if (report.limit != NULL) progress->limit = report.limit;
    return told;
}

/* The helper whose part was split off where the search waits. */
static struct helper take_helper(struct search *search)
{
    struct sharing *sharing = search->sharing;
    size_t at = 0;
    while (sharing->helpers[at].place != search->waits_at) {
        at++;
        INVARIANT(at < sharing->helper_count);
    }
    struct helper helper = sharing->helpers[at];
    sharing->helpers[at] = sharing->helpers[--sharing->helper_count];
    return helper;
}

static void await_helper(struct search *search)
{
    struct helper helper = take_helper(search);
    crew_rest(search->sharing->crew);
    void *told = hear_from(search, &helper);
    crew_resume(search->sharing->crew);
    search->hear(search, told);
    free(told);
}

static void gather(struct search *search)
{
    struct sharing *sharing = search->sharing;
    for (size_t i = 0; i < sharing->helper_count; i++)
        free(hear_from(search, &sharing->helpers[i]));
    sharing->helper_count = 0;
    search->progress.exhausted &= !sharing->incomplete;
}

static _Noreturn void report_and_end(const struct search *search)
{
    const struct sharing *sharing = search->sharing;
    struct report report = { .exhausted = search->progress.exhausted,
                             .lost = search->progress.lost,
                             .limit = search->progress.limit };
    size_t told_size = 0;
    void *told = search->tell(search, &told_size);
    report.told_size = told_size;
    bool whole = write_all(sharing->report, &report, sizeof report) &&
                 write_all(sharing->report, sharing->tally.data, sharing->tally.size) &&
                 write_all(sharing->report, told, told_size);
    fflush(NULL);
    _exit(whole ? 0 : 1);
}

/* --- The way through the search --------------------------------------------------------------- */

bool sharing_begin_run(struct search *search)
{
    struct sharing *sharing = search->sharing;
    post_redundant(search);
    while (search->waits_at != 0)
        await_helper(search);
    if (search->splits_at != 0 && take_processor(sharing->crew)) {
        sharing->runs_since = 0;
        give_part_away(search);
    }
    search->splits_at = 0;
    return !atomic_load_explicit(&sharing->board->called_off, memory_order_relaxed);
}

void sharing_finish(struct search *search)
{
    struct sharing *sharing = search->sharing;
    post_redundant(search);
    crew_rest(sharing->crew);    // while it waits, and a helper for good
    gather(search);
    if (sharing->report >= 0) report_and_end(search);
    crew_resume(sharing->crew);
}

void sharing_close(struct search *search)
{
    struct sharing *sharing = search->sharing;
    atomic_store(&sharing->board->called_off, true);    // nobody asks for the rest
    sharing_finish(search);
    munmap(sharing->board, sizeof *sharing->board);
    free(sharing->helpers);
    free(sharing);
}
