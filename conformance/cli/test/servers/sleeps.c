/* Never creates a pipe. */
#include <windows.h>

int main(void)
{
    Sleep(INFINITE);
    return 0;
}
