/* Which plans of faults there are to try.
 *
 * A place is a call that a run reached: the nth fallible one of a thread. Whatever struck before it
 * is the plan under which it can be reached, and each way in which it can fail makes one plan more:
 * of those with an effect of their own just those that would have made a difference there.
 * So a run teaches about its own plan and about every beginning of it, and the enumeration is over
 * when no run reaches a place that is not known yet.
 *
 * Of the rounds of a server that polls the first one has places (trace/beats.h): in the others the
 * same calls of the same thread would fail, with nothing between them but time. */
#define _GNU_SOURCE

#include <piperig/fault.h>
#include <piperig/trace.h>
#include <piperig/world.h>

#include "kernel/grow.h"
#include "kernel/invariant.h"
#include "kernel/mock.h"
#include "kernel/world.h"
#include "trace/beats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The plans of one size, in the order in which they became known. */
struct level {
    struct fault_plan *plans;
    size_t count;
    size_t capacity;
    size_t next;
    size_t left_out;    // of those before the next
};

struct fault_plans {
    char *who;
    unsigned faults_max;
    unsigned kinds;
    struct level levels[FAULTS_MAX + 1];
    uint32_t *known;    // hashed: level and index + 1 of each plan, 0 is free
    size_t known_count;
    size_t known_capacity;    // a power of 2
    struct fault_plan current;
    bool is_out;                        // fault_plans_next() has handed it out
    bool current_struck[FAULTS_MAX];    // in one of its runs
    uint64_t struck;
    bool *injected;    // by outcome
    bool *alone;       // by outcome: never beside other faults
    unsigned pairs;
};

/* --- The set of known plans ------------------------------------------------------------------- */

static uint32_t mix(uint32_t sum, uint32_t value)
{
    return (sum ^ value) * 0x01000193u;
}

static uint32_t hash(const struct fault_plan *plan)
{
    uint32_t sum = 0x811C9DC5u;
    for (unsigned i = 0; i < plan->count; i++) {
        const struct fault *fault = &plan->faults[i];
        for (const char *at = fault->who; *at != '\0'; at++)
            sum = mix(sum, (uint8_t)*at);
        sum = mix(mix(mix(sum, fault->nth), fault->outcome), fault->onwards);
    }
    return sum ^ sum >> 15;
}

enum { LEVEL_SHIFT = 28 };    // an entry is a level and an index in it

static const struct fault_plan *plan_of(const struct fault_plans *plans, uint32_t entry)
{
    return &plans->levels[entry >> LEVEL_SHIFT].plans[(entry & ((1u << LEVEL_SHIFT) - 1)) - 1];
}

/* Where [plan] is, or would be. */
static uint32_t *place_of(struct fault_plans *plans, const struct fault_plan *plan)
{
    size_t mask = plans->known_capacity - 1, at = hash(plan) & mask;
    while (plans->known[at] != 0 && !fault_plan_same(plan_of(plans, plans->known[at]), plan))
        at = (at + 1) & mask;
    return &plans->known[at];
}

static void make_room(struct fault_plans *plans)
{
    if (plans->known_count * 2 < plans->known_capacity) return;
    uint32_t *old = plans->known;
    size_t old_capacity = plans->known_capacity;
    plans->known_capacity = old_capacity > 0 ? old_capacity * 2 : 256;
    plans->known = calloc(plans->known_capacity, sizeof *plans->known);
    INVARIANT(plans->known != NULL);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i] != 0) *place_of(plans, plan_of(plans, old[i])) = old[i];
    free(old);
}

static void add_plan(struct fault_plans *plans, const struct fault_plan *plan)
{
    struct level *level = &plans->levels[plan->count];
    make_room(plans);
    uint32_t *place = place_of(plans, plan);
    if (*place != 0) return;
    GROW(level->plans, level->count, level->capacity);
    level->plans[level->count++] = *plan;
    INVARIANT(level->count < 1u << LEVEL_SHIFT);
    *place = (uint32_t)plan->count << LEVEL_SHIFT | (uint32_t)level->count;
    plans->known_count++;
}

