/* The wide string functions, for a wchar_t of 16 bits: the host's would read two characters as
 * one. */
#include "crt/crt.h"
#include "crt/state.h"
#include "crt/tell.h"
#include "crt/utf16.h"

#include <string.h>
#include <wchar.h>

/* --- Length, copying -------------------------------------------------------------------------- */

size_t __wrap_wcslen(const uint16_t *text)
{
    return tell_units("wcslen", text, SIZE_MAX);
}

size_t __wrap_wcsnlen(const uint16_t *text, size_t limit)
{
    return tell_units("wcsnlen", text, limit);
}

static size_t length_of(const char *call, const WCHAR *text, size_t limit)
{
    return text != NULL ? tell_units(call, text, limit) : 0;
}

size_t wcsnlen_s(const WCHAR *text, size_t limit)
{
    return length_of("wcsnlen_s", text, limit);
}

uint16_t *__wrap_wmemcpy(uint16_t *target, const uint16_t *source, size_t count)
{
    tell_copy("wmemcpy", target, source, count * sizeof *source);
    return memcpy(target, source, count * sizeof *source);
}

uint16_t *__wrap_wmemmove(uint16_t *target, const uint16_t *source, size_t count)
{
    tell_copy("wmemmove", target, source, count * sizeof *source);
    return memmove(target, source, count * sizeof *source);
}

static uint16_t *fill(uint16_t *target, uint16_t unit, size_t count)
{
    for (size_t i = 0; i < count; i++)
        target[i] = unit;
    return target;
}

uint16_t *__wrap_wmemset(uint16_t *target, uint16_t unit, size_t count)
{
    access_call_writes("wmemset", target, count * sizeof *target);
    return fill(target, unit, count);
}

uint16_t *__wrap_wcscpy(uint16_t *target, const uint16_t *source)
{
    size_t size = (utf16_length(source, SIZE_MAX) + 1) * sizeof *source;
    tell_copy("wcscpy", target, source, size);
    return memcpy(target, source, size);
}

uint16_t *__wrap_wcsncpy(uint16_t *target, const uint16_t *source, size_t count)
{
    size_t length = tell_units("wcsncpy", source, count);
    access_call_writes("wcsncpy", target, count * sizeof *target);
    memcpy(target, source, length * sizeof *source);
    fill(target + length, 0, count - length);
    return target;
}

static uint16_t *append(const char *call, uint16_t *target, const uint16_t *source, size_t limit)
{
    uint16_t *end = target + tell_units(call, target, SIZE_MAX);
    size_t length = tell_units(call, source, limit);
    access_call_writes(call, end, (length + 1) * sizeof *end);
    memcpy(end, source, length * sizeof *source);
    end[length] = 0;
    return target;
}

uint16_t *__wrap_wcscat(uint16_t *target, const uint16_t *source)
{
    return append("wcscat", target, source, SIZE_MAX);
}

uint16_t *__wrap_wcsncat(uint16_t *target, const uint16_t *source, size_t count)
{
    return append("wcsncat", target, source, count);
}

/* --- Comparing -------------------------------------------------------------------------------- */

