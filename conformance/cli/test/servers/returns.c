/* Returns at once. */
#include <stdio.h>

int main(void)
{
    fprintf(stderr, "there is no configuration\n");
    return 7;
}
