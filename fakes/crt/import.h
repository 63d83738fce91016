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

/* May a program call [name]: do the fakes provide it, or is it of the harmless C library? A
 * function that is bound to the fakes when a program is linked counts. */
bool import_provides(const char *name);

/* Called for each function of the C library that a program may call: those that are bound, and
 * those that are harmless, but for the compiler's own. */
void import_each_name(void (*visit)(void *context, const char *name), void *context);

#endif
