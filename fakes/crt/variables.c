/* DWARF, read by elfutils' libdw. What it says of a place in the program is kept: it is asked for again
 * with each call that is made there. */
#include "variables.h"

#include "dwarf_scopes.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct extent {
    int64_t first;    // from the canonical frame address, or where the file is loaded
    uint64_t size;
    Dwarf_Die die;
    Dwarf_Die type;
    bool has_members;
    bool is_array;
};

struct extents {
    struct extent *all;
    size_t count;
    size_t capacity;
};

/* The variables that are in scope at an address. */
struct site {
    struct site *next;
    uint64_t address;
    struct extents locals;
};

enum { BUCKETS = 256, CLOSE_BYTES = 16 };

struct variables {
    Dwarf *dwarf;
    struct site *sites[BUCKETS];
    struct extents globals;    // by address
    bool knows_globals;
};

struct variables *variables_open(Dwarf *dwarf)
{
    struct variables *variables = calloc(1, sizeof *variables);
    INVARIANT(variables != NULL);
    variables->dwarf = dwarf;
    return variables;
}

void variables_close(struct variables *variables)
{
    if (variables == NULL) return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (variables->sites[i] != NULL) {
            struct site *site = variables->sites[i];
            variables->sites[i] = site->next;
            free(site->locals.all);
            free(site);
        }
    }
    free(variables->globals.all);
    free(variables);
}

/* --- Types ------------------------------------------------------------------------------------ */

/* The type of [die], without its names and qualifiers. */
static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    Dwarf_Die named;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) != NULL &&
           dwarf_formref_die(&attribute, &named) != NULL && dwarf_peel_type(&named, type) == 0;
}

/* 0: it is not known. */
static uint64_t size_of(Dwarf_Die *type)
{
    Dwarf_Word size = 0;
    return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

static bool is_struct(Dwarf_Die *type)
{
    return dwarf_tag(type) == DW_TAG_structure_type;
}

/* Narrow [within], a struct of which the variable tells where a range begins, to the member that it begins
 * in. False: there is none that is known. */
static bool narrow(Dwarf_Die *within, struct variable *variable)
{
    Dwarf_Die member, type;
    if (!is_struct(within) || dwarf_child(within, &member) != 0) return false;
    do {
        Dwarf_Attribute attribute;
        Dwarf_Word offset = 0;
        if (dwarf_tag(&member) != DW_TAG_member || !type_of(&member, &type)) continue;
        if (dwarf_attr(&member, DW_AT_data_member_location, &attribute) != NULL)
            dwarf_formudata(&attribute, &offset);
        uint64_t size = size_of(&type);
        if (variable->at < offset || variable->at - offset >= size) continue;

        size_t length = strlen(variable->name);
        const char *name = dwarf_diename(&member);
        if (name != NULL)
            snprintf(variable->name + length, sizeof variable->name - length, ".%s", name);
        variable->at -= offset;
        variable->size = size;
        *within = type;
        return true;
    } while (dwarf_siblingof(&member, &member) == 0);
    return false;
}

static void copy_name(struct extent *extent, struct variable *variable)
{
    const char *name = dwarf_diename(&extent->die);
    snprintf(variable->name, sizeof variable->name, "%s", name != NULL ? name : "a variable");
}

/* Whether [size] bytes from [variable]'s place in [extent] on are too many for whatever begins there, or
 * for the array that they begin in. What is not known may be anything. */
static bool leaves(struct extent *extent, uint64_t size, struct variable *variable)
{
    Dwarf_Die type = extent->type;
    bool fits = size <= extent->size - variable->at;
    if (fits && (variable->at == 0 || !extent->has_members))
        return false;    // so it is nearly always

    copy_name(extent, variable);
    variable->size = extent->size;
    while (variable->at > 0 && narrow(&type, variable))
        ;
    if (variable->at > 0 && is_struct(&type)) return false;
    return size > variable->size - variable->at;
}

/* --- Places ----------------------------------------------------------------------------------- */

/* The operation that says where [die] is, if it takes but one. Owns: nothing. */
static Dwarf_Op *operation_of(Dwarf_Die *die, unsigned name, Dwarf_Attribute *attribute)
{
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_attr(die, name, attribute) == NULL) return NULL;
    if (dwarf_getlocation(attribute, &operations, &count) != 0 || count != 1) return NULL;
    return operations;
}

/* The same, if the operation is [atom], with its number. */
static bool location_of(Dwarf_Die *die, unsigned name, uint8_t atom, int64_t *number)
{
    Dwarf_Attribute attribute;
    const Dwarf_Op *operation = operation_of(die, name, &attribute);
    if (operation == NULL || operation->atom != atom) return false;
    *number = (int64_t)operation->number;
    return true;
}

/* clang writes all addresses into one table. */
static bool address_of(Dwarf_Die *die, int64_t *address)
{
    Dwarf_Attribute attribute, in_table;
    Dwarf_Addr found = 0;
    const Dwarf_Op *operation = operation_of(die, DW_AT_location, &attribute);
    if (operation == NULL) return false;
    *address = (int64_t)operation->number;
    if (operation->atom == DW_OP_addr) return true;
    if (operation->atom != DW_OP_addrx) return false;
    bool known = dwarf_getlocation_attr(&attribute, operation, &in_table) == 0 &&
                 dwarf_formaddr(&in_table, &found) == 0;
    *address = (int64_t)found;
    return known;
}

