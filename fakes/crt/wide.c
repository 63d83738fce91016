/* The wide string functions, for a wchar_t of 16 bits: the host's would read two characters as
 * one. */
#include "access/access.h"
#include "crt/crt.h"
#include "crt/state.h"
#include "crt/utf16.h"

#include <string.h>
#include <wchar.h>

/* Tell those who watch the program's memory what [call] is about to touch. */
static void tell_text(const char *call, const uint16_t *text, size_t limit)
{
    size_t length = utf16_length(text, limit);
    access_call_reads(call, text, (length < limit ? length + 1 : limit) * sizeof *text);
}

static void tell_copy(const char *call, uint16_t *target, const uint16_t *source, size_t count)
{
    access_call_reads(call, source, count * sizeof *source);
    access_call_writes(call, target, count * sizeof *target);
}

/* --- Length, copying -------------------------------------------------------------------------- */

size_t __wrap_wcslen(const uint16_t *text)
{
    tell_text("wcslen", text, SIZE_MAX);
    return utf16_length(text, SIZE_MAX);
}

size_t __wrap_wcsnlen(const uint16_t *text, size_t limit)
{
    return utf16_length(text, limit);
}

size_t wcsnlen_s(const WCHAR *text, size_t limit)
{
    return text != NULL ? utf16_length(text, limit) : 0;
}

uint16_t *__wrap_wmemcpy(uint16_t *target, const uint16_t *source, size_t count)
{
    tell_copy("wmemcpy", target, source, count);
    return memcpy(target, source, count * sizeof *source);
}

uint16_t *__wrap_wmemmove(uint16_t *target, const uint16_t *source, size_t count)
{
    tell_copy("wmemmove", target, source, count);
    return memmove(target, source, count * sizeof *source);
}

uint16_t *__wrap_wmemset(uint16_t *target, uint16_t unit, size_t count)
{
    access_call_writes("wmemset", target, count * sizeof *target);
    for (size_t i = 0; i < count; i++)
        target[i] = unit;
    return target;
}

uint16_t *__wrap_wcscpy(uint16_t *target, const uint16_t *source)
{
    size_t count = utf16_length(source, SIZE_MAX) + 1;
    tell_copy("wcscpy", target, source, count);
    return memcpy(target, source, count * sizeof *source);
}

uint16_t *__wrap_wcsncpy(uint16_t *target, const uint16_t *source, size_t count)
{
    size_t length = utf16_length(source, count);
    tell_copy("wcsncpy", target, source, length);
    memcpy(target, source, length * sizeof *source);
    __wrap_wmemset(target + length, 0, count - length);
    return target;
}

uint16_t *__wrap_wcscat(uint16_t *target, const uint16_t *source)
{
    __wrap_wcscpy(target + __wrap_wcslen(target), source);
    return target;
}

uint16_t *__wrap_wcsncat(uint16_t *target, const uint16_t *source, size_t count)
{
    uint16_t *end = target + __wrap_wcslen(target);
    size_t length = utf16_length(source, count);
    tell_copy("wcsncat", end, source, length);
    memcpy(end, source, length * sizeof *source);
    end[length] = 0;
    return target;
}

/* --- Comparing -------------------------------------------------------------------------------- */

int __wrap_wmemcmp(const uint16_t *left, const uint16_t *right, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
    return 0;
}

int __wrap_wcsncmp(const uint16_t *left, const uint16_t *right, size_t count)
{
    size_t size = 0;
    while (size < count && left[size] == right[size] && left[size] != 0)
        size++;
    if (size < count) size++;
    access_call_reads("wcscmp", left, size * sizeof *left);
    access_call_reads("wcscmp", right, size * sizeof *right);
    for (size_t i = 0; i < count; i++) {
        if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
        if (left[i] == 0) return 0;
    }
    return 0;
}

int __wrap_wcscmp(const uint16_t *left, const uint16_t *right)
{
    return __wrap_wcsncmp(left, right, SIZE_MAX);
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

int _wcsnicmp(const WCHAR *left, const WCHAR *right, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int difference = lower(left[i]) - lower(right[i]);
        if (difference != 0 || left[i] == 0) return difference;
    }
    return 0;
}

int _wcsicmp(const WCHAR *left, const WCHAR *right)
{
    return _wcsnicmp(left, right, SIZE_MAX);
}

WCHAR *_wcslwr(WCHAR *text)
{
    for (WCHAR *at = text; *at != 0; at++)
        *at = lower(*at);
    return text;
}

