/* Variables of the program that are ready for use when all zeros, and the objects of ours behind
 * them.
 *
 * Ids must not depend on who comes first (footprint.h). Whoever calls an Initialize function is
 * always the same thread; but the first use of a variable that nobody initialised may be anybody's.
 * Static variables are therefore numbered by their process and by where they are in their program.
 * No table is kept: a search that goes on in another process (search_resume) must find the same
 * numbers there. Of other variables nothing is known that is the same in each run. */
#define _GNU_SOURCE    // dladdr
#include "api.h"
#include "lock.h"

#include "access/access.h"
#include "kernel/world.h"

#include <dlfcn.h>

/* As many objects as can have ids before 0xF0000000. The variables of a process lie side by side;
 * those of another far off, since steps of the golden section never come close to each other. */
enum { PLACES = 0x70000000 / LAZY_IDS, PLACES_BETWEEN_PROCESSES = 18145557 };

static footprint_id number_of(uint16_t process, uintptr_t offset)
{
    uint64_t place = (uint64_t)process * PLACES_BETWEEN_PROCESSES + offset / sizeof(PVOID);
    return FOOTPRINT_NUMBERED + (footprint_id)(place % PLACES) * LAZY_IDS;
}

static void *make(PVOID *variable, const struct lazy_kind *kind, footprint_id ids)
{
    struct lazy *object = world_take(kind->size);
    object->variable = variable;
    object->ids = ids;
    kind->init(object);
    return *variable = object;
}

void lazy_make(const char *call, PVOID *variable, const struct lazy_kind *kind)
{
    access_call_writes_number(call, variable, sizeof *variable);
    footprint_id ids = footprint_new(world_get());
    for (int i = 1; i < LAZY_IDS; i++)
        footprint_new(world_get());
    make(variable, kind, ids);
}

void *lazy_get(PVOID *variable, const struct lazy_kind *kind)
{
    api_reads_number(variable, sizeof *variable);
    struct lazy *object = *variable;
    Dl_info module;
    if (object == NULL) {
        if (dladdr(variable, &module) == 0) api_refuse(kind->uninitialised);
        uintptr_t offset = (uintptr_t)variable - (uintptr_t)module.dli_fbase;
        object = make(variable, kind, number_of(process_current()->ordinal, offset));
    }
    if (object->variable != variable) api_crash(kind->copied);
    return object;
}
