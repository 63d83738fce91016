#include "grow.h"

#include "invariant.h"

#include <stdlib.h>

void *grow(void *array, size_t *capacity, size_t entry_size)
{
    *capacity = *capacity > 0 ? *capacity * 2 : 16;
    array = realloc(array, *capacity * entry_size);
    INVARIANT(array != NULL);
    return array;
}