/* --- What a run teaches ----------------------------------------------------------------------- */

static int compare(const struct fault *a, const struct fault *b)
{
    int order = strcmp(a->who, b->who);
    if (order != 0) return order;
    if (a->nth != b->nth) return a->nth < b->nth ? -1 : 1;
    return a->outcome != b->outcome ? (a->outcome < b->outcome ? -1 : 1) : a->onwards - b->onwards;
}

/* A plan is a set: in order, so that each is written in one way. */
static void insert(struct fault_plan *plan, const struct fault *fault)
{
    unsigned at = plan->count++;
    for (; at > 0 && compare(fault, &plan->faults[at - 1]) < 0; at--)
        plan->faults[at] = plan->faults[at - 1];
    plan->faults[at] = *fault;
}

static void add_fault(struct fault_plans *plans, const struct fault_plan *before,
                      const struct fault *fault)
{
    struct fault_plan plan = *before;
    insert(&plan, fault);
    add_plan(plans, &plan);
}

/* Any call can fail; what else it can suffer takes a chance to. */
static bool can_strike(const struct fault_outcome *outcome, const struct trace_event *event)
{
    return outcome->call == event->call &&
           (outcome->effect == FAULT_FAIL || event->chances >> outcome->effect & 1);
}

static bool is_wanted(const struct fault_plans *plans, const struct fault_outcome *outcome)
{
    unsigned unwanted = outcome->documented ? FAULT_UNPROVEN_ONLY : FAULT_DOCUMENTED_ONLY;
    return !(plans->kinds & unwanted);
}

/* The [nth] fallible call of [who], [event], was reached after the faults of [before] had struck. */
static void add_place(struct fault_plans *plans, const struct fault_plan *before, const char *who,
                      unsigned nth, const struct trace_event *event)
{
    struct fault fault = { .nth = nth };
    strcpy(fault.who, who);
    for (fault.outcome = 0; fault.outcome < fault_outcome_count(); fault.outcome++) {
        const struct fault_outcome *outcome = fault_outcome_at(fault.outcome);
        if (!can_strike(outcome, event) || !is_wanted(plans, outcome)) continue;
        fault.onwards = false;
        if (plans->kinds & FAULT_ONCE && !outcome->lasting) add_fault(plans, before, &fault);
        fault.onwards = true;
        if (plans->kinds & FAULT_ONWARDS && !outcome->momentary) add_fault(plans, before, &fault);
    }
}

/* The faults of the run's plan that had struck before event [index]. */
static struct fault_plan struck_before(const struct world *world, size_t index)
{
    struct fault_plan before = { 0 };
    for (unsigned i = 0; i < world->plan.count; i++) {
        const struct mock_entry *entry = &world->mocks.entries[world->plan_mock + i];
        if (entry->struck > 0 && entry->event < index) insert(&before, &world->plan.faults[i]);
    }
    return before;
}

static void note_struck(struct fault_plans *plans, const struct world *world)
{
    for (unsigned i = 0; i < world->plan.count; i++) {
        if (fault_struck(world, i) == 0) continue;
        unsigned outcome = world->plan.faults[i].outcome;
        plans->current_struck[i] = true;
        plans->pairs += !plans->injected[outcome];
        plans->injected[outcome] = true;
    }
}

/* Whether another fault can strike here: a call whose outcome is given already has no other. */
static bool is_place(const struct fault_plans *plans, const struct world *world,
                     const struct trace_event *event)
{
    const char *lane = world->trace.threads[event->thread].name;
    return !event->mocked && strlen(lane) <= FAULT_WHO_MAX && mock_names(plans->who, lane);
}

