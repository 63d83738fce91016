#include "written.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int written_code(const char *command, int code, int unwritten)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    fprintf(stderr, "%s: what came of it could not be written: %s\n", command,
            errno != 0 ? strerror(errno) : "an earlier write failed");
    return unwritten;
}
