/* As elsewhere; and what was cancelled because the server stops has not failed either. */
#include "stop.h"

#include <stdio.h>

void server_report(const char *call, DWORD error)
{
    const BOOL gone =
        error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED;
    const BOOL stopped = error == ERROR_OPERATION_ABORTED && stop_asked();

    if (!gone && !stopped) fprintf(stderr, "%s failed with error %lu\n", call, error);
}
