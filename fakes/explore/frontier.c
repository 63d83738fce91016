/* An exhaustive search on paper: the nodes of the run in progress, and what was tried at them.
 *
 *     frontier NODES RUNS REDUNDANT
 *     schedule COUNT STEP ENABLED DONE TRIALS ASKED THREAD...
 *     trial THREAD MARKS OBJECT:KIND...
 *     other COUNT STEP PICKED
 *     end
 *
 * Who sleeps at a node is not written: the first run finds it out again. */
#include "exhaustive.h"

#include "kernel/grow.h"

#include <inttypes.h>
#include <string.h>

/* --- Writing ---------------------------------------------------------------------------------- */

static void save_trial(const struct trial *trial, FILE *out)
{
    fprintf(out, "trial %u %zu", trial->thread, trial->mark_count);
    for (size_t i = 0; i < trial->mark_count; i++)
        fprintf(out, " %" PRIu32 ":%d", trial->marks[i].object, (int)trial->marks[i].kind);
    fputc('\n', out);
}

static void save_node(const struct node *node, FILE *out)
{
    if (!node->schedule) {
        fprintf(out, "other %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", node->count, node->step,
                node->picked);
        return;
    }
    fprintf(out, "schedule %" PRIu32 " %" PRIu32 " %" PRIx64 " %" PRIx64 " %zu %zu", node->count,
            node->step, node->enabled, node->done, node->trial_count, node->asked_count);
    for (size_t i = 0; i < node->asked_count; i++)
        fprintf(out, " %u", node->asked[i]);
    fputc('\n', out);
    for (size_t i = 0; i < node->trial_count; i++)
        save_trial(&node->trials[i], out);
}

void exhaustive_save(const struct search *base, FILE *out)
{
    const struct exhaustive *search = (const struct exhaustive *)base;
    fprintf(out, "frontier %zu %" PRIu64 " %" PRIu64 "\n", search->node_count, base->progress.runs,
            base->progress.redundant);
    for (size_t i = 0; i < search->node_count; i++)
        save_node(&search->nodes[i], out);
    fputs("end\n", out);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static bool read_marks(struct trial *trial, size_t count, FILE *in)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t object;
        unsigned kind;
        if (fscanf(in, " %" SCNu32 ":%u", &object, &kind) != 2 || kind > FOOTPRINT_RELEASE)
            return false;
        GROW(trial->marks, trial->mark_count, trial->mark_capacity);
        trial->marks[trial->mark_count++] =
            (struct footprint){ .object = object, .kind = (enum footprint_kind)kind };
    }
    return true;
}

static bool read_asked(struct node *node, size_t count, FILE *in)
{
    for (size_t i = 0; i < count; i++) {
        unsigned thread;
        if (fscanf(in, "%u", &thread) != 1 || thread >= ORDER_THREADS_MAX) return false;
        exhaustive_ask(node, (uint16_t)thread);
    }
    return true;
}

static bool read_trial(struct node *node, FILE *in)
{
    unsigned thread;
    size_t marks;
    if (fscanf(in, " trial %u %zu", &thread, &marks) != 2 || thread >= ORDER_THREADS_MAX)
        return false;
    exhaustive_try(node, (uint16_t)thread);
    return read_marks(&node->trials[node->trial_count - 1], marks, in);
}

static bool read_schedule(struct exhaustive *search, FILE *in)
{
    uint32_t count, step;
    uint64_t enabled, done;
    size_t trials, asked;
    if (fscanf(in, "%" SCNu32 " %" SCNu32 " %" SCNx64 " %" SCNx64 " %zu %zu", &count, &step,
               &enabled, &done, &trials, &asked) != 6)
        return false;
    if (step == 0 || trials == 0 || trials > ORDER_THREADS_MAX) return false;

    struct node *node = exhaustive_add_node(search, true, count);
    bool good = read_asked(node, asked, in);
    while (good && trials-- > 0)
        good = read_trial(node, in);
    node->step = step;
    node->enabled = enabled;
    node->done = done;
    return good;
}

static bool read_other(struct exhaustive *search, FILE *in)
{
    uint32_t count, step, picked;
    if (fscanf(in, "%" SCNu32 " %" SCNu32 " %" SCNu32, &count, &step, &picked) != 3) return false;
    struct node *node = exhaustive_add_node(search, false, count);
    node->step = step;
    node->picked = picked;
    return picked < count;
}

static bool read_node(struct exhaustive *search, FILE *in)
{
    char word[10];
    if (fscanf(in, "%9s", word) != 1) return false;
    if (strcmp(word, "schedule") == 0) return read_schedule(search, in);
    return strcmp(word, "other") == 0 && read_other(search, in);
}

static bool read_nodes(struct exhaustive *search, FILE *in)
{
    char word[4] = "";
    size_t nodes;
    struct search_progress *progress = &search->search.progress;
    bool good =
        fscanf(in, "%zu %" SCNu64 " %" SCNu64, &nodes, &progress->runs, &progress->redundant) == 3;
    for (size_t i = 0; good && i < nodes; i++)
        good = read_node(search, in);
    return good && fscanf(in, "%3s", word) == 1 && strcmp(word, "end") == 0;
}

struct search *search_resume_exhaustive(FILE *in)
{
    struct search *base = search_exhaustive();
    struct exhaustive *search = (struct exhaustive *)base;
    if (!read_nodes(search, in)) {
        search_close(base);
        return NULL;
    }
    // As it was left: what the last node decides is new, and D3 looks for races from there on.
    if (search->node_count > 0) search->first_new_step = search->nodes[search->node_count - 1].step;
    if (search->first_new_step == 0) search->first_new_step = 1;
    search->resumed = true;
    base->progress.exhausted = base->progress.runs > 0 && search->node_count == 0;
    return base;
}
