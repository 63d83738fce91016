/* To be refused: it is linked as if for Linux, so that it would print by the host's C library. */
#include <stdio.h>

int main(void)
{
    return puts("unbound") < 0;
}
