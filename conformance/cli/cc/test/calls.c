/* Calls what the fakes do not provide: twice, and one that the host's own headers declare. */
#include <windows.h>

#include <stdio.h>
#include <unistd.h>

int main(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0);
    ImpersonateNamedPipeClient(port);
    printf("%d\n", getpid());
    return 0;
}
