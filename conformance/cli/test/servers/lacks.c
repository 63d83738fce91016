/* Calls what the fakes do not provide. */
#include <windows.h>

HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads);

int main(void)
{
    return CreateIoCompletionPort(NULL, NULL, 0, 0) == NULL;
}
