/* Variables of which each thread has its own. */
#include <windows.h>

__declspec(thread) static DWORD last_error;
static _Thread_local int depth = 1;

int main(void)
{
    static __declspec(thread) int calls;
    last_error = GetLastError();
    depth += calls++;
    return depth;
}
