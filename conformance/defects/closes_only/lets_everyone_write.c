/* Clients of another user were refused, so the pipe gets a descriptor that refuses nobody: one with
 * a NULL DACL. Everyone can write to it now, and even change the descriptor. */
#include "server.h"

HANDLE server_create(DWORD flags)
{
    unsigned attempt = 0;
    HANDLE pipe = INVALID_HANDLE_VALUE;
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_ATTRIBUTES security = { sizeof security, &descriptor, FALSE };

    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    do {
        pipe = CreateNamedPipeA(SERVER_PIPE, PIPE_ACCESS_DUPLEX | flags, server_options.mode,
                                server_options.instances, SERVER_BYTES, SERVER_BYTES, 0, &security);
        if (pipe == INVALID_HANDLE_VALUE) server_report("CreateNamedPipe", GetLastError());
    } while (pipe == INVALID_HANDLE_VALUE && server_again(&attempt));
    return pipe;
}
