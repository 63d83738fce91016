/* The threads look at a flag whether they are to stop, and to set one variable takes no lock. Nothing
 * says either when they come to see it: the compiler may have read it once and for all. */
#include "stopping/stop.h"

static BOOL asked;

BOOL stop_asked(void)
{
    return asked;
}

void stop_ask(void)
{
    asked = TRUE;
}
