/* Microsoft's printf: what a directive means and how wide its argument is. */
#ifndef FAKES_CRT_PRINTF_H
#define FAKES_CRT_PRINTF_H

#include "crt/sink.h"

#include <stdarg.h>

/* Format [arguments] into [sink]. [format] holds what the sink holds, bytes or units, and that
 * decides what %s and %c mean: the function's own width, as %S and %C mean the other one.
 *
 * The program's memory that it reads is told to those who watch it; what it writes is not, since the
 * terminator comes after: that is sink_end()'s.
 *
 * Returns: what was put, or -1 when that is more than an int holds or the sink could not grow.
 *          A directive that Microsoft's library does not know, and %n, which it refuses, end the
 *          run. */
int printf_format(struct sink *sink, const void *format, va_list arguments);

#endif
