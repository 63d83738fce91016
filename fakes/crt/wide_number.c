/* Numbers written in wide characters, and what kind a wide character is. */
#define _GNU_SOURCE
#include "crt/crt.h"
#include "crt/tell.h"

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

/* What ends the number was read too. */
static void set_end(const char *call, const uint16_t *text, uint16_t **end, size_t begin,
                    size_t used)
{
    access_call_reads(call, text, (begin + used + 1) * sizeof *text);
    if (end == NULL) return;
    access_call_writes_number(call, end, sizeof *end);
    *end = (uint16_t *)text + (used > 0 ? begin + used : 0);
}

static long long read_signed(const char *call, const WCHAR *text, WCHAR **end, int base)
{
    size_t begin = skip_blanks(text);
    char *number = copy_number(text + begin);
    char *number_end;
    long long value = strtoll(number, &number_end, base);

    set_end(call, text, end, begin, (size_t)(number_end - number));
    free(number);
    return value;
}

static unsigned long long read_unsigned(const char *call, const WCHAR *text, WCHAR **end, int base)
{
    size_t begin = skip_blanks(text);
    char *number = copy_number(text + begin);
    char *number_end;
    unsigned long long value = strtoull(number, &number_end, base);

    set_end(call, text, end, begin, (size_t)(number_end - number));
    free(number);
    return value;
}

long long _wcstoi64(const WCHAR *text, WCHAR **end, int base)
{
    return read_signed("_wcstoi64", text, end, base);
}

unsigned long long _wcstoui64(const WCHAR *text, WCHAR **end, int base)
{
    return read_unsigned("_wcstoui64", text, end, base);
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
    return (long)clip(read_signed("wcstol", text, end, base));
}

unsigned long __wrap_wcstoul(const uint16_t *text, uint16_t **end, int base)
{
    return clip_unsigned(read_unsigned("wcstoul", text, end, base),
                         text[skip_blanks(text)] == u'-');
}

long long __wrap_wcstoll(const uint16_t *text, uint16_t **end, int base)
{
    return read_signed("wcstoll", text, end, base);
}

unsigned long long __wrap_wcstoull(const uint16_t *text, uint16_t **end, int base)
{
    return read_unsigned("wcstoull", text, end, base);
}

long long _wtoi64(const WCHAR *text)
{
    return read_signed("_wtoi64", text, NULL, 10);
}

int _wtoi(const WCHAR *text)
{
    return (int)clip(read_signed("_wtoi", text, NULL, 10));
}

int _wtol(const WCHAR *text)
{
    return (int)clip(read_signed("_wtol", text, NULL, 10));
}

/* The narrow ones, whose long has 64 bits on the host. */
long __wrap_strtol(const char *text, char **end, int base)
{
    char *stopped;
    long long value = strtoll(text, &stopped, base);
    tell_number("strtol", text, stopped, end);
    return (long)clip(value);
}

unsigned long __wrap_strtoul(const char *text, char **end, int base)
{
    const char *sign = text;
    char *stopped;
    unsigned long long value = strtoull(text, &stopped, base);
    tell_number("strtoul", text, stopped, end);
    while (isspace((unsigned char)*sign))
        sign++;
    return clip_unsigned(value, *sign == '-');
}

static int read_decimal(const char *call, const char *text)
{
    char *stopped;
    long long value = strtoll(text, &stopped, 10);
    tell_number(call, text, stopped, NULL);
    return (int)clip(value);
}

int __wrap_atoi(const char *text)
{
    return read_decimal("atoi", text);
}

long __wrap_atol(const char *text)
{
    return read_decimal("atol", text);
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