static void add(struct extents *extents, Dwarf_Die *die, int64_t first)
{
    struct extent extent = { .first = first, .die = *die };
    if (!type_of(die, &extent.type)) return;
    extent.size = size_of(&extent.type);
    if (extent.size == 0) return;
    extent.has_members = is_struct(&extent.type);
    extent.is_array = dwarf_tag(&extent.type) == DW_TAG_array_type;
    GROW(extents->all, extents->count, extents->capacity);
    extents->all[extents->count++] = extent;
}

/* Where its frame is, if the function says so: what variables are told from. */
static bool frame_of(Dwarf_Die *function, int64_t *base)
{
    int64_t none;
    enum { FRAME_POINTER = DW_OP_reg6, SAVED_BYTES = 16 };
    *base = 0;
    if (location_of(function, DW_AT_frame_base, DW_OP_call_frame_cfa, &none)) return true;
    *base = -SAVED_BYTES;    // the return address and the caller's frame pointer lie between
    return location_of(function, DW_AT_frame_base, FRAME_POINTER, &none);
}

static void add_locals_of(struct extents *locals, Dwarf_Die *scope, int64_t base)
{
    Dwarf_Die die;
    int64_t offset;
    if (dwarf_child(scope, &die) != 0) return;
    do {
        if (location_of(&die, DW_AT_location, DW_OP_fbreg, &offset))
            add(locals, &die, offset + base);
    } while (dwarf_siblingof(&die, &die) == 0);
}

static void find_locals(Dwarf *dwarf, uint64_t address, struct extents *locals)
{
    Dwarf_Die unit, *scopes = NULL;
    int64_t base = 0;
    int count = dwarf_scopes_at(dwarf, address, &unit, &scopes);
    int function = 0;
    while (function < count && dwarf_tag(&scopes[function]) != DW_TAG_subprogram)
        function++;
    if (function < count && frame_of(&scopes[function], &base))
        for (int i = 0; i <= function; i++)
            add_locals_of(locals, &scopes[i], base);
    free(scopes);
}

static const struct extents *locals_at(struct variables *variables, uint64_t address)
{
    struct site **bucket = &variables->sites[address % BUCKETS];
    for (struct site *site = *bucket; site != NULL; site = site->next)
        if (site->address == address) return &site->locals;

    struct site *site = calloc(1, sizeof *site);
    INVARIANT(site != NULL);
    site->address = address;
    find_locals(variables->dwarf, address, &site->locals);
    site->next = *bucket;
    *bucket = site;
    return &site->locals;
}

/* Those of all functions, too. */
static void add_globals_of(struct extents *globals, Dwarf_Die *scope)
{
    Dwarf_Die die;
    int64_t address;
    if (dwarf_child(scope, &die) != 0) return;
    do {
        if (address_of(&die, &address)) add(globals, &die, address);
        add_globals_of(globals, &die);
    } while (dwarf_siblingof(&die, &die) == 0);
}

static int compare_places(const void *left, const void *right)
{
    const struct extent *a = left, *b = right;
    return a->first < b->first ? -1 : a->first > b->first;
}

static const struct extents *globals_of(struct variables *variables)
{
    struct extents *globals = &variables->globals;
    Dwarf_CU *at = NULL;
    Dwarf_Die unit;
    if (variables->knows_globals) return globals;
    variables->knows_globals = true;
    while (dwarf_get_units(variables->dwarf, at, &at, NULL, NULL, &unit, NULL) == 0)
        add_globals_of(globals, &unit);
    if (globals->count > 0)
        qsort(globals->all, globals->count, sizeof *globals->all, compare_places);
    return globals;
}

/* --- Ranges ----------------------------------------------------------------------------------- */

static bool begins_in(const struct extent *extent, int64_t place)
{
    return place >= extent->first && (uint64_t)(place - extent->first) < extent->size;
}

bool variables_leaves_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, struct variable *left)
{
    const struct extents *locals = locals_at(variables, address);
    bool found = false;
    // Those that are not in use at the same time may have the same place.
    for (size_t i = 0; i < locals->count; i++) {
        struct extent *extent = &locals->all[i];
        if (!begins_in(extent, offset)) continue;
        left->at = (uint64_t)(offset - extent->first);
        if (!leaves(extent, size, left)) return false;
        found = true;
    }
    return found;
}

bool variables_passes_local(struct variables *variables, uint64_t address, int64_t offset,
                            struct variable *left)
{
    const struct extents *locals = locals_at(variables, address);
    bool found = false;
    for (size_t i = 0; i < locals->count; i++) {
        struct extent *extent = &locals->all[i];
        if (begins_in(extent, offset)) return false;
        int64_t beyond = offset - extent->first - (int64_t)extent->size;
        if (beyond < 0 || beyond >= CLOSE_BYTES || dwarf_tag(&extent->type) != DW_TAG_array_type)
            continue;
        left->at = (uint64_t)(offset - extent->first);
        left->size = extent->size;
        copy_name(extent, left);
        found = true;
    }
    return found;
}

bool variables_leaves_global(struct variables *variables, uint64_t address, uint64_t size,
                             struct variable *left)
{
    const struct extents *globals = globals_of(variables);
    int64_t place = (int64_t)address;
    size_t first = 0, count = globals->count;
    while (count > 0) {
        size_t half = count / 2;
        struct extent *extent = &globals->all[first + half];
        if (begins_in(extent, place)) {
            left->at = address - (uint64_t)extent->first;
            return leaves(extent, size, left);
        }
        if (extent->first < place) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return false;
}
