/* Numbers written in wide characters, and what kind a wide character is. */
#define _GNU_SOURCE
#include "crt/crt.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

/* --- Numbers: a number is ASCII, so its narrow copy says the same ----------------------------- */

static size_t skip_blanks(const uint16_t *text)
{
    size_t begin = 0;
    while (text[begin] == u' ' || (text[begin] >= u'\t' && text[begin] <= u'\r'))
        begin++;
    return begin;
}

/* Narrow the part of [text] that may belong to a number: any count of zeros may stand before its
 * digits.
 * Owns: the caller frees it. */
static char *copy_number(const uint16_t *text)
{
    size_t count = 0;
    while (text[count] > u' ' && text[count] < 0x7F)
        count++;

    char *number = malloc(count + 1);
    if (number == NULL) crt_crash("the host has no memory left for a number");
    for (size_t i = 0; i < count; i++)
        number[i] = (char)text[i];
    number[count] = '\0';
    return number;
}

static void tell_end(const uint16_t *text, uint16_t **end, size_t begin, size_t used)
{
    if (end != NULL) *end = (uint16_t *)text + (used > 0 ? begin + used : 0);
}

long long _wcstoi64(const WCHAR *text, WCHAR **end, int base)
{
    size_t begin = skip_blanks(text);
    char *number = copy_number(text + begin);
    char *number_end;
    long long value = strtoll(number, &number_end, base);

    tell_end(text, end, begin, (size_t)(number_end - number));
    free(number);
    return value;
}

unsigned long long _wcstoui64(const WCHAR *text, WCHAR **end, int base)
{
    size_t begin = skip_blanks(text);
    char *number = copy_number(text + begin);
    char *number_end;
    unsigned long long value = strtoull(number, &number_end, base);

    tell_end(text, end, begin, (size_t)(number_end - number));
    free(number);
    return value;
}

/* Microsoft's long has 32 bits: beyond them it is out of range. */
static long long clip(long long value)
{
    if (value >= INT_MIN && value <= INT_MAX) return value;
    errno = ERANGE;
    return value < 0 ? INT_MIN : INT_MAX;
}

/* The same without a sign; a minus sign negates within 32 bits. */
static unsigned clip_unsigned(unsigned long long value, bool negated)
{
    if ((negated ? 0 - value : value) <= UINT_MAX) return (unsigned)value;
    errno = ERANGE;
    return UINT_MAX;
}

long __wrap_wcstol(const uint16_t *text, uint16_t **end, int base)
{
    return (long)clip(_wcstoi64(text, end, base));
}

unsigned long __wrap_wcstoul(const uint16_t *text, uint16_t **end, int base)
{
    return clip_unsigned(_wcstoui64(text, end, base), text[skip_blanks(text)] == u'-');
}

long long __wrap_wcstoll(const uint16_t *text, uint16_t **end, int base)
{
    return _wcstoi64(text, end, base);
}

unsigned long long __wrap_wcstoull(const uint16_t *text, uint16_t **end, int base)
{
    return _wcstoui64(text, end, base);
}

long long _wtoi64(const WCHAR *text)
{
    return _wcstoi64(text, NULL, 10);
}

int _wtoi(const WCHAR *text)
{
    return (int)clip(_wtoi64(text));
}

int _wtol(const WCHAR *text)
{
    return _wtoi(text);
}

/* The narrow ones, whose long has 64 bits on the host. */
long __wrap_strtol(const char *text, char **end, int base)
{
    return (long)clip(strtoll(text, end, base));
}

unsigned long __wrap_strtoul(const char *text, char **end, int base)
{
    const char *sign = text;
    while (isspace((unsigned char)*sign))
        sign++;
    return clip_unsigned(strtoull(text, end, base), *sign == '-');
}

int __wrap_atoi(const char *text)
{
    return (int)clip(strtoll(text, NULL, 10));
}

long __wrap_atol(const char *text)
{
    return __wrap_atoi(text);
}

/* --- Kinds: beyond ASCII as the host's Unicode locale has them, since Microsoft's functions know
 * them in
 *     every locale. Half a surrogate pair is of no kind.
 *     ------------------------------------------------ */

static locale_t unicode(void)
{
    static locale_t locale;
    if (locale == NULL) locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    if (locale == NULL)
        crt_crash("the host has no C.UTF-8 locale, which iswprint and its kin need");
    return locale;
}

#define KIND(name)                                                                                 \
    int __wrap_##name(wint_t unit)                                                                 \
    {                                                                                              \
        return name##_l(unit, unicode()) != 0;                                                     \
    }

KIND(iswalnum)
KIND(iswalpha)
KIND(iswblank)
KIND(iswcntrl)
KIND(iswdigit)
KIND(iswgraph)
KIND(iswlower)
KIND(iswprint)
KIND(iswpunct)
KIND(iswspace)
KIND(iswupper)
KIND(iswxdigit)

wint_t __wrap_towlower(wint_t unit)
{
    return towlower_l(unit, unicode());
}

wint_t __wrap_towupper(wint_t unit)
{
    return towupper_l(unit, unicode());
}