int __wrap_wmemcmp(const uint16_t *left, const uint16_t *right, size_t count)
{
    tell_both("wmemcmp", left, right, count * sizeof *left);
    for (size_t i = 0; i < count; i++)
        if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* As they are, or without regard to case. */
static WCHAR as_it_is(WCHAR unit)
{
    return unit;
}

/* ASCII only, as in the "C" locale. */
static WCHAR lower(WCHAR unit)
{
    return unit >= u'A' && unit <= u'Z' ? (WCHAR)(unit + (u'a' - u'A')) : unit;
}

static WCHAR upper(WCHAR unit)
{
    return unit >= u'a' && unit <= u'z' ? (WCHAR)(unit - (u'a' - u'A')) : unit;
}

static int compare(const char *call, const WCHAR *left, const WCHAR *right, size_t count,
                   WCHAR (*value)(WCHAR unit))
{
    int difference = 0;
    size_t size = 0;
    while (size < count && difference == 0) {
        difference = value(left[size]) - value(right[size]);
        if (left[size++] == 0) break;
    }
    tell_both(call, left, right, size * sizeof *left);
    return difference;
}

static int sign(int difference)
{
    return (difference > 0) - (difference < 0);
}

int __wrap_wcscmp(const uint16_t *left, const uint16_t *right)
{
    return sign(compare("wcscmp", left, right, SIZE_MAX, as_it_is));
}

int __wrap_wcsncmp(const uint16_t *left, const uint16_t *right, size_t count)
{
    return sign(compare("wcsncmp", left, right, count, as_it_is));
}

int _wcsnicmp(const WCHAR *left, const WCHAR *right, size_t count)
{
    return compare("_wcsnicmp", left, right, count, lower);
}

int _wcsicmp(const WCHAR *left, const WCHAR *right)
{
    return compare("_wcsicmp", left, right, SIZE_MAX, lower);
}

WCHAR *_wcslwr(WCHAR *text)
{
    access_call_writes("_wcslwr", text, (utf16_length(text, SIZE_MAX) + 1) * sizeof *text);
    for (WCHAR *at = text; *at != 0; at++)
        *at = lower(*at);
    return text;
}

WCHAR *_wcsupr(WCHAR *text)
{
    access_call_writes("_wcsupr", text, (utf16_length(text, SIZE_MAX) + 1) * sizeof *text);
    for (WCHAR *at = text; *at != 0; at++)
        *at = upper(*at);
    return text;
}

/* --- Searching -------------------------------------------------------------------------------- */

static uint16_t *find(const uint16_t *units, uint16_t unit, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (units[i] == unit) return (uint16_t *)units + i;
    return NULL;
}

uint16_t *__wrap_wmemchr(const uint16_t *units, uint16_t unit, size_t count)
{
    uint16_t *found = find(units, unit, count);
    size_t read = found != NULL ? (size_t)(found - units) + 1 : count;
    access_call_reads("wmemchr", units, read * sizeof *units);
    return found;
}

uint16_t *__wrap_wcschr(const uint16_t *text, uint16_t unit)
{
    size_t size = utf16_length(text, SIZE_MAX) + 1;
    uint16_t *found = find(text, unit, size);
    size_t read = found != NULL ? (size_t)(found - text) + 1 : size;
    access_call_reads("wcschr", text, read * sizeof *text);
    return found;
}

uint16_t *__wrap_wcsrchr(const uint16_t *text, uint16_t unit)
{
    for (size_t i = tell_units("wcsrchr", text, SIZE_MAX) + 1; i-- > 0;)
        if (text[i] == unit) return (uint16_t *)text + i;
    return NULL;
}

static bool begins_with(const uint16_t *text, const uint16_t *part, size_t length)
{
    size_t same = 0;
    while (same < length && text[same] == part[same])
        same++;
    return same == length;
}

uint16_t *__wrap_wcsstr(const uint16_t *text, const uint16_t *part)
{
    size_t length = tell_units("wcsstr", part, SIZE_MAX);
    const uint16_t *at = text;
    while (*at != 0 && !begins_with(at, part, length))
        at++;
    bool found = begins_with(at, part, length);
    access_call_reads("wcsstr", text, ((size_t)(at - text) + (found ? length : 1)) * sizeof *text);
    return found ? (uint16_t *)at : NULL;
}

/* How far [text] goes on in units that are ([among]) or are not in [set]. */
static size_t span(const uint16_t *text, const uint16_t *set, bool among)
{
    size_t size = utf16_length(set, SIZE_MAX);
    size_t length = 0;
    while (text[length] != 0 && (find(set, text[length], size) != NULL) == among)
        length++;
    return length;
}

static size_t told_span(const char *call, const uint16_t *text, const uint16_t *set, bool among)
{
    size_t length = span(text, set, among);
    tell_units(call, set, SIZE_MAX);
    access_call_reads(call, text, (length + 1) * sizeof *text);
    return length;
}

size_t __wrap_wcsspn(const uint16_t *text, const uint16_t *set)
{
    return told_span("wcsspn", text, set, true);
}

size_t __wrap_wcscspn(const uint16_t *text, const uint16_t *set)
{
    return told_span("wcscspn", text, set, false);
}

uint16_t *__wrap_wcspbrk(const uint16_t *text, const uint16_t *set)
{
    const uint16_t *found = text + told_span("wcspbrk", text, set, false);
    return *found != 0 ? (uint16_t *)found : NULL;
}

static WCHAR *next_token(const char *call, WCHAR *text, const WCHAR *separators, WCHAR **rest)
{
    WCHAR *begin = text != NULL ? text : *rest;
    if (begin == NULL) return NULL;

    WCHAR *token = begin + span(begin, separators, true);
    WCHAR *end = token + span(token, separators, false);
    tell_units(call, separators, SIZE_MAX);
    access_call_reads(call, begin, (size_t)(end - begin + 1) * sizeof *begin);
    *rest = end;
    if (*end != 0) {
        access_call_writes(call, end, sizeof *end);
        *(*rest)++ = 0;
    } else if (end == token) {
        token = NULL;
    }
    return token;
}

WCHAR *wcstok_s(WCHAR *text, const WCHAR *separators, WCHAR **rest)
{
    access_call_writes_number("wcstok_s", rest, sizeof *rest);
    return next_token("wcstok_s", text, separators, rest);
}

uint16_t *__wrap_wcstok(uint16_t *text, const uint16_t *separators, uint16_t **rest)
{
    access_call_writes_number("wcstok", rest, sizeof *rest);
    return next_token("wcstok", text, separators, rest);
}

WCHAR *_wcstok(WCHAR *text, const WCHAR *separators)
{
    return next_token("wcstok", text, separators, &crt_thread_state()->wide_token);
}

/* --- Bounded: what does not fit ends the program, as with Microsoft's default handler --------- */

static errno_t place(const char *call, WCHAR *target, size_t room, size_t used, const WCHAR *source,
                     size_t count)
{
    if (target == NULL || room == 0)
        crt_crash("a bounded wide string function was given no buffer");
    if (source == NULL) crt_crash("a bounded wide string function was given no string");
    if (used >= room || count >= room - used)
        crt_crash("a bounded wide string function was given a string that does not fit the buffer");
    access_call_writes(call, target + used, (count + 1) * sizeof *target);
    memcpy(target + used, source, count * sizeof *source);
    target[used + count] = 0;
    return 0;
}

static errno_t place_part(const char *call, WCHAR *target, size_t room, size_t used,
                          const WCHAR *source, size_t count)
{
    size_t length = length_of(call, source, count);
    bool cut = count == _TRUNCATE && used < room && length >= room - used;

    place(call, target, room, used, source, cut ? room - used - 1 : length);
    return cut ? STRUNCATE : 0;
}

errno_t wcscpy_s(WCHAR *target, rsize_t room, const WCHAR *source)
{
    return place("wcscpy_s", target, room, 0, source, length_of("wcscpy_s", source, SIZE_MAX));
}

errno_t wcsncpy_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count)
{
    return place_part("wcsncpy_s", target, room, 0, source, count);
}

errno_t wcscat_s(WCHAR *target, rsize_t room, const WCHAR *source)
{
    size_t used = length_of("wcscat_s", target, room);
    return place("wcscat_s", target, room, used, source, length_of("wcscat_s", source, SIZE_MAX));
}

errno_t wcsncat_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count)
{
    size_t used = length_of("wcsncat_s", target, room);
    return place_part("wcsncat_s", target, room, used, source, count);
}
