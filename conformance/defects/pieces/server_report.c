#include "server.h"

#include <stdio.h>

void server_report(const char *call, DWORD error)
{
    const BOOL gone =
        error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED;

    if (!gone) fprintf(stderr, "%s failed with error %lu\n", call, error);
}
