#include "dwarf_scopes.h"

#include <dwarf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Not every compiler writes the index that dwarf_addrdie() goes by. */
static bool find_unit(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit)
{
    Dwarf_CU *at = NULL;
    while (dwarf_get_units(dwarf, at, &at, NULL, NULL, unit, NULL) == 0)
        if (dwarf_haspc(unit, address) > 0) return true;
    return false;
}

int dwarf_scopes_at(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit, Dwarf_Die **scopes)
{
    Dwarf_Die *innermost = NULL;
    if (!find_unit(dwarf, address, unit)) return 0;
    int count = dwarf_getscopes(unit, address, &innermost);
    if (count > 0) count = dwarf_getscopes_die(&innermost[0], scopes);
    free(innermost);
    return count > 0 ? count : 0;
}

static const char *without_folders(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    return slash != NULL ? slash + 1 : path;
}

struct dwarf_place dwarf_place_of(Dwarf_Die *unit, uint64_t address)
{
    struct dwarf_place place = { 0 };
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    if (line == NULL || dwarf_lineno(line, &place.line) != 0) return place;
    place.file = without_folders(dwarf_linesrc(line, NULL, NULL));
    return place;
}

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    if (dwarf_attr(die, name, &attribute) != NULL) dwarf_formudata(&attribute, &number);
    return number;
}

struct dwarf_place dwarf_place_of_call(Dwarf_Die *unit, Dwarf_Die *die)
{
    Dwarf_Files *files = NULL;
    struct dwarf_place place = { .line = (int)number_of(die, DW_AT_call_line) };
    if (dwarf_getsrcfiles(unit, &files, NULL) == 0)
        place.file =
            without_folders(dwarf_filesrc(files, number_of(die, DW_AT_call_file), NULL, NULL));
    return place;
}

struct dwarf_place dwarf_place_of_declaration(Dwarf_Die *die)
{
    struct dwarf_place place = { .file = without_folders(dwarf_decl_file(die)) };
    dwarf_decl_line(die, &place.line);
    return place;
}
