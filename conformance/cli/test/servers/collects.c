/* Its log is a file on a disk. */
#include <stdio.h>
#include <windows.h>

int main(void)
{
    char text[64];
    DWORD read, written;
    HANDLE log = CreateFileA("collected.log", GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS,
                             FILE_ATTRIBUTE_NORMAL, NULL);
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\collects", PIPE_ACCESS_INBOUND,
                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, 1, 0, 512, 0, NULL);
    if (log == INVALID_HANDLE_VALUE || pipe == INVALID_HANDLE_VALUE) return 1;
    for (;;) {
        ConnectNamedPipe(pipe, NULL);
        while (ReadFile(pipe, text, sizeof text, &read, NULL))
            WriteFile(log, text, read, &written, NULL);
        DisconnectNamedPipe(pipe);
    }
}
