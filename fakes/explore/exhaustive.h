/* The inside of the exhaustive search: its way through the tree of questions, which frontier.c
 * writes down and reads back, and parts of which exhaustive_parts.c leaves to another process. See
 * exhaustive.c for what it means. */
#ifndef FAKES_EXPLORE_EXHAUSTIVE_H
#define FAKES_EXPLORE_EXHAUSTIVE_H

#include "happens_before.h"
#include "search.h"
#include "sleep_set.h"

typedef uint64_t thread_set;    // by ordinal

static inline thread_set thread_set_of(uint16_t thread)
{
    return (thread_set)1 << thread;
}

/* A thread that was tried at a node, with what its step left, whatever else was answered within
 * it. */
struct trial {
    uint16_t thread;
    struct footprint *marks;
    size_t mark_count;
    size_t mark_capacity;
};

struct node {
    bool schedule;      // else any other question
    uint32_t count;     // answers
    uint32_t picked;    // to another question
    uint32_t step;      // that the node decided
    thread_set enabled;
    thread_set backtrack;
    uint8_t
        asked[ORDER_THREADS_MAX];    // those of [backtrack], in the order in which they are tried
    size_t asked_count;
    thread_set done;
    uint16_t chosen;
    bool collected;    // the chosen one's trial has the marks of the run in progress
    bool away;         // another process tries [away_thread] meanwhile: D6
    uint16_t away_thread;
    struct sleep_set asleep;    // on entry
    struct trial *trials;       // those that are done, and the chosen one last
    size_t trial_count;
    size_t trial_capacity;
};

/* What a race asks for at a node that another process has: see ask_for(). */
struct ask {
    uint64_t node;    // index
    thread_set initials;
    uint64_t thread;
};

/* A step in a block (D5), not its first. */
#define IN_BLOCK 0x80000000u

struct exhaustive {
    struct search search;
    struct choice choice;
    struct order order;
    struct node *nodes;
    size_t node_count;    // in use
    size_t node_capacity;
    size_t nodes_made;     // ever initialised; their arrays are kept
    size_t nodes_fixed;    // the first so many are not ours to change: D6
    struct ask *asks;      // what they should be, in the order of the races, each once
    size_t ask_count;
    size_t ask_capacity;
    uint32_t *node_of_step;    // index + 1; 0: nobody was asked; and whether it is IN_BLOCK
    size_t node_of_step_capacity;
    uint32_t first_new_step;    // D3
    struct sleep_set asleep;    // now
    uint32_t slept_until;       // the last step whose footprints [asleep] has met
    size_t deciding;    // the node that decides the next step: index + 1; 0: nobody was asked
    bool too_wide;
    bool resumed;    // the nodes were read from a file, and no run has passed them yet
};

/* A new node behind the others, with nothing tried. */
struct node *exhaustive_add_node(struct exhaustive *search, bool schedule, uint32_t count);

/* Have [thread] tried at the node, after those that were asked for before. */
void exhaustive_ask(struct node *node, uint16_t thread);

/* Begin to try [thread] at the node. The footprints of its step are collected from all runs that
 * take it. */
void exhaustive_try(struct node *node, uint16_t thread);

void exhaustive_add_mark(struct trial *trial, const struct footprint *mark);

/* Keep what the chosen thread's step left in this run. [footprints] are not needed if that was
 * done. */
void exhaustive_collect(const struct exhaustive *search, struct node *node,
                        const struct footprints *footprints);

/* Somebody of [initials] must be tried at the node with that index, best of all [thread]. */
void exhaustive_ask_at(struct exhaustive *search, size_t index, thread_set initials,
                       uint16_t thread);

/* Who is tried at the node after the chosen one, or ORDER_THREADS_MAX. */
uint16_t exhaustive_next_thread(const struct node *node);

/* Go back to the deepest node where something is left to try. */
void exhaustive_backtrack(struct exhaustive *search, const struct footprints *footprints);

/* The highest node of the last run where a thread is left to try, as index + 1, or 0. The step that
 * is tried there now has asked no question of its own: what it touches is known, and noted for the
 * other process. */
size_t exhaustive_find_split(struct exhaustive *search, const struct footprints *footprints);

/* See struct search. */
void exhaustive_split(struct search *base, bool helper);
void *exhaustive_tell(const struct search *base, size_t *size);
void exhaustive_hear(struct search *base, const void *told);

/* See search_save(). */
void exhaustive_save(const struct search *base, FILE *out);

#endif
