/* Where in the source an instruction of a program comes from, by the debugging information of its
 * file. */
#ifndef FAKES_CRT_SYMBOLS_H
#define FAKES_CRT_SYMBOLS_H

#include "variables.h"

#include <stdint.h>

struct symbols;

/* A line of [function]. [file] is a name without folders, or NULL if the line is not known. */
typedef void symbols_visitor(void *context, const char *function, const char *file, int line);

/* The debugging information of the file at [path]. Returns: NULL if there is none.
 * Owns: symbols_close(). */
struct symbols *symbols_open(const char *path);
void symbols_close(struct symbols *symbols);

/* Visit what the instruction at [address], relative to where the file is loaded, stands for: the
 * innermost function first, and more than one where some were inlined.
 *
 * Returns: how many. */
unsigned symbols_each_line(struct symbols *symbols, uint64_t address, symbols_visitor *visit,
                           void *context);

/* What is known of its variables. Owns: nothing. */
struct variables *symbols_variables(struct symbols *symbols);

#endif
