/* lstrlen and its kin: Win32's own string functions, which forgive a null pointer where they
 * can. */
#include "access/access.h"
#include "crt/printf.h"
#include "crt/utf16.h"

#include <windows.h>

#include <string.h>

enum { WSPRINTF_MAX = 1024 };    // wsprintf stops there, terminator and all

/* Tell those who watch the program's memory what [call] is about to copy. */
static void tell_copy(const char *call, void *target, const void *source, size_t size)
{
    access_call_reads(call, source, size);
    access_call_writes(call, target, size);
}

/* --- Length, copying: a null pointer makes the result null and writes nothing ----------------- */

int WINAPI lstrlenA(LPCSTR text)
{
    if (text == NULL) return 0;
    size_t length = strlen(text);
    access_call_reads("lstrlen", text, length + 1);
    return (int)length;
}

int WINAPI lstrlenW(LPCWSTR text)
{
    if (text == NULL) return 0;
    size_t length = utf16_length(text, SIZE_MAX);
    access_call_reads("lstrlen", text, (length + 1) * sizeof *text);
    return (int)length;
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
    size_t length = strnlen(source, (size_t)room - 1);
    tell_copy("lstrcpyn", target, source, length + 1);
    memcpy(target, source, length);
    target[length] = '\0';
    return target;
}

LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int room)
{
    if (target == NULL || source == NULL || room <= 0) return NULL;
    size_t length = utf16_length(source, (size_t)room - 1);
    tell_copy("lstrcpyn", target, source, (length + 1) * sizeof *source);
    memcpy(target, source, length * sizeof *source);
    target[length] = 0;
    return target;
}

LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    size_t used = strlen(target);
    access_call_reads("lstrcat", target, used + 1);
    tell_copy("lstrcat", target + used, source, strlen(source) + 1);
    return strcat(target, source);
}

LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source)
{
    if (target == NULL || source == NULL) return NULL;
    size_t used = utf16_length(target, SIZE_MAX);
    access_call_reads("lstrcat", target, (used + 1) * sizeof *target);
    lstrcpyW(target + used, source);
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

static int compare_narrow(const char *left, const char *right, BOOL mind_case)
{
    int difference = 0;    // of case, which counts only when nothing else differs
    if (left == NULL || right == NULL) return compare_null(left, right);

    for (size_t i = 0;; i++) {
        unsigned char l = (unsigned char)left[i];
        unsigned char r = (unsigned char)right[i];
        if (lower(l) != lower(r)) return compare(l, r, FALSE);
        if (l == 0) return difference;
        if (difference == 0) difference = compare(l, r, mind_case);
    }
}

static int compare_wide(const WCHAR *left, const WCHAR *right, BOOL mind_case)
{
    int difference = 0;
    if (left == NULL || right == NULL) return compare_null(left, right);

    for (size_t i = 0;; i++) {
        if (lower(left[i]) != lower(right[i])) return compare(left[i], right[i], FALSE);
        if (left[i] == 0) return difference;
        if (difference == 0) difference = compare(left[i], right[i], mind_case);
    }
}

int WINAPI lstrcmpA(LPCSTR left, LPCSTR right)
{
    return compare_narrow(left, right, TRUE);
}

int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right)
{
    return compare_wide(left, right, TRUE);
}

int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right)
{
    return compare_narrow(left, right, FALSE);
}

int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right)
{
    return compare_wide(left, right, FALSE);
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
    text[length] = '\0';
    return length;
}

int WINAPI wvsprintfW(LPWSTR text, LPCWSTR format, va_list arguments)
{
    struct sink sink = sink_of_units(text, WSPRINTF_MAX - 1, false);
    int length = cut(printf_format(&sink, format, arguments));
    text[length] = 0;
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
