/* What of a program's source stands around an instruction, by elfutils' libdw. */
#ifndef FAKES_CRT_DWARF_SCOPES_H
#define FAKES_CRT_DWARF_SCOPES_H

#include <elfutils/libdw.h>
#include <stdint.h>

/* The scopes around the instruction at [address], relative to where the file is loaded, from the innermost
 * to the [unit], inlined functions as the machine has them.
 *
 * Returns: how many, 0 if it is not known.  Owns: the caller frees [scopes]. */
int dwarf_scopes_at(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit, Dwarf_Die **scopes);

#endif
