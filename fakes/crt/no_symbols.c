/* In the place of symbols.c where no races are looked for, and so nobody asks for lines. */
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
