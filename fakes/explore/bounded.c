/* All runs of cost 0, then of cost 1, and so on.
 *
 * A run is known by its beginning: the answers to its first questions; all later ones are
 * answered with 0. Each answer that a run did not give, at a question behind its beginning, is
 * the beginning of another run, which costs as much or one more. So every run comes up once, and
 * those that cost more wait for their turn.
 *
 * A long run has many such questions, so what waits is not written out: a run leaves one branch,
 * which says what is common to all of them, and where they differ. On paper:
 *
 *     bounded COST_MAX BYTES_MAX COST TRIED FULL NOW LATER
 *     branch DEVIATIONS QUESTIONS AT:PICKED... AT:NEXT:COUNT...
 *
 * with a line for each of NOW branches, and then of LATER ones. */
#include "bounded.h"

#include "search.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A question that was answered with 0 and has more answers. */
struct question {
    uint32_t at;
    uint32_t next;    // to be tried
    uint32_t count;
};

/* Runs still to be tried: each gives one of the questions its next answer, and answers those before
 * as the run did that left the branch. */
struct branch {
    struct choice_deviation *deviations;
    size_t deviation_count;
    struct question *questions;    // the last one comes first
    size_t count;
    size_t capacity;
};

struct pile {
    struct branch *entries;
    size_t count;
    size_t capacity;
    bool open;           // the last entry is of the run in progress
    size_t bytes;        // of what the entries own, but for the open one's questions
    uint64_t waiting;    // runs
};

struct bounded {
    struct search search;
    struct choice choice;
    struct choice_deviation *deviations;    // how the run begins
    size_t deviation_count;
    uint32_t length;      // of the questions that this answers
    struct pile now;      // of the present cost
    struct pile later;    // of one more
    unsigned cost_max;
    size_t bytes_max;
    bool full;    // those of higher cost were given up
};

/* --- Piles ------------------------------------------------------------------------------------ */

static size_t bytes_of(const struct branch *branch)
{
    return sizeof *branch + branch->deviation_count * sizeof *branch->deviations +
           branch->count * sizeof *branch->questions;
}

static struct choice_deviation *copy_deviations(const struct choice_deviation *deviations,
                                                size_t count, size_t room)
{
    struct choice_deviation *copy = malloc((count + room) * sizeof *copy + 1);
    INVARIANT(copy != NULL);
    if (count > 0) memcpy(copy, deviations, count * sizeof *copy);
    return copy;
}

/* The branch that the run in progress leaves on [pile]. */
static struct branch *open_branch(struct bounded *bounded, struct pile *pile)
{
    if (pile->open) return &pile->entries[pile->count - 1];
    GROW(pile->entries, pile->count, pile->capacity);
    struct branch *branch = &pile->entries[pile->count++];
    *branch = (struct branch){
        .deviations = copy_deviations(bounded->deviations, bounded->deviation_count, 0),
        .deviation_count = bounded->deviation_count,
    };
    pile->open = true;
    return branch;
}

/* The run in progress is over: its branch keeps no more room than it needs. */
static void close_branch(struct pile *pile)
{
    if (!pile->open) return;
    struct branch *branch = &pile->entries[pile->count - 1];
    size_t size = branch->count * sizeof *branch->questions;
    struct question *fitting = realloc(branch->questions, size);
    INVARIANT(fitting != NULL);
    branch->questions = fitting;
    branch->capacity = branch->count;
    pile->bytes += bytes_of(branch);
    pile->open = false;
}

static void push(struct bounded *bounded, struct pile *pile, uint32_t count)
{
    struct branch *branch = open_branch(bounded, pile);
    GROW(branch->questions, branch->count, branch->capacity);
    branch->questions[branch->count++] =
        (struct question){ .at = bounded->choice.asked, .next = 1, .count = count };
    pile->waiting += count - 1;
}

static void drop_branch(struct pile *pile)
{
    struct branch *branch = &pile->entries[--pile->count];
    free(branch->deviations);
    free(branch->questions);
}

/* The next run of [pile], which has one. */
static void pop(struct bounded *bounded, struct pile *pile)
{
    struct branch *branch = &pile->entries[pile->count - 1];
    struct question *question = &branch->questions[branch->count - 1];
    size_t count = branch->deviation_count;

    free(bounded->deviations);
    bounded->deviations = copy_deviations(branch->deviations, count, 1);
    bounded->deviations[count] =
        (struct choice_deviation){ .at = question->at, .picked = question->next };
    bounded->deviation_count = count + 1;
    bounded->length = question->at + 1;

    pile->waiting--;
    pile->bytes -= bytes_of(branch);
    if (++question->next == question->count) branch->count--;
    if (branch->count > 0)
        pile->bytes += bytes_of(branch);
    else
        drop_branch(pile);
}

static void free_pile(struct pile *pile)
{
    while (pile->count > 0)
        drop_branch(pile);
    free(pile->entries);
    *pile = (struct pile){ 0 };
}

/* --- A run ------------------------------------------------------------------------------------ */

static bool costs(enum choice_kind kind)
{
    return kind == CHOICE_PREEMPT || kind == CHOICE_TIMEOUT || kind == CHOICE_FAULT;
}

static uint32_t scripted(const struct bounded *bounded)
{
    size_t at = bounded->choice.deviation_count;
    if (at < bounded->deviation_count && bounded->deviations[at].at == bounded->choice.asked)
        return bounded->deviations[at].picked;
    return 0;
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct bounded *bounded = (struct bounded *)((char *)choice - offsetof(struct bounded, choice));
    if (choice->asked < bounded->length) {
        uint32_t picked = scripted(bounded);
        if (picked < count) return picked;
        choice->divergence = "a question has fewer answers than it had";
        return 0;
    }
    if (count < 2 || (costs(kind) && bounded->search.progress.bound == bounded->cost_max)) return 0;
    push(bounded, costs(kind) ? &bounded->later : &bounded->now, count);
    return 0;
}

