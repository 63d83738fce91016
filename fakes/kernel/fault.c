/* The table of faults, and plans as words and as mocks. */
#define _GNU_SOURCE

#include <piperig/fault.h>

#include "invariant.h"
#include "mock.h"
#include "world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSIENT, LASTING, MOMENTARY };
enum { UNPROVEN, DOCUMENTED };

static const struct fault_outcome outcomes[] = {
#define FAULT(call, name, effect, error, passing, evidence, source)                                \
    { CALL_##call,                                                                                 \
      #name,                                                                                       \
      FAULT_##effect,                                                                              \
      error,                                                                                       \
      passing == LASTING,                                                                          \
      passing == MOMENTARY,                                                                        \
      evidence == DOCUMENTED,                                                                      \
      source },
#define SPARED(call, kind)
#include <piperig/faults.def>
#undef SPARED
#undef FAULT
};
enum { OUTCOME_COUNT = sizeof outcomes / sizeof *outcomes };

/* Why the other calls have no line: by kinds. */
enum { MISTAKES, SCHEDULES, NEVER, HERE };

static const struct {
    enum call call;
    int kind;
} spared[] = {
#define FAULT(call, name, effect, error, passing, evidence, source)
#define SPARED(call, kind) { CALL_##call, kind },
#include <piperig/faults.def>
#undef SPARED
#undef FAULT
};

/* Asked at every call of a run. */
static bool fallible[CALLS];

__attribute__((constructor)) static void note_fallible(void)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        fallible[outcomes[i].call] = true;
}

unsigned fault_outcome_count(void)
{
    return OUTCOME_COUNT;
}

const struct fault_outcome *fault_outcome_at(unsigned number)
{
    INVARIANT(number < OUTCOME_COUNT);
    return &outcomes[number];
}

int fault_outcome_find(enum call call, const char *name)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (outcomes[i].call == call && strcmp(outcomes[i].name, name) == 0) return i;
    return -1;
}

bool fault_is_fallible(enum call call)
{
    return fallible[call];
}

const char *fault_spared(enum call call)
{
    static const char *const why[] = {
        [MISTAKES] = "only a mistake of the program makes it fail",
        [SCHEDULES] = "whether it fails is a matter of schedules, which are tried",
        [NEVER] = "Windows documents no failure",
        [HERE] = "it fails for the lack of something that every process of the rig has",
    };
    for (size_t i = 0; i < sizeof spared / sizeof *spared; i++)
        if (spared[i].call == call) return why[spared[i].kind];
    return NULL;
}

/* --- In a run --------------------------------------------------------------------------------- */

void world_set_plan(struct world *world, const struct fault_plan *plan)
{
    INVARIANT(world->plan.count == 0 && world->steps == 0 && plan->count <= FAULTS_MAX);
    world->plan = *plan;
    world->plan_mock = (unsigned)world->mocks.count;
    for (unsigned i = 0; i < plan->count; i++) {
        const struct fault *fault = &world->plan.faults[i];
        world_mock(world, &(struct mock){ .call = fault_outcome_at(fault->outcome)->call,
                                          .who = fault->who,
                                          .nth = fault->nth,
                                          .nth_fallible = true,
                                          .onwards = fault->onwards,
                                          .then = MOCK_FAULT,
                                          .fault = fault->outcome });
    }
}

const struct fault_plan *world_plan(const struct world *world)
{
    return &world->plan;
}

unsigned fault_struck(const struct world *world, unsigned index)
{
    INVARIANT(index < world->plan.count);
    return mock_struck(world, world->plan_mock + index);
}

const struct trace_event *fault_struck_at(const struct world *world, unsigned index)
{
    INVARIANT(index < world->plan.count);
    const struct mock_entry *entry = &world->mocks.entries[world->plan_mock + index];
    return entry->struck > 0 ? &world->trace.events[entry->event] : NULL;
}

const struct trace_event *fault_first_struck(const struct world *world)
{
    const struct trace_event *first = NULL;
    for (unsigned i = 0; i < world->plan.count; i++) {
        const struct trace_event *event = fault_struck_at(world, i);
        if (event != NULL && (first == NULL || event < first)) first = event;
    }
    return first;
}

void world_lift_plan(struct world *world)
{
    world->lifted_at = world->trace.event_count;
}

/* --- As a word -------------------------------------------------------------------------------- */

static bool is_plain(char character)
{
    return isalnum((unsigned char)character) || strchr("/_-", character) != NULL;
}

