/* DWARF, read by elfutils' libdw. What it says of a place in the program is kept: it is asked for
 * again with each call that is made there. */
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
    bool is_open;
    bool is_in_use;    // where it is asked for: it is in scope, and declared before
};

struct extents {
    struct extent *all;
    size_t count;
    size_t capacity;
};

/* The variables of the function that an address lies in. */
struct site {
    struct site *next;
    uint64_t address;
    struct extents locals;
};

enum { BUCKETS = 256 };

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

static bool is_array(Dwarf_Die *type)
{
    return dwarf_tag(type) == DW_TAG_array_type;
}

/* Whether it is a struct that ends with an array that has no length: an initializer may give it
 * one. */
static bool is_open(Dwarf_Die *type)
{
    Dwarf_Die member, of_member;
    bool ends_open = false;
    if (!is_struct(type) || dwarf_child(type, &member) != 0) return false;
    do {
        if (dwarf_tag(&member) == DW_TAG_member && type_of(&member, &of_member))
            ends_open = is_array(&of_member) && size_of(&of_member) == 0;
    } while (dwarf_siblingof(&member, &member) == 0);
    return ends_open;
}

/* Of an array of letters, in bytes: 1 or 2. Of whatever else: 0. */
static uint64_t letter_size_of(Dwarf_Die *type)
{
    Dwarf_Die element, dimension;
    Dwarf_Attribute attribute;
    Dwarf_Word encoding = 0;
    bool is_row = is_array(type) && type_of(type, &element) && dwarf_child(type, &dimension) == 0 &&
                  dwarf_siblingof(&dimension, &dimension) != 0;
    if (!is_row || dwarf_attr(&element, DW_AT_encoding, &attribute) == NULL) return 0;
    dwarf_formudata(&attribute, &encoding);
    uint64_t size = size_of(&element);
    bool is_char = encoding == DW_ATE_signed_char || encoding == DW_ATE_unsigned_char;
    return size == 2 || (size == 1 && is_char) ? size : 0;
}

/* Narrow [within], a struct of which the variable tells where a range begins, to the member that it
 * begins in. False: there is none that is known, or it is of bits. */