void fault_plans_learn(struct fault_plans *plans, const struct world *world)
{
    const struct trace *trace = &world->trace;
    INVARIANT(plans->is_out && fault_plan_same(&world->plan, &plans->current));
    note_struck(plans, world);

    unsigned *calls = calloc(trace->thread_count + 1, sizeof *calls);    // fallible, by thread
    bool *repeated = beats_find_repeated(trace);
    INVARIANT(calls != NULL);
    size_t end = world->lifted_at > 0 ? world->lifted_at : trace->event_count;
    for (size_t i = 0; i < end; i++) {
        const struct trace_event *event = &trace->events[i];
        if (!fault_is_fallible(event->call)) continue;
        unsigned nth = ++calls[event->thread];
        if (repeated[i]) continue;
        struct fault_plan before = struck_before(world, i);
        if (before.count >= plans->faults_max || !is_place(plans, world, event)) continue;
        add_place(plans, &before, trace->threads[event->thread].name, nth, event);
    }
    free(repeated);
    free(calls);
}

/* --- One after another ------------------------------------------------------------------------ */

struct fault_plans *fault_plans_open(const char *who, unsigned faults_max, unsigned kinds)
{
    struct fault_plans *plans = calloc(1, sizeof *plans);
    INVARIANT(plans != NULL && faults_max <= FAULTS_MAX);
    plans->injected = calloc(fault_outcome_count(), sizeof *plans->injected);
    plans->who = strdup(who);
    plans->alone = calloc(fault_outcome_count(), sizeof *plans->alone);
    INVARIANT(plans->injected != NULL && plans->alone != NULL && plans->who != NULL);
    plans->faults_max = faults_max;
    plans->kinds = kinds;
    add_plan(plans, &(struct fault_plan){ 0 });
    return plans;
}

/* All runs of the current plan are over. */
static void finish_current(struct fault_plans *plans)
{
    bool all = plans->is_out;
    for (unsigned i = 0; i < plans->current.count; i++)
        all &= plans->current_struck[i];
    plans->struck += all && plans->current.count > 0;
    memset(plans->current_struck, 0, sizeof plans->current_struck);
    plans->is_out = false;
}

void fault_plans_leave_alone(struct fault_plans *plans, unsigned outcome)
{
    INVARIANT(outcome < fault_outcome_count());
    plans->alone[outcome] = true;
}

const struct fault_plan *fault_plans_single(const struct fault_plans *plans, size_t index)
{
    return index < plans->levels[1].count ? &plans->levels[1].plans[index] : NULL;
}

static bool is_left_out(const struct fault_plans *plans, const struct fault_plan *plan)
{
    for (unsigned i = 0; i < plan->count && plan->count > 1; i++)
        if (plans->alone[plan->faults[i].outcome]) return true;
    return false;
}

/* The next plans of a size, as far as they do not come. */
static void leave_out(const struct fault_plans *plans, struct level *level)
{
    while (level->next < level->count && is_left_out(plans, &level->plans[level->next])) {
        level->next++;
        level->left_out++;
    }
}

const struct fault_plan *fault_plans_next(struct fault_plans *plans)
{
    finish_current(plans);
    for (unsigned size = 0; size <= plans->faults_max; size++) {
        struct level *level = &plans->levels[size];
        leave_out(plans, level);
        if (level->next == level->count) continue;
        plans->current = level->plans[level->next++];
        plans->is_out = true;
        return &plans->current;
    }
    return NULL;
}

const struct fault_plan *fault_plans_current(const struct fault_plans *plans)
{
    INVARIANT(plans->is_out);
    return &plans->current;
}

/* --- On paper --------------------------------------------------------------------------------- */

static void save_level(const struct level *level, FILE *out)
{
    fprintf(out, "level %zu %zu %zu\n", level->count, level->next, level->left_out);
    for (size_t i = 0; i < level->count; i++) {
        char *text = fault_plan_write(&level->plans[i]);
        INVARIANT(text != NULL);
        fprintf(out, "%s\n", text);
        free(text);
    }
}

