/* Where a program's variables lie and how long they are, by the debugging information of its file: enough
 * to tell a range of bytes that leaves the array it begins in.
 *
 * A range that begins where an array, a struct or another variable does may be all of it. One that begins
 * within an array ends with the array, be that a member of a struct. Addresses are relative to where the
 * file is loaded. What is kept in registers, or in more than one place, is not known. */
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

/* Whether the [size] bytes at [offset] from the canonical frame address of the function that runs at
 * [address] begin in one of its variables and leave it: [left] then says which. */
bool variables_leaves_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, struct variable *left);

/* Whether the byte at [offset] is none of the function's variables, and an array ends less than 16 bytes
 * before it: [left] then says which. */
bool variables_passes_local(struct variables *variables, uint64_t address, int64_t offset,
                            struct variable *left);

/* The same as variables_leaves_local for a variable that is global or static, at [address] itself. */
bool variables_leaves_global(struct variables *variables, uint64_t address, uint64_t size,
                             struct variable *left);

#endif
