#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool drawn;

bool progress_is_wanted(void)
{
    return isatty(STDERR_FILENO) != 0;
}

static int columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return 79;
    return size.ws_col - 1;    // a full line would wrap
}

void progress_draw(const char *check, uint64_t runs, uint64_t all_runs, double seconds,
                   double share)
{
    char line[400], part[40] = "";
    if (share >= 0) snprintf(part, sizeof part, ", an estimated %.0f %% of all", share * 100);
    snprintf(line, sizeof line, "%" PRIu64 " runs%s; %.0f runs/s; %s", runs, part,
             seconds > 0 ? (double)all_runs / seconds : 0, check);
    fprintf(stderr, "\r\033[K%.*s", columns(), line);
    fflush(stderr);
    drawn = true;
}

void progress_erase(void)
{
    if (!drawn) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    drawn = false;
}
