#define _GNU_SOURCE    // open_memstream
#include "race_report.h"

#include "call_tree.h"

#include "crt/image.h"
#include "kernel/heap_space.h"
#include "kernel/invariant.h"
#include "kernel/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct world *world, uint16_t thread)
{
    return world->trace.threads[thread].name;
}

/* --- What was touched ------------------------------------------------------------------------- */

static bool tell_global(const struct process *process, uintptr_t address, FILE *out)
{
    size_t offset = 0;
    if (process->copy == NULL) return false;
    const char *name = image_variable(process->copy, (const void *)address, &offset);
    if (name == NULL) return false;
    // The compiler numbers variables that are local to a function: count.0
    fprintf(out, "%.*s", (int)strcspn(name, "."), name);
    if (offset > 0) fprintf(out, " + %zu", offset);
    return true;
}

/* The call of which [number] is the event. */
static void tell_call(const struct world *world, const char *word, uint32_t number, FILE *out)
{
    if (number >= world->trace.event_count) return;
    const struct trace_event *event = &world->trace.events[number];
    fprintf(out, ", %s %s in %s", word, call_name(event->call), name_of(world, event->thread));
}

static bool tell_heap(const struct world *world, uintptr_t address, FILE *out)
{
    const struct heap_block *block = heap_space_find(address);
    if (block == NULL) return false;
    if (block->heap == NULL) {
        fputs("a heap block that was freed", out);
        return true;
    }
    fprintf(out, "byte %zu of a heap block of %zu", address - (uintptr_t)block->memory,
            block->size);
    tell_call(world, "from", block->event, out);
    return true;
}

static bool tell_stack(const struct process *process, uintptr_t address, FILE *out)
{
    list_each(link, &process->threads)
    {
        const struct thread *thread = list_entry(link, struct thread, in_process);
        uintptr_t stack = (uintptr_t)thread->fiber.stack;
        if (stack == 0 || address < stack || address >= stack + FIBER_STACK_BYTES) continue;
        fprintf(out, "a variable on the stack of %s", name_of(process->world, thread->ordinal));
        return true;
    }
    return false;
}

static void tell_memory(const struct world *world, uint16_t thread, uintptr_t address, FILE *out)
{
    const struct process *process = world->threads[thread]->process;
    if (tell_global(process, address, out) || tell_heap(world, address, out) ||
        tell_stack(process, address, out))
        return;
    fputs("memory that the system gave to the program", out);
}

/* --- Who touched it, and where ---------------------------------------------------------------- */

static void tell_line(void *context, const char *function, const char *file, int line)
{
    FILE *out = context;
    fprintf(out, "\n    %s", function);
    if (file != NULL) fprintf(out, ", %s:%d", file, line);
}

/* [site] is where a call will return to: the call itself ends just before. */
static void tell_site(const struct process *process, const void *site, FILE *out)
{
    if (process->copy != NULL)
        image_each_line(process->copy, (const char *)site - 1, tell_line, out);
}

/* Who called the function, who called that, and so on, as far as it is known: while somebody
 * watches. */
static void tell_place(const struct process *process, uint32_t place, FILE *out)
{
    for (; place != CALL_TREE_ROOT; place = call_tree_leave(place))
        tell_site(process, call_tree_site(place), out);
}

static bool reads(const struct shadow_access *access)
{
    return access->kind == SHADOW_READ || access->kind == SHADOW_ATOMIC_READ;
}

static void tell_bytes(size_t count, FILE *out)
{
    fprintf(out, "%zu byte%s", count, count == 1 ? "" : "s");
}

static const char *verb_of(const struct shadow_access *access, bool now)
{
    static const char *const verbs[][2] = {
        [SHADOW_READ] = { "read", "reads" },
        [SHADOW_WRITE] = { "wrote", "writes" },
        [SHADOW_ATOMIC_READ] = { "read, as volatile or atomic,", "reads, as volatile or atomic," },
        [SHADOW_ATOMIC_WRITE] = { "wrote, as volatile or atomic,",
                                  "writes, as volatile or atomic," },
    };
    if (access->by_call) return now ? "calls" : "called";
    return verbs[access->kind][now];
}

static void tell_access(const struct world *world, const struct shadow_access *access, bool now,
                        FILE *out)
{
    const struct process *process = world->threads[access->thread]->process;
    fprintf(out, "\n  %s %s ", name_of(world, access->thread), verb_of(access, now));
    if (access->by_call)
        fprintf(out, "%s, which %s ", (const char *)access->where,
                reads(access) ? "reads" : "writes");
    tell_bytes(access->size, out);
    if (!access->by_call) tell_site(process, access->where, out);
    tell_place(process, access->place, out);
}

/* --- All together ----------------------------------------------------------------------------- */

struct writing {
    char *text;
    size_t size;
    FILE *out;
};

static FILE *begin(struct writing *writing)
{
    *writing = (struct writing){ 0 };
    writing->out = open_memstream(&writing->text, &writing->size);
    INVARIANT(writing->out != NULL);
    return writing->out;
}

