#include "access.h"

#include "kernel/world.h"
#include "race/shadow.h"

/* The thread that runs, watched or not; NULL is the host. */
static struct thread *running(void)
{
    struct world *world = world_current();
    return world != NULL ? world->current : NULL;
}

/* The run ends here if the access is not for the program to make. If it is one to a heap block that
 * another thread freed meanwhile, that is a race, and was told as such before. */
static void must_not_stray(uintptr_t address, size_t size, uint8_t kind, const void *instruction)
{
    if (size == 0 || !stray_may_be(address, size)) return;
    struct thread *thread = running();
    if (thread == NULL) return;
    struct shadow_access access = race_access_of(thread, size, kind, instruction);
    stray_end(thread, address, &access);
}

static uint8_t plain(enum race_kind kind)
{
    return kind == RACE_WRITE ? SHADOW_WRITE : SHADOW_READ;
}

void access_plain(uintptr_t address, size_t size, enum race_kind kind, const void *instruction)
{
    race_access(address, size, kind, instruction);
    must_not_stray(address, size, plain(kind), instruction);
}

void access_ordered(uintptr_t address, size_t size, enum race_order order, const void *instruction)
{
    race_ordered_access(address, size, order, instruction);
    must_not_stray(address, size,
                   race_order_writes(order) ? SHADOW_ATOMIC_WRITE : SHADOW_ATOMIC_READ,
                   instruction);
}

void access_check_call(const char *call, const void *memory, size_t size, enum race_kind kind)
{
    struct thread *thread = running();
    if (thread == NULL || stray_has_room(thread, (uintptr_t)memory, size)) return;
    struct shadow_access access = race_access_by_call(thread, size, plain(kind), call);
    stray_end(thread, (uintptr_t)memory, &access);
}
