/* sprintf and its kin: formatted text into the program's memory.
 *
 * They differ in what happens when it does not fit. snprintf terminates and tells how much it would
 * have been; Microsoft's older _snprintf says -1 and does not even terminate; swprintf says -1 and
 * terminates; the _s functions end the program, as Microsoft's default handler for invalid
 * parameters does.
 */
#include "crt/crt.h"
#include "crt/printf.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* Where the terminator goes after [length] characters of which [room] less one may stay. */
static size_t end_of(int length, size_t room)
{
    if (length < 0) return 0;
    return (size_t)length < room ? (size_t)length : room - 1;
}

/* How each kind of function fills a sink over the program's memory, with [arguments] in its own
 * width. Standard: it always ends with a terminator, for which the sink has left room.  Returns:
 * the length of the whole, or -1. */
static int standard(struct sink sink, size_t room, const void *format, va_list arguments)
{
    int length = printf_format(&sink, format, arguments);
    if (room > 0) sink_end(&sink, end_of(length, room));
    return length;
}

/* Microsoft's older way: no terminator unless there is room to spare, -1 when it does not fit.
 * Asked with no memory at all, it measures. */
static int old(struct sink sink, const void *format, va_list arguments)
{
    size_t count = sink.room;
    if (sink.bytes == NULL) sink.room = 0;
    int length = printf_format(&sink, format, arguments);
    if (length < 0 || (sink.bytes == NULL && count == 0)) return length;
    if ((size_t)length < count)
        sink_end(&sink, (size_t)length);
    else
        sink_end_bare(&sink, count);
    return (size_t)length <= count ? length : -1;
}

/* The _s way: what does not fit ends the program. */
static int safe(struct sink sink, const void *format, va_list arguments)
{
    size_t room = sink.room;
    if (sink.bytes == NULL || room == 0) crt_crash("sprintf_s: there is no buffer");
    int length = printf_format(&sink, format, arguments);
    sink_end(&sink, end_of(length, room));
    if (length >= 0 && (size_t)length >= room)
        crt_crash("sprintf_s: the text does not fit the buffer");
    return length;
}

/* The _s way with a count: text beyond the count is cut and the result is -1. _TRUNCATE counts
 * the room. */
static int cut(struct sink sink, size_t count, const void *format, va_list arguments)
{
    size_t room = sink.room;
    if (sink.bytes == NULL || room == 0) crt_crash("_snprintf_s: there is no buffer");
    sink.room = count < room ? count : room - 1;
    int length = printf_format(&sink, format, arguments);
    bool fits = length >= 0 && (size_t)length <= sink.room;

    sink_end(&sink, end_of(length, sink.room + 1));
    if (!fits && length >= 0 && count >= room && count != _TRUNCATE)
        crt_crash("_snprintf_s: the text does not fit the buffer");
    return fits ? length : -1;
}

static int measure(struct sink nothing, const void *format, va_list arguments)
{
    return printf_format(&nothing, format, arguments);
}

static size_t less_one(size_t room)
{
    return room > 0 ? room - 1 : 0;
}

/* --- Narrow ----------------------------------------------------------------------------------- */

int __wrap_vsnprintf(char *text, size_t room, const char *format, va_list arguments)
{
    return standard(sink_of_bytes(text, less_one(room), false), room, format, arguments);
}

int __wrap_vsprintf(char *text, const char *format, va_list arguments)
{
    return __wrap_vsnprintf(text, INT_MAX, format, arguments);
}

int _vsnprintf(char *text, size_t count, const char *format, va_list arguments)
{
    return old(sink_of_bytes(text, count, false), format, arguments);
}

int _vsnprintf_s(char *text, size_t room, size_t count, const char *format, va_list arguments)
{
    return cut(sink_of_bytes(text, room, false), count, format, arguments);
}

int vsprintf_s(char *text, size_t room, const char *format, va_list arguments)
{
    return safe(sink_of_bytes(text, room, false), format, arguments);
}

int _vscprintf(const char *format, va_list arguments)
{
    return measure(sink_of_bytes(NULL, 0, false), format, arguments);
}

int __wrap_snprintf(char *text, size_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = __wrap_vsnprintf(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int __wrap_sprintf(char *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = __wrap_vsprintf(text, format, arguments);
    va_end(arguments);
    return length;
}

int _snprintf(char *text, size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vsnprintf(text, count, format, arguments);
    va_end(arguments);
    return length;
}

int _snprintf_s(char *text, size_t room, size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vsnprintf_s(text, room, count, format, arguments);
    va_end(arguments);
    return length;
}

int sprintf_s(char *text, size_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsprintf_s(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int _scprintf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vscprintf(format, arguments);
    va_end(arguments);
    return length;
}

/* --- Wide ------------------------------------------------------------------------------------- */

int __wrap_vswprintf(uint16_t *text, size_t room, const uint16_t *format, va_list arguments)
{
    int length = standard(sink_of_units(text, less_one(room), false), room, format, arguments);
    return length >= 0 && (size_t)length < room ? length : -1;
}

int _vsnwprintf(WCHAR *text, size_t count, const WCHAR *format, va_list arguments)
{
    return old(sink_of_units(text, count, false), format, arguments);
}

int _vsnwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, va_list arguments)
{
    return cut(sink_of_units(text, room, false), count, format, arguments);
}

int vswprintf_s(WCHAR *text, size_t room, const WCHAR *format, va_list arguments)
{
    return safe(sink_of_units(text, room, false), format, arguments);
}

int _vscwprintf(const WCHAR *format, va_list arguments)
{
    return measure(sink_of_units(NULL, 0, false), format, arguments);
}

int __wrap_swprintf(uint16_t *text, size_t room, const uint16_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = __wrap_vswprintf(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int _swprintf(WCHAR *text, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = __wrap_vswprintf(text, INT_MAX, format, arguments);
    va_end(arguments);
    return length;
}

int _snwprintf(WCHAR *text, size_t count, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vsnwprintf(text, count, format, arguments);
    va_end(arguments);
    return length;
}

int _snwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vsnwprintf_s(text, room, count, format, arguments);
    va_end(arguments);
    return length;
}

int swprintf_s(WCHAR *text, size_t room, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vswprintf_s(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int _scwprintf(const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vscwprintf(format, arguments);
    va_end(arguments);
    return length;
}
