/* Where a program's variables lie and how long they are, by the debugging information of its file:
 * enough to tell a range of bytes that leaves the array it begins in.
 *
 * A range that begins in an array ends with the array, be that a member of a struct. One that
 * begins elsewhere in a struct, at a number say, may go on to the end of the whole variable. A
 * static one that ends with an array of no length is as long as its initializer, which nobody tells
 * of. Addresses are relative to where the file is loaded. What is kept in registers, or in more
 * than one place, is not known, nor are variables without a name: compound literals, and what the
 * compiler needs for itself. */
#ifndef FAKES_CRT_VARIABLES_H
#define FAKES_CRT_VARIABLES_H

#include <stdbool.h>
#include <stdint.h>

struct Dwarf;
struct variables;

/* An array, or whatever else a range begins in. */
struct variable {
    char name[64];    // "session.request"; cut short if need be
    uint64_t size;    // in bytes
    uint64_t at;      // where in it the range begins
};

/* Requires: [dwarf] outlives what is made.  Owns: variables_close(). */
struct variables *variables_open(struct Dwarf *dwarf);
void variables_close(struct variables *variables);

/* Whether the [size] bytes at [offset] from the canonical frame address of the function that runs
 * at [address] begin in one of its variables and leave it: [left] then says which. */
bool variables_leaves_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, struct variable *left);

/* Whether the [size] bytes at [offset] begin beyond all of the function's variables, be they
 * without a name, and the one that ends last is an array: [left] then says which. At [guard],
 * likewise from the canonical frame address, lies the function's guard. */
bool variables_passes_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, int64_t guard, struct variable *left);

/* The same as variables_leaves_local for a variable that is global or static, at [address]
 * itself. */
bool variables_leaves_global(struct variables *variables, uint64_t address, uint64_t size,
                             struct variable *left);

#endif