static void write_who(FILE *out, const char *who)
{
    for (; *who != '\0'; who++)
        if (is_plain(*who))
            fputc(*who, out);
        else
            fprintf(out, "%%%02X", (unsigned char)*who);
}

static void write_fault(FILE *out, const struct fault *fault)
{
    const struct fault_outcome *outcome = fault_outcome_at(fault->outcome);
    write_who(out, fault->who);
    fprintf(out, ":%u%s=%s-%s", fault->nth, fault->onwards ? "+" : "", call_name(outcome->call),
            outcome->name);
}

char *fault_plan_write(const struct fault_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return NULL;

    for (unsigned i = 0; i < plan->count; i++) {
        if (i > 0) fputc(',', out);
        write_fault(out, &plan->faults[i]);
    }
    if (plan->count == 0) fputs("none", out);
    fclose(out);
    return text;
}

static int hex_digit(char character)
{
    const char *digits = "0123456789ABCDEF";
    const char *place = character != '\0' ? strchr(digits, character) : NULL;
    return place != NULL ? (int)(place - digits) : -1;
}

/* A character of a name, and what stands for it in [text]; 0 when nothing may. */
static char read_character(const char **text)
{
    char character = *(*text)++;
    if (is_plain(character)) return character;
    int high = character == '%' ? hex_digit((*text)[0]) : -1;
    int low = high >= 0 ? hex_digit((*text)[1]) : -1;
    if (low < 0) return '\0';
    *text += 2;
    return (char)(high << 4 | low);
}

static bool read_who(struct fault *fault, const char *text, const char *end, const char **why)
{
    size_t length = 0;
    *why = "a fault of the plan names no thread";
    if (text == end) return false;
    *why = "a thread's name in the plan is too long, or has a character that should be %XX";
    while (text < end) {
        char character = read_character(&text);
        if (character == '\0' || length == FAULT_WHO_MAX) return false;
        fault->who[length++] = character;
    }
    return text == end;
}

static bool read_nth(struct fault *fault, const char *text, const char *end, const char **why)
{
    char *rest;
    *why = "a fault of the plan does not say which call: THREAD:NTH=CALL-OUTCOME";
    if (!isdigit((unsigned char)*text)) return false;
    unsigned long nth = strtoul(text, &rest, 10);
    fault->onwards = *rest == '+';
    fault->nth = (unsigned)nth;
    return nth >= 1 && nth <= UINT32_MAX && rest + fault->onwards == end;
}

static bool read_outcome(struct fault *fault, const char *text, const char **why)
{
    char call[64];
    const char *dash = strchr(text, '-');
    *why = "an outcome of the plan is none that this build knows";
    if (dash == NULL || (size_t)(dash - text) >= sizeof call) return false;
    memcpy(call, text, (size_t)(dash - text));
    call[dash - text] = '\0';
    int outcome = fault_outcome_find(call_by_name(call), dash + 1);
    fault->outcome = (unsigned)outcome;
    return outcome >= 0;
}

static bool read_fault(struct fault *fault, const char *text, const char **why)
{
    const char *colon = strchr(text, ':');
    const char *equals = colon != NULL ? strchr(colon, '=') : NULL;
    *why = "a fault of the plan is not THREAD:NTH=CALL-OUTCOME";
    return equals != NULL && read_who(fault, text, colon, why) &&
           read_nth(fault, colon + 1, equals, why) && read_outcome(fault, equals + 1, why);
}

bool fault_plan_read(struct fault_plan *plan, const char *text, const char **why)
{
    *plan = (struct fault_plan){ 0 };
    if (strcmp(text, "none") == 0) return true;

    char *copy = strdup(text), *rest = copy, *part;
    bool good = copy != NULL;
    *why = "there is no memory";
    while (good && (part = strsep(&rest, ",")) != NULL) {
        *why = "the plan has more faults than a run can suffer";
        good = plan->count < FAULTS_MAX && read_fault(&plan->faults[plan->count], part, why);
        plan->count += good;
    }
    free(copy);
    if (!good) *plan = (struct fault_plan){ 0 };
    return good;
}

static bool same(const struct fault *a, const struct fault *b)
{
    return a->nth == b->nth && a->outcome == b->outcome && a->onwards == b->onwards &&
           strcmp(a->who, b->who) == 0;
}

bool fault_plan_same(const struct fault_plan *a, const struct fault_plan *b)
{
    if (a->count != b->count) return false;
    for (unsigned i = 0; i < a->count; i++)
        if (!same(&a->faults[i], &b->faults[i])) return false;
    return true;
}
