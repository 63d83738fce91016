/* To be refused: the host's C library provides these functions, but they would tell of the host. */
#include <stdio.h>

char *getlogin(void);

int main(void)
{
    int value = 0;
    return getlogin() != 0 && fscanf(stdin, "%d", &value) == 1;
}
