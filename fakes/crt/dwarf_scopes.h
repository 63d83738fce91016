/* What of a program's source stands around an instruction, by elfutils' libdw. */
#ifndef FAKES_CRT_DWARF_SCOPES_H
#define FAKES_CRT_DWARF_SCOPES_H

#include <elfutils/libdw.h>
#include <stdint.h>

/* The scopes around the instruction at [address], relative to where the file is loaded, from the
 * innermost to the [unit], inlined functions as the machine has them.
 *
 * Returns: how many, 0 if it is not known.  Owns: the caller frees [scopes]. */
int dwarf_scopes_at(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit, Dwarf_Die **scopes);

/* A line of the source. */
struct dwarf_place {
    const char *file;    // without folders, or NULL: not known
    int line;            // or 0
};

/* Where the instruction at [address] comes from. Owns: nothing, as all below. */
struct dwarf_place dwarf_place_of(Dwarf_Die *unit, uint64_t address);

/* Where a function was inlined that [die] is the inlined body of. */
struct dwarf_place dwarf_place_of_call(Dwarf_Die *unit, Dwarf_Die *die);

/* Where the variable [die] is declared. */
struct dwarf_place dwarf_place_of_declaration(Dwarf_Die *die);

#endif
