/* Microsoft's sscanf: what a directive means and what it puts where. */
#ifndef FAKES_CRT_SCAN_H
#define FAKES_CRT_SCAN_H

#include <stdarg.h>
#include <stdbool.h>

/* A text to be read, and how. */
struct scan {
    const char *call;    // its name in the source
    const void *text;    // bytes, or units of UTF-16, as [wide] says; so is the format
    bool wide;
    bool
        safe;    // an _s function: %s, %c and %[ have the room of their targets as another argument
};

/* Read what [format] says and put it where [list] says. What is read and written of the program's
 * memory is told to those who watch it.
 *
 * Returns: the number of values that were put, or EOF where the text ended before the first.
 *          A directive that Microsoft's library does not know ends the run, as does an integer with
 *          an l: a DWORD and a long, which on Windows are as wide, are not so here. */
int scan_format(const struct scan *scan, const void *format, va_list list);

#endif
