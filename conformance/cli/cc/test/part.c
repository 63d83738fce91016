/* Half a program: has no main. */
#include <windows.h>

#if defined(UNICODE) != defined(_UNICODE)
#error one of the two alone garbles text
#endif

int helper(void)
{
    return sizeof(TCHAR);
}