/* --- On paper --------------------------------------------------------------------------------- */

static void save_pile(const struct pile *pile, FILE *out)
{
    for (size_t i = 0; i < pile->count; i++) {
        const struct branch *branch = &pile->entries[i];
        fprintf(out, "branch %zu %zu", branch->deviation_count, branch->count);
        for (size_t j = 0; j < branch->deviation_count; j++)
            fprintf(out, " %" PRIu32 ":%" PRIu32, branch->deviations[j].at,
                    branch->deviations[j].picked);
        for (size_t j = 0; j < branch->count; j++)
            fprintf(out, " %" PRIu32 ":%" PRIu32 ":%" PRIu32, branch->questions[j].at,
                    branch->questions[j].next, branch->questions[j].count);
        fputc('\n', out);
    }
}

static void save(const struct search *search, FILE *out)
{
    const struct bounded *bounded = (const struct bounded *)search;
    fprintf(out, "bounded %u %zu %u %" PRIu64 " %d %zu %zu\n", bounded->cost_max,
            bounded->bytes_max, search->progress.bound, search->progress.runs, bounded->full,
            bounded->now.count, bounded->later.count);
    save_pile(&bounded->now, out);
    save_pile(&bounded->later, out);
}

static bool read_branch(struct branch *branch, FILE *in)
{
    size_t deviations, questions, room = 0;
    if (fscanf(in, " branch %zu %zu", &deviations, &questions) != 2) return false;
    while (branch->deviation_count < deviations) {
        struct choice_deviation deviation = { 0 };
        if (fscanf(in, "%" SCNu32 ":%" SCNu32, &deviation.at, &deviation.picked) != 2) return false;
        GROW(branch->deviations, branch->deviation_count, room);
        branch->deviations[branch->deviation_count++] = deviation;
    }
    while (branch->count < questions) {
        struct question question;
        if (fscanf(in, "%" SCNu32 ":%" SCNu32 ":%" SCNu32, &question.at, &question.next,
                   &question.count) != 3 ||
            question.next == 0 || question.next >= question.count)
            return false;
        GROW(branch->questions, branch->count, branch->capacity);
        branch->questions[branch->count++] = question;
    }
    return questions > 0;
}

static bool read_pile(struct pile *pile, size_t count, FILE *in)
{
    while (pile->count < count) {
        GROW(pile->entries, pile->count, pile->capacity);
        struct branch *branch = &pile->entries[pile->count++];
        *branch = (struct branch){ 0 };
        if (!read_branch(branch, in)) return false;
        pile->bytes += bytes_of(branch);
        for (size_t i = 0; i < branch->count; i++)
            pile->waiting += branch->questions[i].count - branch->questions[i].next;
    }
    return true;
}

struct search *search_resume_bounded(FILE *in)
{
    unsigned cost_max, cost;
    size_t bytes_max, now, later;
    uint64_t tried;
    int full;
    if (fscanf(in, "%u %zu %u %" SCNu64 " %d %zu %zu", &cost_max, &bytes_max, &cost, &tried, &full,
               &now, &later) != 7)
        return NULL;
    struct search *search = search_bounded_in(cost_max, bytes_max);
    struct bounded *bounded = (struct bounded *)search;
    search->progress.bound = cost;
    search->progress.runs = tried;
    bounded->full = full != 0;
    if (read_pile(&bounded->now, now, in) && read_pile(&bounded->later, later, in)) return search;
    search_close(search);
    return NULL;
}

/* --- The search ------------------------------------------------------------------------------- */

/* What costs more is given up first, so that what costs as much as now can still be tried. */
static void make_room(struct bounded *bounded)
{
    close_branch(&bounded->now);
    close_branch(&bounded->later);
    if (bounded->now.bytes + bounded->later.bytes > bounded->bytes_max) {
        free_pile(&bounded->later);
        bounded->cost_max = bounded->search.progress.bound;
        bounded->full = true;
    }
    if (bounded->now.bytes > bounded->bytes_max) free_pile(&bounded->now);
}

static struct choice *begin(struct bounded *bounded)
{
    choice_fini(&bounded->choice);
    bounded->choice = (struct choice){ .drive = drive };
    bounded->search.progress.waiting = bounded->now.waiting;
    return &bounded->choice;
}

static struct choice *next(struct search *search)
{
    struct bounded *bounded = (struct bounded *)search;
    if (search->progress.runs == 0) return begin(bounded);    // the calm run

    make_room(bounded);
    if (bounded->now.count == 0 && bounded->later.count > 0) {
        struct pile emptied = bounded->now;
        bounded->now = bounded->later;
        bounded->later = emptied;
        search->progress.bound++;
    }
    if (bounded->now.count == 0) {
        if (bounded->full) search->progress.limit = "more runs wait than there is memory for";
        return NULL;
    }
    pop(bounded, &bounded->now);
    return begin(bounded);
}

static void finish(struct search *search)
{
    struct bounded *bounded = (struct bounded *)search;
    choice_fini(&bounded->choice);
    free(bounded->deviations);
    free_pile(&bounded->now);
    free_pile(&bounded->later);
}

struct search *search_bounded_in(unsigned cost_max, size_t bytes_max)
{
    struct bounded *bounded = search_new(sizeof *bounded);
    bounded->search.next = next;
    bounded->search.close = finish;
    bounded->search.save = save;
    bounded->cost_max = cost_max;
    bounded->bytes_max = bytes_max;
    return &bounded->search;
}

struct search *search_bounded(unsigned cost_max)
{
    return search_bounded_in(cost_max, (size_t)512 << 20);
}
