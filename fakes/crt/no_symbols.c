/* In the place of symbols.c and variables.c where no races are looked for: there is nothing to ask
 * then. */
#include "symbols.h"

#include <stddef.h>

struct symbols *symbols_open(const char *path)
{
    (void)path;
    return NULL;
}

void symbols_close(struct symbols *symbols)
{
    (void)symbols;
}

unsigned symbols_each_line(struct symbols *symbols, uint64_t address, symbols_visitor *visit,
                           void *context)
{
    (void)symbols;
    (void)address;
    (void)visit;
    (void)context;
    return 0;
}

struct variables *symbols_variables(struct symbols *symbols)
{
    (void)symbols;
    return NULL;
}

bool variables_leaves_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, struct variable *left)
{
    (void)variables;
    (void)address;
    (void)offset;
    (void)size;
    (void)left;
    return false;
}

bool variables_passes_local(struct variables *variables, uint64_t address, int64_t offset,
                            uint64_t size, int64_t guard, struct variable *left)
{
    (void)variables;
    (void)address;
    (void)offset;
    (void)size;
    (void)guard;
    (void)left;
    return false;
}

bool variables_leaves_global(struct variables *variables, uint64_t address, uint64_t size,
                             struct variable *left)
{
    (void)variables;
    (void)address;
    (void)size;
    (void)left;
    return false;
}