WCHAR *_wcsupr(WCHAR *text)
{
    for (WCHAR *at = text; *at != 0; at++)
        *at = upper(*at);
    return text;
}

/* --- Searching -------------------------------------------------------------------------------- */

uint16_t *__wrap_wmemchr(const uint16_t *units, uint16_t unit, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (units[i] == unit) return (uint16_t *)units + i;
    return NULL;
}

uint16_t *__wrap_wcschr(const uint16_t *text, uint16_t unit)
{
    return __wrap_wmemchr(text, unit, __wrap_wcslen(text) + 1);
}

uint16_t *__wrap_wcsrchr(const uint16_t *text, uint16_t unit)
{
    for (size_t i = __wrap_wcslen(text) + 1; i-- > 0;)
        if (text[i] == unit) return (uint16_t *)text + i;
    return NULL;
}

uint16_t *__wrap_wcsstr(const uint16_t *text, const uint16_t *part)
{
    size_t length = __wrap_wcslen(part);
    for (;; text++) {
        if (__wrap_wcsncmp(text, part, length) == 0) return (uint16_t *)text;
        if (*text == 0) return NULL;
    }
}

/* How far [text] goes on in units that are ([among]) or are not in [set]. */
static size_t span(const uint16_t *text, const uint16_t *set, bool among)
{
    size_t size = __wrap_wcslen(set);
    size_t length = 0;
    while (text[length] != 0 && (__wrap_wmemchr(set, text[length], size) != NULL) == among)
        length++;
    return length;
}

size_t __wrap_wcsspn(const uint16_t *text, const uint16_t *set)
{
    return span(text, set, true);
}

size_t __wrap_wcscspn(const uint16_t *text, const uint16_t *set)
{
    return span(text, set, false);
}

uint16_t *__wrap_wcspbrk(const uint16_t *text, const uint16_t *set)
{
    const uint16_t *found = text + span(text, set, false);
    return *found != 0 ? (uint16_t *)found : NULL;
}

WCHAR *wcstok_s(WCHAR *text, const WCHAR *separators, WCHAR **rest)
{
    WCHAR *token = text != NULL ? text : *rest;
    if (token == NULL) return NULL;

    token += span(token, separators, true);
    *rest = token + span(token, separators, false);
    if (**rest != 0)
        *(*rest)++ = 0;
    else if (*rest == token)
        token = NULL;
    return token;
}

uint16_t *__wrap_wcstok(uint16_t *text, const uint16_t *separators, uint16_t **rest)
{
    return wcstok_s(text, separators, rest);
}

WCHAR *_wcstok(WCHAR *text, const WCHAR *separators)
{
    return wcstok_s(text, separators, &crt_thread_state()->wide_token);
}

/* --- Bounded: what does not fit ends the program, as with Microsoft's default handler --------- */

static errno_t place(WCHAR *target, size_t room, size_t used, const WCHAR *source, size_t count)
{
    if (target == NULL || room == 0)
        crt_crash("a bounded wide string function was given no buffer");
    if (source == NULL) crt_crash("a bounded wide string function was given no string");
    if (used >= room || count >= room - used)
        crt_crash("a bounded wide string function was given a string that does not fit the buffer");
    memcpy(target + used, source, count * sizeof *source);
    target[used + count] = 0;
    return 0;
}

static errno_t place_part(WCHAR *target, size_t room, size_t used, const WCHAR *source,
                          size_t count)
{
    size_t length = source != NULL ? utf16_length(source, count) : 0;
    bool cut = count == _TRUNCATE && used < room && length >= room - used;

    place(target, room, used, source, cut ? room - used - 1 : length);
    return cut ? STRUNCATE : 0;
}

errno_t wcscpy_s(WCHAR *target, rsize_t room, const WCHAR *source)
{
    return place(target, room, 0, source, wcsnlen_s(source, SIZE_MAX));
}

errno_t wcsncpy_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count)
{
    return place_part(target, room, 0, source, count);
}

errno_t wcscat_s(WCHAR *target, rsize_t room, const WCHAR *source)
{
    return place(target, room, wcsnlen_s(target, room), source, wcsnlen_s(source, SIZE_MAX));
}

errno_t wcsncat_s(WCHAR *target, rsize_t room, const WCHAR *source, rsize_t count)
{
    return place_part(target, room, wcsnlen_s(target, room), source, count);
}