static bool narrow(Dwarf_Die *within, struct variable *variable)
{
    Dwarf_Die member, type;
    if (!is_struct(within) || dwarf_child(within, &member) != 0) return false;
    do {
        Dwarf_Attribute attribute;
        Dwarf_Word offset = 0;
        if (dwarf_tag(&member) != DW_TAG_member || !type_of(&member, &type)) continue;
        if (dwarf_attr(&member, DW_AT_bit_size, &attribute) != NULL) continue;
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

/* Whether [size] bytes from [variable]'s place in [extent] on are too many for the array that they
 * begin in, be it a member, or else for all of the variable: who sends the end of a struct begins
 * anywhere. */
static bool leaves(struct extent *extent, uint64_t size, struct variable *variable)
{
    Dwarf_Die type = extent->type;
    bool fits = size <= extent->size - variable->at;
    if (extent->is_open || (fits && (variable->at == 0 || !extent->has_members)))
        return false;    // so it is nearly always

    copy_name(extent, variable);
    variable->size = extent->size;
    struct variable member = *variable;
    while (member.at > 0 && narrow(&type, &member))
        ;
    if (is_array(&type)) *variable = member;
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

static void add(struct extents *extents, Dwarf_Die *die, int64_t first, bool is_in_use)
{
    struct extent extent = { .first = first, .die = *die, .is_in_use = is_in_use };
    if (!type_of(die, &extent.type)) return;
    extent.size = size_of(&extent.type);
    if (extent.size == 0) return;
    extent.has_members = is_struct(&extent.type);
    extent.is_open = is_open(&extent.type);
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

/* The scopes around an address, from the innermost to the function, and how far each has come. */
struct surroundings {
    Dwarf_Die *scopes;
    struct dwarf_place *places;
    int count;
    int64_t base;
};

/* Whether what [die] declares in the scope [around] an address is in use there. What is declared
 * later is not yet: till then its place may be that of a variable without a name. */
static bool is_in_use(const struct surroundings *around, Dwarf_Die *scope, Dwarf_Die *die)
{
    int number = 0;
    while (number < around->count && around->scopes[number].addr != scope->addr)
        number++;
    if (number == around->count) return false;
    const struct dwarf_place *now = &around->places[number];
    struct dwarf_place declared = dwarf_place_of_declaration(die);
    bool is_later = declared.line > now->line && now->file != NULL && declared.file != NULL &&
                    strcmp(now->file, declared.file) == 0;
    return !is_later;
}

static bool is_block(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_lexical_block || dwarf_tag(die) == DW_TAG_inlined_subroutine;
}

static void add_locals_of(struct extents *locals, Dwarf_Die *scope,
                          const struct surroundings *around)
{
    Dwarf_Die die;
    int64_t offset;
    if (dwarf_child(scope, &die) != 0) return;
    do {
        if (is_block(&die))
            add_locals_of(locals, &die, around);
        else if (location_of(&die, DW_AT_location, DW_OP_fbreg, &offset))
            add(locals, &die, offset + around->base, is_in_use(around, scope, &die));
    } while (dwarf_siblingof(&die, &die) == 0);
}

/* The function of the surroundings has come to [place], or the innermost of those that it was made
 * of. */
static void find_places(struct surroundings *around, Dwarf_Die *unit, struct dwarf_place place)
{
    around->places = calloc((size_t)around->count, sizeof *around->places);
    INVARIANT(around->places != NULL);
    for (int i = 0; i < around->count; i++) {
        around->places[i] = place;
        if (dwarf_tag(&around->scopes[i]) == DW_TAG_inlined_subroutine)
            place = dwarf_place_of_call(unit, &around->scopes[i]);
    }
}

static void find_locals(Dwarf *dwarf, uint64_t address, struct extents *locals)
{
    Dwarf_Die unit;
    struct surroundings around = { 0 };
    int count = dwarf_scopes_at(dwarf, address, &unit, &around.scopes);
    int function = 0;
    while (function < count && dwarf_tag(&around.scopes[function]) != DW_TAG_subprogram)
        function++;
    if (function < count && frame_of(&around.scopes[function], &around.base)) {
        around.count = function + 1;
        find_places(&around, &unit, dwarf_place_of(&unit, address));
        add_locals_of(locals, &around.scopes[function], &around);
    }
    free(around.places);
    free(around.scopes);
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
        if (address_of(&die, &address)) add(globals, &die, address, true);
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
        if (!extent->is_in_use || !begins_in(extent, offset)) continue;
        left->at = (uint64_t)(offset - extent->first);
        if (!leaves(extent, size, left)) return false;
        found = true;
    }
    return found;
}

static int64_t end_of(const struct extent *extent)
{
    return extent->first + (int64_t)extent->size;
}

/* Of all the function's variables below its guard the one that ends last, if that is in use. NULL:
 * it is not, or there is none. */
static struct extent *last_of(const struct extents *locals, int64_t guard)
{
    struct extent *last = NULL;
    for (size_t i = 0; i < locals->count; i++) {
        struct extent *extent = &locals->all[i];
        if (extent->first >= guard) continue;
        bool is_later = last == NULL || end_of(extent) > end_of(last);
        if (is_later || (end_of(extent) == end_of(last) && extent->is_in_use)) last = extent;
    }
    return last != NULL && last->is_in_use ? last : NULL;
}

/* gcc lays arrays of bytes next to the guard, then those of whatever else, the longest first of
 * either. So what is longer than a gap, and lies below it, is followed by no other of its kind.
 * Bytes without a name may still follow letters that are wider; but who touches those touches one
 * or all of them. */
static bool is_padding(struct extent *last, int64_t gap, int64_t beyond, uint64_t size)
{
    uint64_t letter_size = letter_size_of(&last->type);
    if (gap < 0 || (uint64_t)gap >= last->size) return false;
    return gap == 0 || letter_size == 1 ||
           (letter_size == 2 && size == 2 && (uint64_t)beyond % 2 == 0);
}

bool variables_passes_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, int64_t guard, struct variable *left)
{
    struct extent *last = last_of(locals_at(variables, address), guard);
    if (last == NULL || !is_array(&last->type)) return false;
    int64_t beyond = offset - end_of(last);
    if (beyond < 0 || !is_padding(last, guard - end_of(last), beyond, size)) return false;
    left->at = (uint64_t)(offset - last->first);
    left->size = last->size;
    copy_name(last, left);
    return true;
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
