#include "outside.h"

#include <piperig/world.h>

#include <setjmp.h>
#include <stdlib.h>

static jmp_buf *innermost;

bool outside_try(void (*body)(void *argument), void *argument)
{
    jmp_buf here;
    jmp_buf *volatile outer = innermost;
    volatile bool well = false;

    innermost = &here;
    if (setjmp(here) == 0) {
        body(argument);
        well = true;
    }
    innermost = outer;
    return well;
}

static void call(void *argument)
{
    void (*const *body)(void) = argument;
    (*body)();
}

bool outside_run(void (*body)(void))
{
    bool well = outside_try(call, &body);
    struct world *world = world_current();
    if (world != NULL) world_close(world);    // given up with the machine still on
    return well;
}

void outside_abandon(void)
{
    if (innermost == NULL) abort();    // a demand outside of any test
    longjmp(*innermost, 1);
}
