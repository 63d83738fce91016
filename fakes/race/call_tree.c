#include "call_tree.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>

struct place {
    const void *site;
    uint32_t parent;
};

/* Place n is entry n; entry 0, the root, is nobody's child. */
static struct place *places;
static size_t place_count;
static size_t place_capacity;

/* Places by parent and site: open addressing, at most half full; 0 is a free slot. */
static uint32_t *table;
static unsigned table_bits;

static uint32_t *slot_of(uint32_t parent, const void *site)
{
    uint64_t key =
        ((uint64_t)(uintptr_t)site ^ (uint64_t)parent << 48 ^ parent) * 0x9E3779B97F4A7C15u;
    size_t mask = ((size_t)1 << table_bits) - 1;
    size_t at = (size_t)(key >> (64 - table_bits));
    while (table[at] != 0 && (places[table[at]].parent != parent || places[table[at]].site != site))
        at = (at + 1) & mask;
    return &table[at];
}

static void rehash(void)
{
    free(table);
    table_bits = table != NULL ? table_bits + 1 : 8;
    table = calloc((size_t)1 << table_bits, sizeof *table);
    INVARIANT(table != NULL);
    for (uint32_t i = 1; i < place_count; i++)
        *slot_of(places[i].parent, places[i].site) = i;
}

static void add(const struct place *place)
{
    GROW(places, place_count, place_capacity);
    places[place_count++] = *place;
}

uint32_t call_tree_enter(uint32_t place, const void *site)
{
    if (place_count == 0) add(&(struct place){ 0 });
    if (table == NULL || place_count >= (size_t)1 << (table_bits - 1)) rehash();
    uint32_t *slot = slot_of(place, site);
    if (*slot == 0) {
        *slot = (uint32_t)place_count;
        add(&(struct place){ site, place });
    }
    return *slot;
}

uint32_t call_tree_leave(uint32_t place)
{
    return place != CALL_TREE_ROOT ? places[place].parent : CALL_TREE_ROOT;
}

const void *call_tree_site(uint32_t place)
{
    INVARIANT(place != CALL_TREE_ROOT);
    return places[place].site;
}
