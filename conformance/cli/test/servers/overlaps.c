/* Needs what the rig does not have. */
#include <windows.h>

int main(void)
{
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\overlaps", PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                         PIPE_TYPE_MESSAGE, 1, 64, 64, 0, NULL);
    return pipe == INVALID_HANDLE_VALUE;
}
