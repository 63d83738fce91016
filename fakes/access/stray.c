#include "stray.h"

#include "crt/image.h"
#include "kernel/process.h"
#include "kernel/thread.h"
#include "kernel/world.h"
#include "race/frames.h"
#include "race/race_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void end_with(struct race_report report)
{
    world_end_noting(OUTCOME_CRASHED, report.why, report.note);
}

static _Noreturn void end_over_heap(struct race_report report, uintptr_t address)
{
    const struct heap_block *block = heap_space_find(address);
    if (block != NULL && block->heap == NULL) world_end_stale(report.why, report.note);
    end_with(report);
}

/* Whether a call that touches [size] bytes at [address] leaves a variable. */
static bool call_leaves(const struct thread *thread, uintptr_t address, size_t size,
                        struct variable *left)
{
    const struct image_copy *copy = thread->process->copy;
    struct frames_function owner;
    if (copy == NULL) return false;
    if (image_covers(copy, (const void *)address))
        return image_leaves_global(copy, address, size, left);
    return frames_owner(thread, address, &owner) &&
           image_leaves_local(copy, owner.site, owner.frame, address, size, left);
}

/* An instruction touches as much as the program says is there: it can only begin too late. */
static bool instruction_leaves(const struct thread *thread, uintptr_t address, size_t size,
                               struct variable *left)
{
    const struct image_copy *copy = thread->process->copy;
    struct frames_function owner;
    if (copy == NULL || !frames_owner(thread, address, &owner)) return false;
    uintptr_t guard = stack_guard_of(owner.frame);
    return guard != 0 && stack_guard_is_close(guard, address) &&
           image_passes_local(copy, owner.site, owner.frame, address, size, guard, left);
}

void stray_end(struct thread *thread, uintptr_t address, const struct shadow_access *access)
{
    struct world *world = thread->world;
    struct variable left = { 0 };
    if (heap_space_forbids(address, access->size))
        end_over_heap(race_report_of_heap(world, access, address), address);
    if (access->by_call ? call_leaves(thread, address, access->size, &left)
                        : instruction_leaves(thread, address, access->size, &left))
        end_with(race_report_of_variable(world, access, &left));
}

bool stray_has_room(const struct thread *thread, uintptr_t address, size_t size)
{
    struct variable left = { 0 };
    if (!stray_may_be_by_call(address, size)) return true;
    return !heap_space_forbids(address, size) && !call_leaves(thread, address, size, &left);
}

/* --- What the compiler calls ------------------------------------------------------------------ */

/* Whether a thread runs. The constructors of a program do before there is one, or a run that could
 * end. */
static bool is_in_thread(void)
{
    struct world *world = world_current();
    return world != NULL && world->current != NULL;
}

/* So that the command that loads the program ends as for any that cannot be run in the rig. */
static _Noreturn void refuse_constructor(const char *does)
{
    enum { EXIT_REFUSED = 3 };
    fprintf(stderr, "the program %s before it is started\n", does);
    exit(EXIT_REFUSED);
}

extern const uintptr_t __stack_chk_guard;
const uintptr_t __stack_chk_guard = STACK_GUARD;

_Noreturn void __wrap___stack_chk_fail(void);

/* Where a guard was changed, by what told nobody of its access. */
_Noreturn void __wrap___stack_chk_fail(void)
{
    if (!is_in_thread()) refuse_constructor("wrote beyond the variables of a function");
    struct world *world = world_get();
    end_with(race_report_of_guard(world, world->current, __builtin_return_address(0)));
}

#ifdef PIPERIG_RACES

/* As the compilers lay it out: -fsanitize=bounds. */
struct out_of_bounds {
    const char *file;
    uint32_t line;
    uint32_t column;
    const struct type_in_words {
        uint16_t kind;
        uint16_t
            width;      // of a number: whether it has a sign, and twice the logarithm of its bits
        char name[];    // 'char [64]'
    } * array, *index;
};

/* Not every compiler extends the sign of a short index. */
static intptr_t index_of(const struct type_in_words *type, uintptr_t bits)
{
    unsigned unused = 64 - (1u << (type->width >> 1));
    bool has_sign = (type->width & 1) != 0;
    return has_sign && unused < 64 ? (intptr_t)(bits << unused) >> unused : (intptr_t)bits;
}

static _Noreturn void refuse_element(const struct out_of_bounds *access, intptr_t element)
{
    char does[256];
    snprintf(does, sizeof does, "takes element %" PRIdPTR " of %s", element, access->array->name);
    fprintf(stderr, "%s:%" PRIu32 ": ", access->file, access->line);
    refuse_constructor(does);
}

void __ubsan_handle_out_of_bounds(const struct out_of_bounds *access, uintptr_t index);

/* Where an index is none of its array's, before it is used. */
void __ubsan_handle_out_of_bounds(const struct out_of_bounds *access, uintptr_t index)
{
    intptr_t element = index_of(access->index, index);
    if (!is_in_thread()) refuse_element(access, element);
    struct world *world = world_get();
    end_with(race_report_of_element(world, world->current, access->array->name, element,
                                    __builtin_return_address(0)));
}

#endif
