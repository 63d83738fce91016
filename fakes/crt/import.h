/* What a program may ask the host for. */
#ifndef FAKES_CRT_IMPORT_H
#define FAKES_CRT_IMPORT_H

#include "elf.h"

/* Is all that the program needs there, and only what it may have?
 *
 * Returns: false with a clause in [reason] that names the symbol: no main or wmain, a thread-local
 *          variable, a
 *          C library function that escapes the fakes, a function that nobody provides. */
bool import_check(const struct elf *elf, char *reason, size_t reason_size);

#endif
