#include "dwarf_scopes.h"

#include <stdbool.h>
#include <stdlib.h>

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
