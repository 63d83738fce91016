/* Keeps count in each kind of memory that a run may write to. Shows the counts as it finds them,
 * counts, lets others run, and shows them again. */
#include <stdio.h>
#include <windows.h>

static int initialised = 40;
static int zeroed;
static int large[30000];
static int *pointer = &initialised;
static int other;

static int count_calls(void)
{
    static int calls = 7;
    return calls++;
}

static void show(void)
{
    printf("%d %d %d %d %d;", initialised, zeroed, large[29999], pointer == &initialised,
           count_calls());
}

int main(void)
{
    show();
    initialised++;
    zeroed++;
    large[29999]++;
    pointer = &other;
    Sleep(10);
    show();
    return initialised;
}
