/* Strays before it is started: in a constructor. */
#include <stdio.h>
#include <time.h>

#ifdef UNSEEN
__attribute__((constructor)) static void write_too_far(void)
{
    struct tm day = { .tm_year = 126, .tm_mday = 1 };
    char text[8];
    volatile size_t room = 40;
    strftime(text, room, "%Y-%m-%d %Y-%m-%d %Y-%m-%d", &day);
}
#else
static int table[4];

__attribute__((constructor)) static void take_too_much(void)
{
    volatile int count = 4;
    table[count] = 1;
}
#endif

int main(void)
{
    return 0;
}
