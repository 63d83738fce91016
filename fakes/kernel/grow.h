/* Arrays that grow: room for one more entry, or the program ends. */
#ifndef FAKES_KERNEL_GROW_H
#define FAKES_KERNEL_GROW_H

#include <stddef.h>

/* See that [array] has room for an entry at index [count]. */
#define GROW(array, count, capacity)                                                               \
    ((count) < (capacity) ? (void)0 : (void)((array) = grow((array), &(capacity), sizeof *(array))))

/* [array] with at least twice its [capacity]; aborts when the host has no memory left. */
void *grow(void *array, size_t *capacity, size_t entry_size);

#endif