/* Who comes last, since it may be any text without a blank. */
void fault_plans_save(const struct fault_plans *plans, FILE *out)
{
    char *current = fault_plan_write(&plans->current);
    INVARIANT(current != NULL);
    fprintf(out, "plans %u %u %" PRIu64 " %u %s %s\n", plans->faults_max, plans->kinds,
            plans->struck, plans->pairs, current, plans->who);
    free(current);
    fputs("struck", out);
    for (unsigned i = 0; i < FAULTS_MAX; i++)
        fprintf(out, " %d", plans->current_struck[i]);
    for (unsigned i = 0; i < fault_outcome_count(); i++)
        fprintf(out, " %d %d", plans->injected[i], plans->alone[i]);
    fputc('\n', out);
    for (unsigned size = 0; size <= FAULTS_MAX; size++)
        save_level(&plans->levels[size], out);
}

enum { WORD_SIZE = 600 };

static bool read_plan(struct fault_plan *plan, FILE *in)
{
    char word[WORD_SIZE];
    const char *why;
    return fscanf(in, "%599s", word) == 1 && fault_plan_read(plan, word, &why);
}

static bool read_flag(bool *flag, FILE *in)
{
    int value;
    bool good = fscanf(in, "%d", &value) == 1;
    if (good) *flag = value != 0;
    return good;
}

static bool read_struck(struct fault_plans *plans, FILE *in)
{
    char word[7] = "";
    bool good = fscanf(in, "%6s", word) == 1 && strcmp(word, "struck") == 0;
    for (unsigned i = 0; good && i < FAULTS_MAX; i++)
        good = read_flag(&plans->current_struck[i], in);
    for (unsigned i = 0; good && i < fault_outcome_count(); i++)
        good = read_flag(&plans->injected[i], in) && read_flag(&plans->alone[i], in);
    return good;
}

static bool read_level(struct fault_plans *plans, unsigned size, FILE *in)
{
    size_t count, next, left_out;
    struct fault_plan plan;
    if (fscanf(in, " level %zu %zu %zu", &count, &next, &left_out) != 3 || next > count ||
        left_out > next)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_plan(&plan, in) || plan.count != size) return false;
        add_plan(plans, &plan);
    }
    plans->levels[size].next = next;
    plans->levels[size].left_out = left_out;
    return plans->levels[size].count == count;
}

struct fault_plans *fault_plans_resume(FILE *in)
{
    unsigned faults_max, kinds, pairs;
    uint64_t struck;
    char who[WORD_SIZE];
    struct fault_plan current;
    if (fscanf(in, " plans %u %u %" SCNu64 " %u", &faults_max, &kinds, &struck, &pairs) != 4 ||
        faults_max > FAULTS_MAX || !read_plan(&current, in) || fscanf(in, "%599s", who) != 1)
        return NULL;
    struct fault_plans *plans = fault_plans_open(who, faults_max, kinds);
    plans->struck = struck;
    plans->pairs = pairs;
    plans->current = current;
    plans->is_out = true;
    bool good = read_struck(plans, in);
    for (unsigned size = 0; good && size <= FAULTS_MAX; size++)
        good = read_level(plans, size, in);
    if (good) return plans;
    fault_plans_close(plans);
    return NULL;
}

/* --- How far it has come ------------------------------------------------------------------------ */

struct fault_progress fault_plans_progress(const struct fault_plans *plans)
{
    struct fault_progress progress = { .struck = plans->struck, .pairs = plans->pairs };
    for (unsigned size = 0; size <= FAULTS_MAX; size++) {
        progress.known += plans->levels[size].count - plans->levels[size].left_out;
        progress.done += plans->levels[size].next - plans->levels[size].left_out;
    }
    const struct level *two = &plans->levels[2];
    progress.done -= plans->is_out;
    progress.two_known = two->count - two->left_out;
    progress.two_done = two->next - two->left_out - (plans->is_out && plans->current.count == 2);
    return progress;
}

bool fault_plans_injected(const struct fault_plans *plans, unsigned number)
{
    INVARIANT(number < fault_outcome_count());
    return plans->injected[number];
}

void fault_plans_close(struct fault_plans *plans)
{
    for (unsigned size = 0; size <= FAULTS_MAX; size++)
        free(plans->levels[size].plans);
    free(plans->known);
    free(plans->injected);
    free(plans->alone);
    free(plans->who);
    free(plans);
}