static const char *end(struct writing *writing)
{
    fclose(writing->out);
    char *kept = memcpy(world_take(writing->size + 1), writing->text, writing->size + 1);
    free(writing->text);
    return kept;
}

struct race_report race_report(struct world *world, const struct shadow_access *later,
                               const struct shadow_access *earlier, uintptr_t meet)
{
    struct race_report report;
    struct writing writing;
    FILE *out = begin(&writing);
    fprintf(out, "data race of %s and %s for ", name_of(world, earlier->thread),
            name_of(world, later->thread));
    tell_memory(world, later->thread, meet, out);
    report.note = end(&writing);

    out = begin(&writing);
    fprintf(out, "nothing orders two accesses to ");
    tell_memory(world, later->thread, meet, out);
    tell_access(world, earlier, false, out);
    tell_access(world, later, true, out);
    report.why = end(&writing);
    return report;
}

/* How the access misses [block], which may be one that lies a long way off. Bytes are the whole
 * access's, or those of them that go too far. */
static void tell_miss(const struct heap_block *block, const struct shadow_access *access,
                      uintptr_t address, FILE *out)
{
    uintptr_t memory = (uintptr_t)block->memory, end = memory + block->size;
    bool before = address < memory;
    bool across = !before && address < end;
    uintptr_t distance = before ? memory - address : address - end;

    tell_bytes(across ? address + access->size - end : access->size, out);
    if (!across && distance > 0) {
        fputs(", ", out);
        tell_bytes(distance, out);
    }
    fprintf(out, " %s a heap block of %zu", before ? "before" : "beyond", block->size);
}

static void tell_astray(const struct world *world, const struct shadow_access *access,
                        uintptr_t address, FILE *out)
{
    const struct heap_block *block = heap_space_find(address);
    if (block == NULL) block = heap_space_last(address);
    fputs(reads(access) ? "reads " : "writes ", out);
    if (block == NULL) {
        tell_bytes(access->size, out);
        fputs(" of the heap, where no block lies", out);
        return;
    }
    if (block->heap != NULL) {
        tell_miss(block, access, address, out);
    } else {
        tell_bytes(access->size, out);
        fprintf(out, " of a heap block of %zu that was freed", block->size);
    }
    tell_call(world, "from", block->event, out);
    if (block->heap == NULL) tell_call(world, "freed by", block->freed, out);
}

static void tell_left(const struct shadow_access *access, const struct variable *left, FILE *out)
{
    fputs(reads(access) ? "reads " : "writes ", out);
    tell_bytes(access->size, out);
    if (left->at >= left->size)
        fputs(" beyond", out);
    else if (left->at > 0)
        fprintf(out, " from byte %" PRIu64 " of", left->at);
    else
        fputs(" of", out);
    fprintf(out, " %s, which has %" PRIu64, left->name, left->size);
}

/* [note] is what the program does, and [access] how. */
static struct race_report report_of_access(const struct world *world, const char *note,
                                           const struct shadow_access *access)
{
    struct writing writing;
    FILE *out = begin(&writing);
    fprintf(out, "the program %s", note);
    tell_access(world, access, true, out);
    return (struct race_report){ .note = note, .why = end(&writing) };
}

struct race_report race_report_of_heap(struct world *world, const struct shadow_access *access,
                                       uintptr_t address)
{
    struct writing writing;
    tell_astray(world, access, address, begin(&writing));
    return report_of_access(world, end(&writing), access);
}

struct race_report race_report_of_variable(struct world *world, const struct shadow_access *access,
                                           const struct variable *left)
{
    struct writing writing;
    tell_left(access, left, begin(&writing));
    return report_of_access(world, end(&writing), access);
}

/* The last one to be told is the function itself, those before it are its inlined ones. */
static void note_function(void *context, const char *function, const char *file, int line)
{
    (void)file;
    (void)line;
    *(const char **)context = function;
}

static const char *function_of(const struct process *process, const void *site)
{
    const char *function = "a function";
    image_each_line(process->copy, (const char *)site - 1, note_function, &function);
    return function;
}

struct race_report race_report_of_guard(struct world *world, const struct thread *thread,
                                        const void *site)
{
    struct race_report report;
    struct writing writing;
    FILE *out = begin(&writing);
    fprintf(out, "wrote beyond the variables of %s", function_of(thread->process, site));
    report.note = end(&writing);

    out = begin(&writing);
    fprintf(out, "the program %s\n  %s returns from it", report.note,
            name_of(world, thread->ordinal));
    tell_site(thread->process, site, out);
    report.why = end(&writing);
    return report;
}

struct race_report race_report_of_element(struct world *world, const struct thread *thread,
                                          const char *array, intptr_t index, const void *site)
{
    struct race_report report;
    struct writing writing;
    FILE *out = begin(&writing);
    fprintf(out, "takes element %" PRIdPTR " of %s", index, array);
    report.note = end(&writing);

    out = begin(&writing);
    fprintf(out, "the program %s\n  %s is here", report.note, name_of(world, thread->ordinal));
    tell_site(thread->process, site, out);
    tell_place(thread->process, thread->race.place, out);
    report.why = end(&writing);
    return report;
}
