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

/* Format as much as fits into [room], without a terminator.  Returns: the length of the whole,
 * or -1. */
static int format_bytes(char *text, size_t room, const char *format, va_list arguments)
{
    struct sink sink = sink_of_bytes(text, room, false);
    return printf_format(&sink, format, arguments);
}

static int format_units(uint16_t *text, size_t room, const uint16_t *format, va_list arguments)
{
    struct sink sink = sink_of_units(text, room, false);
    return printf_format(&sink, format, arguments);
}

/* The index where the terminator goes after [length] characters of which [room] less one may
 * stay. */
static size_t end_of(int length, size_t room)
{
    if (length < 0) return 0;
    return (size_t)length < room ? (size_t)length : room - 1;
}

/* --- Narrow ----------------------------------------------------------------------------------- */

/* Microsoft's older way: no terminator unless there is room to spare, -1 when it does not fit.
 * Asked with no memory at all, it measures. */
static int old(char *text, size_t count, const char *format, va_list arguments)
{
    int length = format_bytes(text, text != NULL ? count : 0, format, arguments);
    if (length < 0 || (text == NULL && count == 0)) return length;
    if ((size_t)length < count) text[length] = 0;
    return (size_t)length <= count ? length : -1;
}

/* The _s way: what does not fit ends the program. */
static int safe(char *text, size_t room, const char *format, va_list arguments)
{
    if (text == NULL || room == 0) crt_crash("sprintf_s: there is no buffer");
    int length = format_bytes(text, room, format, arguments);
    text[end_of(length, room)] = 0;
    if (length >= 0 && (size_t)length >= room)
        crt_crash("sprintf_s: the text does not fit the buffer");
    return length;
}

/* The _s way with a count: text beyond the count is cut and the result is -1. _TRUNCATE counts
 * the room. */
static int cut(char *text, size_t room, size_t count, const char *format, va_list arguments)
{
    if (text == NULL || room == 0) crt_crash("_snprintf_s: there is no buffer");
    size_t end = count < room ? count : room - 1;
    int length = format_bytes(text, end, format, arguments);
    bool fits = length >= 0 && (size_t)length <= end;

    text[end_of(length, end + 1)] = 0;
    if (!fits && length >= 0 && count >= room && count != _TRUNCATE)
        crt_crash("_snprintf_s: the text does not fit the buffer");
    return fits ? length : -1;
}

int __wrap_vsnprintf(char *text, size_t room, const char *format, va_list arguments)
{
    int length = format_bytes(text, room > 0 ? room - 1 : 0, format, arguments);
    if (room > 0) text[end_of(length, room)] = '\0';
    return length;
}

int __wrap_vsprintf(char *text, const char *format, va_list arguments)
{
    return __wrap_vsnprintf(text, INT_MAX, format, arguments);
}

int _vsnprintf(char *text, size_t count, const char *format, va_list arguments)
{
    return old(text, count, format, arguments);
}

int _vsnprintf_s(char *text, size_t room, size_t count, const char *format, va_list arguments)
{
    return cut(text, room, count, format, arguments);
}

int vsprintf_s(char *text, size_t room, const char *format, va_list arguments)
{
    return safe(text, room, format, arguments);
}

int _vscprintf(const char *format, va_list arguments)
{
    return format_bytes(NULL, 0, format, arguments);
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
    int length = old(text, count, format, arguments);
    va_end(arguments);
    return length;
}

int _snprintf_s(char *text, size_t room, size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = cut(text, room, count, format, arguments);
    va_end(arguments);
    return length;
}

int sprintf_s(char *text, size_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = safe(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int _scprintf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = format_bytes(NULL, 0, format, arguments);
    va_end(arguments);
    return length;
}

/* --- Wide ------------------------------------------------------------------------------------- */

/* Microsoft's older way: no terminator unless there is room to spare, -1 when it does not fit.
 * Asked with no memory at all, it measures. */
static int old_wide(WCHAR *text, size_t count, const WCHAR *format, va_list arguments)
{
    int length = format_units(text, text != NULL ? count : 0, format, arguments);
    if (length < 0 || (text == NULL && count == 0)) return length;
    if ((size_t)length < count) text[length] = 0;
    return (size_t)length <= count ? length : -1;
}

/* The _s way: what does not fit ends the program. */
static int safe_wide(WCHAR *text, size_t room, const WCHAR *format, va_list arguments)
{
    if (text == NULL || room == 0) crt_crash("sprintf_s: there is no buffer");
    int length = format_units(text, room, format, arguments);
    text[end_of(length, room)] = 0;
    if (length >= 0 && (size_t)length >= room)
        crt_crash("sprintf_s: the text does not fit the buffer");
    return length;
}

/* The _s way with a count: text beyond the count is cut and the result is -1. _TRUNCATE counts
 * the room. */
static int cut_wide(WCHAR *text, size_t room, size_t count, const WCHAR *format, va_list arguments)
{
    if (text == NULL || room == 0) crt_crash("_snprintf_s: there is no buffer");
    size_t end = count < room ? count : room - 1;
    int length = format_units(text, end, format, arguments);
    bool fits = length >= 0 && (size_t)length <= end;

    text[end_of(length, end + 1)] = 0;
    if (!fits && length >= 0 && count >= room && count != _TRUNCATE)
        crt_crash("_snprintf_s: the text does not fit the buffer");
    return fits ? length : -1;
}

int __wrap_vswprintf(uint16_t *text, size_t room, const uint16_t *format, va_list arguments)
{
    int length = format_units(text, room > 0 ? room - 1 : 0, format, arguments);
    if (room > 0) text[end_of(length, room)] = 0;
    return length >= 0 && (size_t)length < room ? length : -1;
}

int _vsnwprintf(WCHAR *text, size_t count, const WCHAR *format, va_list arguments)
{
    return old_wide(text, count, format, arguments);
}

int _vsnwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, va_list arguments)
{
    return cut_wide(text, room, count, format, arguments);
}

int vswprintf_s(WCHAR *text, size_t room, const WCHAR *format, va_list arguments)
{
    return safe_wide(text, room, format, arguments);
}

int _vscwprintf(const WCHAR *format, va_list arguments)
{
    return format_units(NULL, 0, format, arguments);
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
    int length = old_wide(text, count, format, arguments);
    va_end(arguments);
    return length;
}

int _snwprintf_s(WCHAR *text, size_t room, size_t count, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = cut_wide(text, room, count, format, arguments);
    va_end(arguments);
    return length;
}

int swprintf_s(WCHAR *text, size_t room, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = safe_wide(text, room, format, arguments);
    va_end(arguments);
    return length;
}

int _scwprintf(const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = format_units(NULL, 0, format, arguments);
    va_end(arguments);
    return length;
}
