/* Parts of an exhaustive search that another process tries (D6): which, what it tells of them in the
 * end, and how the first process goes on then. */
#include "exhaustive.h"

#include "seeded.h"

#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

size_t exhaustive_find_split(struct exhaustive *search, const struct footprints *footprints)
{
    for (size_t i = search->nodes_fixed; i + 1 < search->node_count; i++) {
        struct node *node = &search->nodes[i];
        if (!node->schedule || node->away || !search->nodes[i + 1].schedule) continue;
        if (exhaustive_next_thread(node) == ORDER_THREADS_MAX) continue;
        exhaustive_collect(search, node, footprints);
        return i + 1;
    }
    return 0;
}

void exhaustive_split(struct search *base, bool helper)
{
    struct exhaustive *search = (struct exhaustive *)base;
    struct node *node = &search->nodes[base->splits_at - 1];
    uint16_t thread = exhaustive_next_thread(node);
    if (!helper) {
        node->done |= thread_set_of(thread);
        node->away = true;
        node->away_thread = thread;
        return;
    }
    search->nodes_fixed = search->node_count = base->splits_at;
    search->ask_count = 0;
    search->first_new_step = node->step;
    node->done |= thread_set_of(node->chosen);
    exhaustive_try(node, thread);
}

/* What a helper tells: the marks of its step, and then what it asks for. */
struct told {
    uint64_t mark_count;
    uint64_t ask_count;
};

void *exhaustive_tell(const struct search *base, size_t *size)
{
    const struct exhaustive *search = (const struct exhaustive *)base;
    const struct node *node = &search->nodes[search->nodes_fixed - 1];
    const struct trial *trial = &node->trials[node->trial_count - 1];
    size_t marks_size = trial->mark_count * sizeof *trial->marks;
    size_t asks_size = search->ask_count * sizeof *search->asks;
    *size = sizeof(struct told) + marks_size + asks_size;
    char *bytes = malloc(*size);
    INVARIANT(bytes != NULL);
    memcpy(bytes, &(struct told){ trial->mark_count, search->ask_count }, sizeof(struct told));
    if (marks_size > 0) memcpy(bytes + sizeof(struct told), trial->marks, marks_size);
    if (asks_size > 0) memcpy(bytes + sizeof(struct told) + marks_size, search->asks, asks_size);
    return bytes;
}

/* The helper's thread is now tried as if here. */
static void merge(struct exhaustive *search, struct node *node, const char *bytes)
{
    struct told told;
    memcpy(&told, bytes, sizeof told);
    bytes += sizeof told;
    exhaustive_try(node, node->away_thread);
    node->collected = true;
    for (uint64_t i = 0; i < told.mark_count; i++, bytes += sizeof(struct footprint)) {
        struct footprint mark;
        memcpy(&mark, bytes, sizeof mark);
        if (!SEEDED(SEEDED_MARKS_NOT_MERGED))
            exhaustive_add_mark(&node->trials[node->trial_count - 1], &mark);
    }
    for (uint64_t i = 0; i < told.ask_count; i++, bytes += sizeof(struct ask)) {
        struct ask ask;
        memcpy(&ask, bytes, sizeof ask);
        if (!SEEDED(SEEDED_ASKS_NOT_MERGED))
            exhaustive_ask_at(search, ask.node, ask.initials, (uint16_t)ask.thread);
    }
}

void exhaustive_hear(struct search *base, const void *told)
{
    struct exhaustive *search = (struct exhaustive *)base;
    struct node *node = &search->nodes[base->waits_at - 1];
    base->waits_at = 0;
    node->done |= thread_set_of(node->chosen);
    node->away = false;
    if (told != NULL) merge(search, node, told);
    exhaustive_backtrack(search, NULL);
}
