#include "stop.h"

static LONG asked;

BOOL stop_asked(void)
{
    return InterlockedCompareExchange(&asked, 0, 0) != 0;
}

void stop_ask(void)
{
    InterlockedExchange(&asked, 1);
}
