/* All runs of cost 0, then of cost 1, and so on.
 *
 * A run is known by its beginning: the answers to its first questions; all later ones are
 * answered with 0. Each answer that a run did not give, at a question behind its beginning, is
 * the beginning of another run, which costs as much or one more. So every run comes up once, and
 * those that cost more wait for their turn. */
#include "search.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

/* A run still to be tried. */
struct beginning {
    struct choice_deviation *deviations;
    size_t count;
    uint32_t length;    // of the questions that it answers
};

struct pile {
    struct beginning *entries;
    size_t count;
    size_t capacity;
};

struct bounded {
    struct search search;
    struct choice choice;
    struct beginning current;
    struct pile now;      // of the present cost
    struct pile later;    // of one more
    unsigned cost_max;
};

static bool costs(enum choice_kind kind)
{
    return kind == CHOICE_PREEMPT || kind == CHOICE_TIMEOUT || kind == CHOICE_FAULT;
}

static void push(struct pile *pile, struct beginning beginning)
{
    GROW(pile->entries, pile->count, pile->capacity);
    pile->entries[pile->count++] = beginning;
}

/* What was answered so far, and then [option]. */
static struct beginning branch(const struct choice *choice, uint32_t option)
{
    struct beginning beginning = { .count = choice->deviation_count + 1,
                                   .length = choice->asked + 1 };
    beginning.deviations = malloc(beginning.count * sizeof *beginning.deviations);
    INVARIANT(beginning.deviations != NULL);
    if (choice->deviation_count > 0)
        memcpy(beginning.deviations, choice->deviations,
               choice->deviation_count * sizeof *beginning.deviations);
    beginning.deviations[choice->deviation_count] =
        (struct choice_deviation){ .at = choice->asked, .picked = option };
    return beginning;
}

static uint32_t scripted(const struct bounded *bounded)
{
    const struct choice *choice = &bounded->choice;
    const struct beginning *current = &bounded->current;
    size_t at = choice->deviation_count;
    if (at < current->count && current->deviations[at].at == choice->asked)
        return current->deviations[at].picked;
    return 0;
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct bounded *bounded = (struct bounded *)((char *)choice - offsetof(struct bounded, choice));
    if (choice->asked < bounded->current.length) {
        uint32_t picked = scripted(bounded);
        if (picked < count) return picked;
        choice->divergence = "a question has fewer answers than it had";
        return 0;
    }
    if (costs(kind) && bounded->search.progress.bound == bounded->cost_max) return 0;
    for (uint32_t option = count - 1; option > 0; option--)
        push(costs(kind) ? &bounded->later : &bounded->now, branch(choice, option));
    return 0;
}

static void swap(struct pile *a, struct pile *b)
{
    struct pile kept = *a;
    *a = *b;
    *b = kept;
}

static struct choice *next(struct search *search)
{
    struct bounded *bounded = (struct bounded *)search;
    if (bounded->now.count == 0 && bounded->later.count > 0) {
        swap(&bounded->now, &bounded->later);
        search->progress.bound++;
    }
    if (bounded->now.count == 0) return NULL;

    choice_fini(&bounded->choice);
    free(bounded->current.deviations);
    bounded->current = bounded->now.entries[--bounded->now.count];
    bounded->choice = (struct choice){ .drive = drive };
    search->progress.waiting = bounded->now.count;
    return &bounded->choice;
}

static void free_pile(struct pile *pile)
{
    while (pile->count > 0)
        free(pile->entries[--pile->count].deviations);
    free(pile->entries);
}

static void finish(struct search *search)
{
    struct bounded *bounded = (struct bounded *)search;
    choice_fini(&bounded->choice);
    free(bounded->current.deviations);
    free_pile(&bounded->now);
    free_pile(&bounded->later);
}

struct search *search_bounded(unsigned cost_max)
{
    struct bounded *bounded = search_new(sizeof *bounded);
    bounded->search.next = next;
    bounded->search.close = finish;
    bounded->cost_max = cost_max;
    push(&bounded->now, (struct beginning){ 0 });    // the calm run
    return &bounded->search;
}
