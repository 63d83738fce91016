/* Names as the kernel keeps them: UTF-16 with a terminator. */
#ifndef FAKES_KERNEL_NAME_H
#define FAKES_KERNEL_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The units before the terminator. */
static inline size_t name_units(const uint16_t *name)
{
    size_t count = 0;
    while (name[count] != 0)
        count++;
    return count;
}

/* Whether they are the same, unit by unit. */
static inline bool name_same(const uint16_t *a, const uint16_t *b)
{
    size_t count = name_units(a);
    return count == name_units(b) && memcmp(a, b, count * sizeof *a) == 0;
}

#endif
