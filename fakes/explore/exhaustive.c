/* Every distinct run once: source-DPOR with sleep sets.
 *
 * A run is a path through a tree whose nodes are the questions. At a question of who runs next,
 * only those threads are tried that some race calls for (the backtrack set), and none whose next
 * step was tried before at this place or further up and has met nothing since that it depends on
 * (the sleep set). At any other question every answer is tried.
 *
 *   D1  The nodes are the questions of the run in progress, in order; those of its beginning are
 *       the same as in the run before.
 *   D2  A thread that is done at a node sleeps below it, with the footprints that its step left
 *       there.
 *   D3  Races are looked for once for each step: when its run was the first to take it.
 *   D4  A run in which only sleepers could go on is cut short: it could only repeat another.
 *   D5  What a test's own step does while it lets a process run alone (world_let_run) belongs to the
 *       step within which it runs, as far as anybody else is concerned: the block begins at one
 *       node, and its threads are not tried one by one.
 *   D6  Threads are tried at a node in the order in which races have asked for them. So it is known
 *       early who comes after the one that is tried there now, and another process can try it at
 *       the same time. It has the same threads asleep as it would have later; of the nodes up to
 *       this one it changes nothing, but tells in the end what its races ask for there, and what
 *       marks the step left. The first process goes on at the node, or above it, when it has
 *       heard that: it knows then what it would have known had it tried all by itself.
 */
#include "exhaustive.h"
#include "sharing.h"
#include "seeded.h"

#include "kernel/address.h"
#include "kernel/grow.h"
#include "kernel/invariant.h"
#include "kernel/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(ORDER_THREADS_MAX <= ADDRESS_OWNERS, "no address is up to the order of steps");

static struct exhaustive *of_choice(struct choice *choice)
{
    return (struct exhaustive *)((char *)choice - offsetof(struct exhaustive, choice));
}

/* --- Sleep ------------------------------------------------------------------------------------ */

/* Who sleeps below the node, before its step has woken anybody. */
static void fall_asleep(struct sleep_set *asleep, const struct node *node)
{
    sleep_set_copy(asleep, &node->asleep);
    for (size_t i = 0; i + 1 < node->trial_count && !SEEDED(SEEDED_DONE_DO_NOT_SLEEP); i++) {
        const struct trial *trial = &node->trials[i];
        struct footprint_span span = { trial->marks, trial->mark_count };
        sleep_set_add(asleep, (struct sleeper){ trial->thread, span });
    }
}

/* Bring the sleepers up to the last whole step. Below a node, those who are done there sleep too
 * (D2). */
