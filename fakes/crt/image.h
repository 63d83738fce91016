/* A program under test as a shared object: loaded once, copied as often as it has processes, and
 * put back to its first state between runs.
 *
 * A process needs globals of its own. Loading the same file twice gives the same globals, so each
 * further copy is loaded from a memory file with the same content. Resetting copies the writable
 * segment back, less what must outlive a run: coverage counters.
 */
#ifndef FAKES_CRT_IMAGE_H
#define FAKES_CRT_IMAGE_H

#include "symbols.h"
#include "variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image;         // a file
struct image_copy;    // its globals, for one process at a time

/* Load the shared object at [path].
 *
 * Returns: NULL with a sentence in [why] that names the file and what is wrong with it: not there,
 *          not an
 *          ELF shared object, no main or wmain, a function that neither the fakes nor the list of
 *          harmless C
 *          library functions provide (named), a thread-local variable (named), wchar_t of 4 bytes
 *          if it can be seen.
 * Owns:    image_close() unloads it and all its copies. */
struct image *image_open(const char *path, char *why, size_t why_size);
void image_close(struct image *image);

/* Content hash of the file: part of a token, since another build may ask other questions. */
uint64_t image_hash(const struct image *image);

/* Whether the program was built to tell of its accesses to memory: access/hooks.c. */
bool image_shows_memory(const struct image *image);

/* A copy in its first state. Aborts with a message when the system has no room for another copy. */
struct image_copy *image_take(struct image *image);

/* Hand a copy back. It is put back to its first state here. */
void image_give_back(struct image_copy *copy);

/* Whether [address] lies in the copy's code or data. */
bool image_covers(const struct image_copy *copy, const void *address);

/* The global variable of the copy that [address] lies in, and how far into it, in bytes; NULL if
 * there is none. */
const char *image_variable(const struct image_copy *copy, const void *address, size_t *offset);

/* Visit the lines of the program's source that the instruction at [address] comes from. Nothing is
 * visited for one that is not the copy's. */
void image_each_line(const struct image_copy *copy, const void *address, symbols_visitor *visit,
                     void *context);

/* Whether the [size] bytes at [address] begin in a global or static variable of the copy and leave
 * it: [left] then says which. */
bool image_leaves_global(const struct image_copy *copy, uintptr_t address, size_t size,
                         struct variable *left);

/* The same for a variable of the function that [site] lies in, whose frame pointer is [frame]. */
bool image_leaves_local(const struct image_copy *copy, const void *site, uintptr_t frame,
                        uintptr_t address, size_t size, struct variable *left);

/* Whether the [size] bytes at [address] begin beyond the variables of that function, whose guard
 * lies at [guard], and the last of them is an array. */
bool image_passes_local(const struct image_copy *copy, const void *site, uintptr_t frame,
                        uintptr_t address, size_t size, uintptr_t guard, struct variable *left);

/* Call the program's main (or wmain, with the arguments as UTF-16). [argv] ends with NULL. */
int image_main(struct image_copy *copy, int argc, char **argv);

#endif
