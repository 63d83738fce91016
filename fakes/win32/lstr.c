/* lstrlen and its kin: Win32's own string functions, which forgive a null pointer where they
 * can. */
#include "crt/printf.h"
#include "crt/tell.h"
#include "crt/utf16.h"

#include <windows.h>

#include <string.h>

enum { WSPRINTF_MAX = 1024 };    // wsprintf stops there, terminator and all

/* --- Length, copying: a null pointer makes the result null and writes nothing ----------------- */

int WINAPI lstrlenA(LPCSTR text)
{
    if (text == NULL) return 0;
    return (int)tell_text("lstrlen", text, SIZE_MAX);
}

int WINAPI lstrlenW(LPCWSTR text)
{
    if (text == NULL) return 0;
    return (int)tell_units("lstrlen", text, SIZE_MAX);
}

LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    tell_copy("lstrcpy", target, source, strlen(source) + 1);
    return strcpy(target, source);
}

LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    size_t size = (utf16_length(source, SIZE_MAX) + 1) * sizeof *source;
    tell_copy("lstrcpy", target, source, size);
    return memcpy(target, source, size);
}

LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int room)
{
    if (target == NULL || source == NULL || room <= 0) return NULL;
    size_t length = tell_text("lstrcpyn", source, (size_t)room - 1);
    access_call_writes("lstrcpyn", target, length + 1);
    memcpy(target, source, length);
    target[length] = '\0';
    return target;
}

LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int room)
{
    if (target == NULL || source == NULL || room <= 0) return NULL;
    size_t length = tell_units("lstrcpyn", source, (size_t)room - 1);
    access_call_writes("lstrcpyn", target, (length + 1) * sizeof *target);
    memcpy(target, source, length * sizeof *source);
    target[length] = 0;
    return target;
}

LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    size_t used = tell_text("lstrcat", target, SIZE_MAX);
    tell_copy("lstrcat", target + used, source, strlen(source) + 1);
    return strcat(target, source);
}

LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    size_t used = tell_units("lstrcat", target, SIZE_MAX);
    size_t size = (utf16_length(source, SIZE_MAX) + 1) * sizeof *source;
    tell_copy("lstrcat", target + used, source, size);
    memcpy(target + used, source, size);
    return target;
}

/* --- Comparing: as in a dictionary ------------------------------------------------------------ */

static unsigned lower(unsigned unit)
{
    return unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit;
}

/* Digits before letters, letters by the alphabet with the small one first, as Windows sorts
 * words. That is as much of its collation as is modelled: beyond ASCII the numbers decide. */
static int compare(unsigned left, unsigned right, BOOL mind_case)
{
    if (lower(left) != lower(right)) return lower(left) < lower(right) ? -1 : 1;
    if (!mind_case || left == right) return 0;
    return left > right ? -1 : 1;
}

/* A null string sorts before all others. */
static int compare_null(const void *left, const void *right)
{
    return (left != NULL) - (right != NULL);
}

/* The character of either text at [index]. */
static unsigned unit_at(const void *text, size_t index, BOOL wide)
{
    return wide ? ((const WCHAR *)text)[index] : ((const unsigned char *)text)[index];
}

static int compare_texts(const char *call, const void *left, const void *right, BOOL mind_case,
                         BOOL wide)
{
    int difference = 0, of_case = 0;    // the latter counts only when nothing else differs
    bool ended = false;
    size_t count = 0;
    if (left == NULL || right == NULL) return compare_null(left, right);

    for (; difference == 0 && !ended; count++) {
        unsigned l = unit_at(left, count, wide), r = unit_at(right, count, wide);
        difference = compare(l, r, FALSE);
        if (of_case == 0) of_case = compare(l, r, mind_case);
        ended = l == 0;
    }
    tell_both(call, left, right, count * (wide ? sizeof(WCHAR) : 1));
    return difference != 0 ? difference : of_case;
}

int WINAPI lstrcmpA(LPCSTR left, LPCSTR right)
{
    return compare_texts("lstrcmp", left, right, TRUE, FALSE);
}

int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right)
{
    return compare_texts("lstrcmp", left, right, TRUE, TRUE);
}

int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right)
{
    return compare_texts("lstrcmpi", left, right, FALSE, FALSE);
}

int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right)
{
    return compare_texts("lstrcmpi", left, right, FALSE, TRUE);
}

/* --- wsprintf: printf without floats, into at most 1,024 characters --------------------------- */

static int cut(int length)
{
    return length < 0 ? 0 : length < WSPRINTF_MAX ? length : WSPRINTF_MAX - 1;
}

int WINAPI wvsprintfA(LPSTR text, LPCSTR format, va_list arguments)
{
    struct sink sink = sink_of_bytes(text, WSPRINTF_MAX - 1, false);
    int length = cut(printf_format(&sink, format, arguments));
    sink_end(&sink, (size_t)length);
    return length;
}

int WINAPI wvsprintfW(LPWSTR text, LPCWSTR format, va_list arguments)
{
    struct sink sink = sink_of_units(text, WSPRINTF_MAX - 1, false);
    int length = cut(printf_format(&sink, format, arguments));
    sink_end(&sink, (size_t)length);
    return length;
}

int WINAPIV wsprintfA(LPSTR text, LPCSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfA(text, format, arguments);
    va_end(arguments);
    return length;
}

int WINAPIV wsprintfW(LPWSTR text, LPCWSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfW(text, format, arguments);
    va_end(arguments);
    return length;
}