static void update_sleepers(struct exhaustive *search, const struct world *world)
{
    const struct footprints *footprints = &world->footprints;
    while (search->slept_until < world->steps) {
        uint32_t step = ++search->slept_until;
        if (search->node_of_step[step] != 0 && !(search->node_of_step[step] & IN_BLOCK))
            fall_asleep(&search->asleep, &search->nodes[search->node_of_step[step] - 1]);
        sleep_set_wake(&search->asleep, footprint_step(footprints, step)->thread,
                       footprint_span(footprints, step, step));
    }
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* Which node decided the step: its index + 1, or 0. */
static size_t node_of(const struct exhaustive *search, uint32_t step)
{
    return search->node_of_step[step] & ~IN_BLOCK;
}

static bool is_in_block(const struct exhaustive *search, uint32_t step)
{
    return (search->node_of_step[step] & IN_BLOCK) != 0;
}

static void note_node_of_step(struct exhaustive *search, uint32_t step, size_t node_index)
{
    while (search->node_of_step_capacity <= step) {
        size_t before = search->node_of_step_capacity;
        search->node_of_step =
            grow(search->node_of_step, &search->node_of_step_capacity, sizeof(uint32_t));
        memset(&search->node_of_step[before], 0,
               (search->node_of_step_capacity - before) * sizeof(uint32_t));
    }
    search->node_of_step[step] = (uint32_t)node_index;
}

struct node *exhaustive_add_node(struct exhaustive *search, bool schedule, uint32_t count)
{
    GROW(search->nodes, search->node_count, search->node_capacity);
    struct node *node = &search->nodes[search->node_count++];
    if (search->node_count > search->nodes_made) {
        *node = (struct node){ 0 };
        search->nodes_made = search->node_count;
    }
    node->schedule = schedule;
    node->count = count;
    node->picked = 0;
    node->enabled = node->backtrack = node->done = 0;
    node->asked_count = 0;
    node->collected = node->away = false;
    node->asleep.count = 0;
    node->trial_count = 0;
    return node;
}

void exhaustive_ask(struct node *node, uint16_t thread)
{
    if (node->backtrack & thread_set_of(thread)) return;
    node->backtrack |= thread_set_of(thread);
    node->asked[node->asked_count++] = (uint8_t)thread;
}

void exhaustive_try(struct node *node, uint16_t thread)
{
    size_t room = node->trial_capacity;
    GROW(node->trials, node->trial_count, node->trial_capacity);
    if (node->trial_capacity > room)
        memset(&node->trials[room], 0, (node->trial_capacity - room) * sizeof *node->trials);
    struct trial *trial = &node->trials[node->trial_count++];
    trial->thread = thread;
    trial->mark_count = 0;
    node->chosen = thread;
    node->collected = false;
    exhaustive_ask(node, thread);
}

void exhaustive_add_mark(struct trial *trial, const struct footprint *mark)
{
    GROW(trial->marks, trial->mark_count, trial->mark_capacity);
    trial->marks[trial->mark_count++] = *mark;
}

void exhaustive_collect(const struct exhaustive *search, struct node *node,
                        const struct footprints *footprints)
{
    if (node->collected) return;
    node->collected = true;
    if (node->step > footprints->step_count) return;    // the run was cut short before it
    struct trial *trial = &node->trials[node->trial_count - 1];
    uint32_t last = node->step;
    while (last < footprints->step_count && is_in_block(search, last + 1))
        last++;
    struct footprint_span span = footprint_span(footprints, node->step, last);
    for (size_t i = 0; i < span.count; i++)
        exhaustive_add_mark(trial, &span.marks[i]);
}

/* --- During a run ----------------------------------------------------------------------------- */

/* A place where nobody has been: try the calmest thread that is awake. If all sleep, the step is
 * refused next. */
static uint32_t enter_schedule(struct exhaustive *search, const struct world *world, uint32_t count)
{
    struct node *node = exhaustive_add_node(search, true, count);
    uint32_t picked = count;
    update_sleepers(search, world);
    sleep_set_copy(&node->asleep, &search->asleep);
    for (uint32_t option = 0; option < count; option++) {
        uint16_t thread = thread_option(world, world->calm, option)->ordinal;
        node->enabled |= thread_set_of(thread);
        if (picked == count && !sleep_set_has(&node->asleep, thread)) picked = option;
    }
    if (picked == count) picked = 0;
    node->step = world->steps + 1;
    exhaustive_try(node, thread_option(world, world->calm, picked)->ordinal);
    return picked;
}

/* Who sleeps on entry to a node that was read from a file. */
static void recall_sleepers(struct exhaustive *search, const struct world *world, struct node *node)
{
    update_sleepers(search, world);
    sleep_set_copy(&node->asleep, &search->asleep);
}

static uint32_t repeat(struct exhaustive *search, const struct world *world, bool schedule,
                       uint32_t count)
{
    struct node *node = &search->nodes[search->choice.asked];
    if (search->resumed && node->schedule) recall_sleepers(search, world, node);
    uint32_t picked =
        node->schedule ? thread_find_option(world, node->chosen, count) : node->picked;
    if (schedule == node->schedule && count == node->count && picked < count) return picked;
    struct choice *choice = &search->choice;
    snprintf(choice->said, sizeof choice->said,
             "question %" PRIu32 " had %" PRIu32 " answers, and has %" PRIu32 " now",
             choice->asked + 1, node->count, count);
    if (count == node->count)
        snprintf(choice->said, sizeof choice->said,
                 "question %" PRIu32 " is about other threads than it was", choice->asked + 1);
    choice->divergence = choice->said;
    return 0;
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    struct exhaustive *search = of_choice(choice);
    const struct world *world = world_get();
    if (world->thread_count > ORDER_THREADS_MAX) {
        search->too_wide = true;
        return 0;
    }
    bool schedule = kind == CHOICE_SCHEDULE || kind == CHOICE_PREEMPT;
    if (schedule) search->deciding = choice->asked + 1;
    if (choice->asked < search->node_count) return repeat(search, world, schedule, count);
    if (schedule) return enter_schedule(search, world, count);
    exhaustive_add_node(search, false, count)->step = world->steps;
    return 0;
}

/* D4. */
static bool may_step(struct choice *choice, const struct world *world, uint16_t thread)
{
    struct exhaustive *search = of_choice(choice);
    if (search->too_wide || thread >= ORDER_THREADS_MAX) {
        search->too_wide = true;
        return false;
    }
    size_t decided_by = search->deciding;
    if (world->exclusive_step)
        decided_by = (world->steps > 0 ? node_of(search, world->steps) : 0) | IN_BLOCK;
    note_node_of_step(search, world->steps + 1, decided_by);
    search->deciding = 0;
    update_sleepers(search, world);
    return world->exclusive_step || !sleep_set_has(&search->asleep, thread);
}

/* --- After a run: races ----------------------------------------------------------------------- */

/* Who could begin what leads to [later] without [earlier]: the steps in between that [later] needs
 * and that do not depend on [earlier], and [later] itself.
 *
 * The rest of what does not depend on [earlier] is left out, although the theory would let any
 * of it begin: it holds where a step touches the same objects whenever it is taken, but here a
 * call that is refused, or waits in line for its handle, touches fewer than it would have
 * touched before. */
static thread_set find_initials(const struct exhaustive *search,
                                const struct footprints *footprints, uint32_t earlier,
                                uint32_t later, uint16_t thread, const struct clock *clock)
{
    uint32_t first[ORDER_THREADS_MAX] = { 0 };
    thread_set seen = 0, initials = 0;
    for (uint32_t step = earlier + 1; step <= later; step++) {
        bool last = step == later;
        uint16_t own = last ? thread : footprints->steps[step - 1].thread;
        const struct clock *before = last ? clock : &search->order.clocks[step - 1];
        if (!last && clock->last[own] < step) continue;
        if (!last && order_before(&search->order, footprints, earlier, step)) continue;
        if (seen & thread_set_of(own)) continue;

        bool depends = false;
        for (thread_set rest = seen; rest != 0; rest &= rest - 1) {
            int other = __builtin_ctzll(rest);
            depends |= before->last[other] >= first[other];
        }
        if (!depends || SEEDED(SEEDED_INITIALS_TOO_MANY)) initials |= thread_set_of(own);
        seen |= thread_set_of(own);
        first[own] = step;
    }
    return initials;
}

static void ask_for_all(struct node *node)
{
    for (thread_set rest = node->enabled; rest != 0; rest &= rest - 1)
        exhaustive_ask(node, (uint16_t)__builtin_ctzll(rest));
}

/* Somebody of [initials] must be tried at the node, best of all [thread]. */
static void ask_for(struct node *node, thread_set initials, uint16_t thread)
{
    if ((initials & node->backtrack) != 0) return;
    thread_set possible = initials & node->enabled;
    if (possible == 0)
        ask_for_all(node);    // cannot be: rather too many runs than one too few
    else if (possible & thread_set_of(thread))
        exhaustive_ask(node, thread);
    else if (!SEEDED(SEEDED_BACKTRACK_LOST))
        exhaustive_ask(node, (uint16_t)__builtin_ctzll(possible));
}

/* The node is another process's: note what it will be told (D6). */
static void note_ask(struct exhaustive *search, size_t index, thread_set initials, uint16_t thread)
{
    if ((initials & search->nodes[index].backtrack) != 0) return;
    for (size_t i = search->ask_count; i-- > 0;) {
        const struct ask *ask = &search->asks[i];
        if (ask->node == index && ask->initials == initials && ask->thread == thread) return;
    }
    GROW(search->asks, search->ask_count, search->ask_capacity);
    search->asks[search->ask_count++] = (struct ask){ index, initials, thread };
}

void exhaustive_ask_at(struct exhaustive *search, size_t index, thread_set initials,
                       uint16_t thread)
{
    if (index < search->nodes_fixed)
        note_ask(search, index, initials, thread);
    else
        ask_for(&search->nodes[index], initials, thread);
}

/* Whether the step touches what [thread] was about to take or do when it was cut off. */
static bool touches_pending(const struct footprints *footprints, uint32_t step, uint16_t thread)
{
    for (size_t i = 0; i < footprints->pending_count; i++) {
        const struct pending *pending = &footprints->pending[i];
        struct footprint wish = { 0, pending->object, pending->kind };
        if (pending->thread == thread && sleep_set_wakes((struct footprint_span){ &wish, 1 },
                                                         footprint_span(footprints, step, step)))
            return true;
    }
    return false;
}

/* Whether the step would wake [thread] at the node: from its sleep there, or from what its last
 * step waits for. */
static bool would_wake(const struct node *node, const struct footprints *footprints, uint32_t step,
                       uint16_t thread)
{
    struct footprint_span span = footprint_span(footprints, step, step);
    for (size_t i = 0; i < node->asleep.count; i++) {
        const struct sleeper *sleeper = &node->asleep.entries[i];
        if (sleeper->thread == thread) return sleep_set_wakes(sleeper->span, span);
    }
    if (touches_pending(footprints, step, thread)) return true;

    uint32_t last = node->step - 1;
    while (last > 0 && footprints->steps[last - 1].thread != thread)
        last--;
    return last > 0 && sleep_set_wakes(footprint_span(footprints, last, last), span);
}

/* A thread was cut off by the step [earlier] where it sleeps or waits. What it would have done
 * if somebody had woken it is not known; so whoever does so later must be tried before. */
static void on_cut(struct exhaustive *search, const struct footprints *footprints, size_t index,
                   uint32_t earlier, uint16_t thread)
{
    for (uint32_t step = earlier + 1; step <= footprints->step_count; step++) {
        uint16_t other = footprints->steps[step - 1].thread;
        if (order_before(&search->order, footprints, earlier, step)) continue;
        if (!would_wake(&search->nodes[index], footprints, step, thread)) continue;
        exhaustive_ask_at(search, index,
                          find_initials(search, footprints, earlier, step, other,
                                        &search->order.clocks[step - 1]),
                          other);
    }
}

static thread_set sleeping(const struct node *node)
{
    thread_set set = 0;
    for (size_t i = 0; i < node->asleep.count; i++)
        set |= thread_set_of(node->asleep.entries[i].thread);
    return set;
}

/* The other order of a race must be tried at the node that decided the earlier step, unless
 * something that is tried there will come to it. */
static void on_race(void *argument, uint32_t earlier, uint32_t later, uint16_t thread,
                    const struct clock *clock)
{
    struct exhaustive *search = argument;
    const struct footprints *footprints = &world_get()->footprints;
    size_t node_index = node_of(search, earlier);
    bool pending = later > footprints->step_count;
    if (node_index == 0) return;    // nobody else could run there
    if (!pending && is_in_block(search, later) && node_of(search, later) == node_index) return;

    const struct node *node = &search->nodes[node_index - 1];
    if (pending && !(node->enabled & thread_set_of(thread) & ~sleeping(node)))
        on_cut(search, footprints, node_index - 1, earlier, thread);
    else
        exhaustive_ask_at(search, node_index - 1,
                          find_initials(search, footprints, earlier, later, thread, clock), thread);
}

/* --- After a run: the next one ---------------------------------------------------------------- */

/* The step within which the question [index] was asked has another variant: keep what this one
 * left. */
static void collect_enclosing(struct exhaustive *search, size_t index,
                              const struct footprints *footprints)
{
    while (index > 0)
        if (search->nodes[--index].schedule) {
            exhaustive_collect(search, &search->nodes[index], footprints);
            search->nodes[index].collected = false;
            return;
        }
}

uint16_t exhaustive_next_thread(const struct node *node)
{
    thread_set left = node->enabled & ~node->done & ~thread_set_of(node->chosen) & ~sleeping(node);
    for (size_t i = 0; i < node->asked_count; i++)
        if (left & thread_set_of(node->asked[i])) return node->asked[i];
    return ORDER_THREADS_MAX;
}

/* The next thread at the node, if one is left. */
static bool advance_schedule(struct node *node)
{
    uint16_t thread = exhaustive_next_thread(node);
    node->done |= thread_set_of(node->chosen);
    if (thread == ORDER_THREADS_MAX) return false;
    exhaustive_try(node, thread);
    return true;
}

/* The search goes on at the last node when the helper has reported, with no run to look at: keep
 * what this one left at all nodes above. */
static void wait_for_helper(struct exhaustive *search, const struct footprints *footprints)
{
    search->search.waits_at = search->node_count;
    for (size_t i = search->nodes_fixed > 0 ? search->nodes_fixed - 1 : 0;
         i + 1 < search->node_count; i++)
        if (search->nodes[i].schedule) exhaustive_collect(search, &search->nodes[i], footprints);
}

void exhaustive_backtrack(struct exhaustive *search, const struct footprints *footprints)
{
    for (; search->node_count > search->nodes_fixed; search->node_count--) {
        struct node *node = &search->nodes[search->node_count - 1];
        search->first_new_step = node->step > 0 ? node->step : 1;
        if (SEEDED(SEEDED_RACES_TOO_LATE)) search->first_new_step++;
        if (node->schedule) {
            exhaustive_collect(search, node, footprints);
            if (node->away) {
                wait_for_helper(search, footprints);
                return;
            }
            if (advance_schedule(node)) return;
        } else if (node->picked + 1 + SEEDED(SEEDED_ANSWER_LEFT_OUT) < node->count) {
            collect_enclosing(search, search->node_count - 1, footprints);
            node->picked++;
            return;
        }
    }
    if (search->nodes_fixed > 0)
        exhaustive_collect(search, &search->nodes[search->nodes_fixed - 1], footprints);
    search->search.progress.exhausted = true;
}

/* How much of the tree lies behind us, if unknown branches are like known ones. */
static double estimate(const struct exhaustive *search)
{
    double share = 0, weight = 1;
    for (size_t i = search->nodes_fixed; i < search->node_count; i++) {
        const struct node *node = &search->nodes[i];
        double branches = node->schedule ? __builtin_popcountll(node->backtrack & ~sleeping(node))
                                         : (double)node->count;
        double done = node->schedule ? __builtin_popcountll(node->done) : (double)node->picked;
        share += weight * done / branches;
        weight /= branches;
    }
    return share;
}

static void on_end(struct choice *choice, const struct world *world)
{
    struct exhaustive *search = of_choice(choice);
    bool redundant = world->outcome == OUTCOME_REDUNDANT;
    if (search->too_wide || choice->divergence != NULL) return;

    if (search->resumed)    // the clocks were not on paper
        order_find_races(&search->order, &world->footprints, 1, false, NULL, NULL);
    search->resumed = false;
    if (redundant) search->search.progress.redundant++;
    order_find_races(&search->order, &world->footprints, search->first_new_step, !redundant,
                     on_race, search);
    exhaustive_backtrack(search, &world->footprints);
    search->search.progress.estimate = estimate(search);
    if (search->search.waits_at == 0 && sharing_wants_split(&search->search))
        search->search.splits_at = exhaustive_find_split(search, &world->footprints);
}

/* --- The search ------------------------------------------------------------------------------- */

static struct choice *next(struct search *base)
{
    struct exhaustive *search = (struct exhaustive *)base;
    if (search->too_wide) base->progress.limit = "more than 64 threads";
    if (search->choice.divergence != NULL)
        base->progress.limit = "the program is not determined by its choices";
    if (base->progress.exhausted || base->progress.limit != NULL) return NULL;

    choice_fini(&search->choice);
    search->choice = (struct choice){ .drive = drive, .step = may_step, .ended = on_end };
    search->asleep.count = 0;
    search->slept_until = 0;
    search->deciding = 0;
    return &search->choice;
}

static void free_node(struct node *node)
{
    for (size_t i = 0; i < node->trial_capacity; i++)
        free(node->trials[i].marks);
    free(node->trials);
    sleep_set_fini(&node->asleep);
}

static void finish(struct search *base)
{
    struct exhaustive *search = (struct exhaustive *)base;
    for (size_t i = 0; i < search->nodes_made; i++)
        free_node(&search->nodes[i]);
    free(search->nodes);
    free(search->node_of_step);
    sleep_set_fini(&search->asleep);
    free(search->asks);
    order_fini(&search->order);
    choice_fini(&search->choice);
}

struct search *search_exhaustive(void)
{
    struct exhaustive *search = search_new(sizeof *search);
    search->search.next = next;
    search->search.close = finish;
    search->search.split = exhaustive_split;
    search->search.tell = exhaustive_tell;
    search->search.hear = exhaustive_hear;
    search->search.save = exhaustive_save;
    search->first_new_step = 1;
    return &search->search;
}
