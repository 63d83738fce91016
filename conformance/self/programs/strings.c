/* Checks the string functions that Microsoft's C library has beside the standard's, and the
 * standard's on 16-bit units: each part by its name, in either character width. Expected is what
 * Microsoft documents. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tchar.h>
#include <wchar.h>
#include <wctype.h>

#include <windows.h>

#include "check.h"

enum { ROOM = 8 };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static int same(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

static int same_wide(const wchar_t *left, const wchar_t *right)
{
    return wcscmp(left, right) == 0;
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

/* --- Case ------------------------------------------------------------------------------------- */

static void narrow_case(void)
{
    static const struct {
        const char *left, *right;
        size_t count;
        int sign;
    } rows[] = {
        { "HeLLo", "hEllO", 9, 0 }, { "abc", "ABD", 9, -1 }, { "abd", "ABC", 2, 0 },
        { "b", "A", 9, 1 },         { "", "", 9, 0 },        { "", "a", 9, -1 },
        { "a_", "aB", 9, -1 },      { "[", "A", 9, -1 },     { "x", "y", 0, 0 },
        { "longer", "LONG", 9, 1 }, { "\xE9", "A", 9, 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK(sign(_strnicmp(rows[i].left, rows[i].right, rows[i].count)) == rows[i].sign);
        CHECK(sign(_strnicmp(rows[i].right, rows[i].left, rows[i].count)) == -rows[i].sign);
    }
    CHECK(_stricmp("Pipe", "PIPE") == 0);
    CHECK(_stricmp("Pipe", "PIPES") < 0);
    CHECK(_strcmpi("Pipe", "pIPE") == 0);
}

static void narrow_case_change(void)
{
    char text[] = "aZ09[z{@A";
    CHECK(_strupr(text) == text);
    CHECK(same(text, "AZ09[Z{@A"));
    CHECK(_strlwr(text) == text);
    CHECK(same(text, "az09[z{@a"));
}

static void wide_case(void)
{
    wchar_t text[] = L"aZ09[z{@A\u00e9";
    CHECK(_wcsicmp(L"HeLLo", L"hEllO") == 0);
    CHECK(_wcsicmp(L"abc", L"ABD") < 0);
    CHECK(_wcsicmp(L"longer", L"LONG") > 0);
    CHECK(_wcsnicmp(L"abcX", L"ABCy", 3) == 0);
    CHECK(_wcsnicmp(L"abcX", L"ABCy", 4) < 0);
    CHECK(_wcsnicmp(L"x", L"y", 0) == 0);
    CHECK(_wcsupr(text) == text);
    CHECK(same_wide(text, L"AZ09[Z{@A\u00e9"));
    CHECK(_wcslwr(text) == text);
    CHECK(same_wide(text, L"az09[z{@a\u00e9"));
}

/* --- Copying with a bound --------------------------------------------------------------------- */

static void narrow_bounded(void)
{
    char text[ROOM] = "???????";
    CHECK(strcpy_s(text, ROOM, "1234567") == 0 && same(text, "1234567"));
    CHECK(strncpy_s(text, ROOM, "abcdefghi", 3) == 0 && same(text, "abc"));
    CHECK(strncpy_s(text, ROOM, "ab", 5) == 0 && same(text, "ab"));
    CHECK(strcat_s(text, ROOM, "cdefg") == 0 && same(text, "abcdefg"));
    CHECK(strcpy_s(text, ROOM, "") == 0 && same(text, ""));
    CHECK(strncat_s(text, ROOM, "xyz", 2) == 0 && same(text, "xy"));
    CHECK(strncat_s(text, ROOM, "z", 9) == 0 && same(text, "xyz"));
    CHECK(strncpy_s(text, ROOM, "z", 0) == 0 && same(text, ""));
}

static void narrow_truncate(void)
{
    char text[ROOM];
    CHECK(strncpy_s(text, ROOM, "0123456789", _TRUNCATE) == STRUNCATE && same(text, "0123456"));
    CHECK(strncpy_s(text, ROOM, "0123456", _TRUNCATE) == 0 && same(text, "0123456"));
    CHECK(strncpy_s(text, ROOM, "abcd", _TRUNCATE) == 0 && same(text, "abcd"));
    CHECK(strncat_s(text, ROOM, "efgh", _TRUNCATE) == STRUNCATE && same(text, "abcdefg"));
    CHECK(strncat_s(text, ROOM, "", _TRUNCATE) == 0 && same(text, "abcdefg"));
}

static void memory_bounded(void)
{
    char bytes[] = "0123456";
    CHECK(memcpy_s(bytes, sizeof bytes, "ab", 2) == 0 && same(bytes, "ab23456"));
    CHECK(memmove_s(bytes + 1, 4, bytes, 4) == 0 && same(bytes, "aab2356"));
    CHECK(memcpy_s(NULL, 0, NULL, 0) == 0);
}

static void wide_bounded(void)
{
    wchar_t text[ROOM];
    CHECK(wcscpy_s(text, ROOM, L"1234567") == 0 && same_wide(text, L"1234567"));
    CHECK(wcsncpy_s(text, ROOM, L"abcdefghi", 3) == 0 && same_wide(text, L"abc"));
    CHECK(wcscat_s(text, ROOM, L"defg") == 0 && same_wide(text, L"abcdefg"));
    CHECK(wcscpy_s(text, ROOM, L"ab") == 0 && same_wide(text, L"ab"));
    CHECK(wcsncat_s(text, ROOM, L"xyz", 2) == 0 && same_wide(text, L"abxy"));
    CHECK(wcsncpy_s(text, ROOM, L"0123456789", _TRUNCATE) == STRUNCATE);
    CHECK(same_wide(text, L"0123456"));
    CHECK(wcsncpy_s(text, ROOM, L"abcd", _TRUNCATE) == 0 && same_wide(text, L"abcd"));
    CHECK(wcsncat_s(text, ROOM, L"efgh", _TRUNCATE) == STRUNCATE && same_wide(text, L"abcdefg"));
}

static void bounded_lengths(void)
{
    CHECK(strnlen("abc", 9) == 3 && strnlen("abc", 2) == 2);
    CHECK(strnlen_s("abc", 9) == 3 && strnlen_s("abc", 2) == 2 && strnlen_s(NULL, 9) == 0);
    CHECK(wcsnlen(L"abc", 9) == 3 && wcsnlen(L"abc", 2) == 2);
    CHECK(wcsnlen_s(L"abc", 9) == 3 && wcsnlen_s(L"abc", 2) == 2 && wcsnlen_s(NULL, 9) == 0);
}

static void error_texts(void)
{
    char text[64], short_text[4];
    CHECK(strerror_s(text, sizeof text, ENOENT) == 0 && same(text, "No such file or directory"));
    strerror_s(short_text, sizeof short_text, ENOENT);
    CHECK(same(short_text, "No "));
}

static void copies_on_the_heap(void)
{
    char *narrow = _strdup("narrow"), *standard = strdup("");
    wchar_t *wide = _wcsdup(L"wide"), *wide_standard = wcsdup(L"");
    CHECK(same(narrow, "narrow") && same(standard, ""));
    CHECK(same_wide(wide, L"wide") && same_wide(wide_standard, L""));
    free(narrow);
    free(standard);
    free(wide);
    free(wide_standard);
}

/* --- What does not fit ends the program ------------------------------------------------------- */

static char little[4] = "ab";
static wchar_t little_wide[4] = L"ab";

static void strcpy_s_too_long(void)
{
    strcpy_s(little, sizeof little, "1234");
}

static void strncpy_s_too_long(void)
{
    strncpy_s(little, sizeof little, "12345678", 5);
}

static void strcat_s_too_long(void)
{
    strcat_s(little, sizeof little, "12");
}

static void strcat_s_unterminated(void)
{
    static char full[4] = { 'a', 'b', 'c', 'd' };
    strcat_s(full, sizeof full, "");
}

static void strcpy_s_no_buffer(void)
{
    strcpy_s(NULL, 4, "1");
}

static void strcpy_s_no_string(void)
{
    const char *volatile none = NULL;
    strcpy_s(little, sizeof little, none);
}

static void memcpy_s_too_long(void)
{
    memcpy_s(little, sizeof little, "12345", 5);
}

static void wcscpy_s_too_long(void)
{
    wcscpy_s(little_wide, 4, L"1234");
}

static void wcscat_s_too_long(void)
{
    wcscat_s(little_wide, 4, L"12");
}

static void wcscpy_s_no_buffer(void)
{
    wcscpy_s(little_wide, 0, L"1");
}

static void wcscpy_s_no_string(void)
{
    const wchar_t *volatile none = NULL;
    wcscpy_s(little_wide, 4, none);
}

static void itoa_odd_base(void)
{
    char text[40];
    _itoa(1, text, 37);
}

/* --- Wide functions of the standard ----------------------------------------------------------- */

static void wide_memory(void)
{
    wchar_t units[5] = L"abcd";
    CHECK(wmemcmp(L"ab", L"ac", 1) == 0);
    CHECK(wmemcmp(L"ab", L"ac", 2) < 0 && wmemcmp(L"ac", L"ab", 2) > 0);
    CHECK(wmemchr(units, L'c', 4) == units + 2 && wmemchr(units, L'd', 3) == NULL);
    CHECK(wmemmove(units + 1, units, 3) == units + 1 && same_wide(units, L"aabc"));
    CHECK(wmemcpy(units, L"xy", 2) == units && same_wide(units, L"xybc"));
    CHECK(wmemset(units, L'z', 3) == units && same_wide(units, L"zzzc"));
}

static void wide_copies(void)
{
    wchar_t text[ROOM] = L"???????";
    CHECK(wcscpy(text, L"ab") == text && same_wide(text, L"ab"));
    CHECK(wcscat(text, L"cd") == text && same_wide(text, L"abcd"));
    CHECK(wcsncat(text, L"efgh", 2) == text && same_wide(text, L"abcdef"));
    CHECK(wcsncat(text, L"g", 5) == text && same_wide(text, L"abcdefg"));
    CHECK(wcsncpy(text, L"x", 3) == text && wmemcmp(text, L"x\0\0defg", ROOM) == 0);
    CHECK(wcsncpy(text, L"123456", 2) == text && wmemcmp(text, L"12\0d", 4) == 0);
}

static void wide_comparisons(void)
{
    CHECK(wcscmp(L"abc", L"abc") == 0);
    CHECK(wcscmp(L"abc", L"abcd") < 0 && wcscmp(L"b", L"abcd") > 0);
    CHECK(wcscmp(L"\uFFFD", L"a") > 0);
    CHECK(wcsncmp(L"abX", L"abY", 2) == 0 && wcsncmp(L"abX", L"abY", 3) < 0);
    CHECK(wcsncmp(L"ab", L"ab", 9) == 0);
}

static void wide_searches(void)
{
    static const wchar_t text[] = L"one two two";
    CHECK(wcschr(text, L't') == text + 4 && wcschr(text, L'x') == NULL);
    CHECK(wcschr(text, L'\0') == text + 11);
    CHECK(wcsrchr(text, L't') == text + 8 && wcsrchr(text, L'x') == NULL);
    CHECK(wcsrchr(text, L'\0') == text + 11);
    CHECK(wcsstr(text, L"two") == text + 4 && wcsstr(text, L"twx") == NULL);
    CHECK(wcsstr(text, L"") == text && wcsstr(L"", L"a") == NULL);
    CHECK(wcsspn(text, L"eno") == 3 && wcsspn(text, L"") == 0);
    CHECK(wcscspn(text, L" t") == 3 && wcscspn(text, L"x") == 11);
    CHECK(wcspbrk(text, L"wt") == text + 4 && wcspbrk(text, L"xyz") == NULL);
}

static void tokens(void)
{
    char narrow[] = ",,a,b;;c", *rest = NULL;
    CHECK(same(strtok_s(narrow, ",;", &rest), "a"));
    CHECK(same(strtok_s(NULL, ",;", &rest), "b"));
    CHECK(same(strtok_s(NULL, ",;", &rest), "c"));
    CHECK(strtok_s(NULL, ",;", &rest) == NULL);
    CHECK(strtok_s(NULL, ",;", &rest) == NULL);
    char separators[] = ";;", *none = NULL;
    CHECK(strtok_s(separators, ";", &rest) == NULL);
    CHECK(strtok_s(NULL, ";", &none) == NULL);

    char whole[] = "x y";
    CHECK(same(strtok(whole, " "), "x") && same(strtok(NULL, " "), "y"));
    CHECK(strtok(NULL, " ") == NULL);
}

static void wide_tokens(void)
{
    wchar_t text[] = L";a;;b", *rest = NULL;
    CHECK(same_wide(wcstok(text, L";", &rest), L"a"));
    CHECK(same_wide(wcstok(NULL, L";", &rest), L"b"));
    CHECK(wcstok(NULL, L";", &rest) == NULL);
    wchar_t *none = NULL;
    CHECK(wcstok_s(NULL, L";", &none) == NULL);

    wchar_t other[] = L"x y";
    CHECK(same_wide(_wcstok(other, L" "), L"x") && same_wide(_wcstok(NULL, L" "), L"y"));
    CHECK(_wcstok(NULL, L" ") == NULL);
}

/* --- Numbers ---------------------------------------------------------------------------------- */

/* [used] is how much of the text the number takes; [range] whether it is out of range. */
struct number {
    const wchar_t *text;
    int base;
    long long value;
    size_t used;
    int range;
};

static const struct number signed_numbers[] = {
    { L"0", 10, 0, 1, 0 },
    { L" \t\n42x", 10, 42, 5, 0 },
    { L"-42", 10, -42, 3, 0 },
    { L"+7", 10, 7, 2, 0 },
    { L"0x1F", 16, 31, 4, 0 },
    { L"0x1F", 0, 31, 4, 0 },
    { L"017", 0, 15, 3, 0 },
    { L"zz", 36, 1295, 2, 0 },
    { L"101", 2, 5, 3, 0 },
    { L"none", 10, 0, 0, 0 },
    { L"", 10, 0, 0, 0 },
    { L" -", 10, 0, 0, 0 },
    { L"1\u00e9", 10, 1, 1, 0 },
    { L"2147483647", 10, 2147483647, 10, 0 },
    { L"-2147483648", 10, INT_MIN, 11, 0 },
    { L"2147483648", 10, 2147483647, 10, 1 },
    { L"-2147483649", 10, INT_MIN, 11, 1 },
    { L"99999999999999999999", 10, 2147483647, 20, 1 },
    { L"-99999999999999999999", 10, INT_MIN, 21, 1 },
};

static const struct number unsigned_numbers[] = {
    { L"4294967295", 10, 4294967295, 10, 0 },
    { L"0xffffffff", 16, 4294967295, 10, 0 },
    { L"4294967296", 10, 4294967295, 10, 1 },
    { L"-1", 10, 4294967295, 2, 0 },
    { L" -2", 10, 4294967294, 3, 0 },
    { L"-4294967296", 10, 4294967295, 11, 1 },
    { L"18446744073709551614", 10, 4294967295, 20, 1 },
    { L"99999999999999999999", 10, 4294967295, 20, 1 },
    { L"none", 10, 0, 0, 0 },
};

/* A number's text in bytes: whatever is not ASCII becomes a question mark. */
static const char *narrowed(const wchar_t *text)
{
    static char bytes[64];
    size_t count = 0;
    for (; *text != 0; text++)
        bytes[count++] = *text < 0x80 ? (char)*text : '?';
    bytes[count] = '\0';
    return bytes;
}

static void check_number(const struct number *row, long long value, long long narrow_value)
{
    if (value == row->value && narrow_value == row->value) return;
    printf("\"%ls\": %I64d %I64d instead of %I64d\n", row->text, value, narrow_value, row->value);
    CHECK(!"a number is read as it is written");
}

static void long_numbers(void)
{
    for (size_t i = 0; i < COUNT_OF(signed_numbers); i++) {
        const struct number *row = &signed_numbers[i];
        const char *text = narrowed(row->text);
        wchar_t *wide_end;
        char *end;
        errno = 0;
        long long wide_value = wcstol(row->text, &wide_end, row->base);
        CHECK((errno == ERANGE) == row->range);
        errno = 0;
        long long value = strtol(text, &end, row->base);
        CHECK((errno == ERANGE) == row->range);
        check_number(row, wide_value, value);
        CHECK((size_t)(wide_end - row->text) == row->used && (size_t)(end - text) == row->used);
    }
}

static void unsigned_long_numbers(void)
{
    for (size_t i = 0; i < COUNT_OF(unsigned_numbers); i++) {
        const struct number *row = &unsigned_numbers[i];
        const char *text = narrowed(row->text);
        wchar_t *wide_end;
        char *end;
        errno = 0;
        long long wide_value = wcstoul(row->text, &wide_end, row->base);
        CHECK((errno == ERANGE) == row->range);
        errno = 0;
        long long value = strtoul(text, &end, row->base);
        CHECK((errno == ERANGE) == row->range);
        check_number(row, wide_value, value);
        CHECK((size_t)(wide_end - row->text) == row->used && (size_t)(end - text) == row->used);
    }
}

static void numbers_of_64_bits(void)
{
    wchar_t *wide_end;
    char *end;
    CHECK(_wcstoi64(L"-99999999999z", &wide_end, 10) == -99999999999 && *wide_end == L'z');
    CHECK(_wcstoui64(L"0xFFFFFFFFFFz", &wide_end, 0) == 0xFFFFFFFFFF && *wide_end == L'z');
    CHECK(wcstoll(L"-99999999999", NULL, 10) == -99999999999);
    CHECK(wcstoull(L"18446744073709551615", NULL, 10) == ULLONG_MAX);
    CHECK(_strtoi64("-99999999999z", &end, 10) == -99999999999 && *end == 'z');
    CHECK(_strtoui64("18446744073709551615", &end, 10) == ULLONG_MAX && *end == '\0');
    CHECK(_wtoi64(L"99999999999") == 99999999999 && _atoi64("-99999999999") == -99999999999);
    CHECK(_wtoi64(L"x") == 0);
}

static void short_numbers(void)
{
    CHECK(_wtoi(L" -12x") == -12 && _wtol(L"12") == 12 && _wtoi(L"") == 0);
    CHECK(atoi("-12x") == -12 && atol("12") == 12);
    CHECK(_wtoi(L"99999999999") == INT_MAX && atol("-99999999999") == INT_MIN);
}

static void numbers_with_many_zeros(void)
{
    wchar_t text[200], *end;
    wmemset(text, L'0', 150);
    wcscpy(text + 150, L"42x");
    CHECK(wcstol(text, &end, 10) == 42 && end == text + 152);
    CHECK(_wcstoui64(text, &end, 10) == 42 && end == text + 152);
}

static void numbers_written(void)
{
    static const struct {
        int value, base;
        const char *text;
    } rows[] = {
        { 0, 10, "0" },     { 42, 10, "42" },
        { -42, 10, "-42" }, { INT_MIN, 10, "-2147483648" },
        { 255, 16, "ff" },  { -1, 16, "ffffffff" },
        { 35, 36, "z" },    { -1, 2, "11111111111111111111111111111111" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[40];
        CHECK(_itoa(rows[i].value, text, rows[i].base) == text && same(text, rows[i].text));
    }
}

/* --- Kinds ------------------------------------------------------------------------------------ */

/* A character, and a letter for each kind that it is of: aLpha, Upper, lOwer, Digit, heX,
 * aNumeric, Space, Blank, Control, puncTuation, Graph, Print. */
static void kinds(void)
{
    static const struct {
        wint_t unit;
        const char *kinds;
    } rows[] = {
        { L'A', "LUXNGP" }, { L'z', "LONGP" }, { L'f', "LOXNGP" }, { L'7', "DXNGP" },
        { L' ', "SBP" },    { L'\t', "SBC" },  { L'\n', "SC" },    { L'!', "TGP" },
        { 0x7F, "C" },      { 0xC9, "LUNGP" }, { 0xE9, "LONGP" },  { 0x20AC, "TGP" },
        { 0xD800, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        wint_t unit = rows[i].unit;
        const char *kinds_of_unit = rows[i].kinds;
#define IS(function, letter) CHECK((function(unit) != 0) == (strchr(kinds_of_unit, letter) != NULL))
        IS(iswalpha, 'L');
        IS(iswupper, 'U');
        IS(iswlower, 'O');
        IS(iswdigit, 'D');
        IS(iswxdigit, 'X');
        IS(iswalnum, 'N');
        IS(iswspace, 'S');
        IS(iswblank, 'B');
        IS(iswcntrl, 'C');
        IS(iswpunct, 'T');
        IS(iswgraph, 'G');
        IS(iswprint, 'P');
#undef IS
    }
}

static void kind_changes(void)
{
    CHECK(towupper(L'q') == L'Q' && towlower(L'Q') == L'q' && towupper(L'1') == L'1');
    CHECK(towupper(0xE9) == 0xC9 && towlower(0xC9) == 0xE9);
}

/* --- Formatting into memory ------------------------------------------------------------------- */

/* What each function makes of a text of [length] characters in a buffer of four. */
static void narrow_fits(void)
{
    static const struct {
        const char *argument;
        int standard, old, safe_cut;    // what is returned
        const char *kept;               // by those that end their text
        const char *old_kept;           // four bytes
    } rows[] = {
        { "", 0, 0, 0, "", "\0???" },
        { "abc", 3, 3, 3, "abc", "abc\0" },
        { "abcd", 4, 4, -1, "abc", "abcd" },
        { "abcde", 5, -1, -1, "abc", "abcd" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[5] = "????";
        CHECK(_snprintf(text, 4, "%s", rows[i].argument) == rows[i].old);
        CHECK(memcmp(text, rows[i].old_kept, 4) == 0 && text[4] == '\0');
        CHECK(snprintf(text, 4, "%s", rows[i].argument) == rows[i].standard);
        CHECK(same(text, rows[i].kept));
        CHECK(_snprintf_s(text, 4, _TRUNCATE, "%s", rows[i].argument) == rows[i].safe_cut);
        CHECK(same(text, rows[i].kept));
        CHECK(_scprintf("%s", rows[i].argument) == rows[i].standard);
        CHECK(_snprintf(NULL, 0, "%s", rows[i].argument) == rows[i].standard);
        CHECK(snprintf(NULL, 0, "%s", rows[i].argument) == rows[i].standard);
    }
}

static void wide_fits(void)
{
    static const struct {
        const wchar_t *argument;
        int length, standard, old, safe_cut;
        const wchar_t *kept, *old_kept;
    } rows[] = {
        { L"", 0, 0, 0, 0, L"", L"\0???" },
        { L"abc", 3, 3, 3, 3, L"abc", L"abc\0" },
        { L"abcd", 4, -1, 4, -1, L"abc", L"abcd" },
        { L"abcde", 5, -1, -1, -1, L"abc", L"abcd" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        wchar_t text[5] = L"????";
        CHECK(_snwprintf(text, 4, L"%s", rows[i].argument) == rows[i].old);
        CHECK(wmemcmp(text, rows[i].old_kept, 4) == 0 && text[4] == 0);
        CHECK(swprintf(text, 4, L"%s", rows[i].argument) == rows[i].standard);
        CHECK(same_wide(text, rows[i].kept));
        CHECK(_snwprintf_s(text, 4, _TRUNCATE, L"%s", rows[i].argument) == rows[i].safe_cut);
        CHECK(same_wide(text, rows[i].kept));
        CHECK(_scwprintf(L"%s", rows[i].argument) == rows[i].length);
        CHECK(_snwprintf(NULL, 0, L"%s", rows[i].argument) == rows[i].length);
    }
}

static void counted(void)
{
    char text[ROOM];
    wchar_t wide[ROOM];
    CHECK(_snprintf_s(text, ROOM, 3, "%d", 123) == 3 && same(text, "123"));
    CHECK(_snprintf_s(text, ROOM, 3, "%d", 1234) == -1 && same(text, "123"));
    CHECK(_snprintf_s(text, ROOM, 0, "%d", 1) == -1 && same(text, ""));
    CHECK(_snprintf_s(text, ROOM, 99, "%d", 1234567) == 7 && same(text, "1234567"));
    CHECK(_snwprintf_s(wide, ROOM, 3, L"%d", 123) == 3 && same_wide(wide, L"123"));
    CHECK(_snwprintf_s(wide, ROOM, 3, L"%d", 1234) == -1 && same_wide(wide, L"123"));
}

static void unbounded(void)
{
    char text[32];
    wchar_t wide[32];
    CHECK(sprintf(text, "%d-%s", 7, "x") == 3 && same(text, "7-x"));
    CHECK(sprintf_s(text, 4, "%d-%s", 8, "y") == 3 && same(text, "8-y"));
    CHECK(_swprintf(wide, L"%d-%s", 7, L"x") == 3 && same_wide(wide, L"7-x"));
    CHECK(swprintf_s(wide, 4, L"%d-%s", 8, L"y") == 3 && same_wide(wide, L"8-y"));
}

/* The same by argument lists, each function by its place in a switch. */
static int by_list(int function, void *text, size_t room, ...)
{
    va_list arguments;
    int length = -99;
    va_start(arguments, room);
    switch (function) {
    case 0: length = vsnprintf(text, room, "%d", arguments); break;
    case 1: length = vsprintf(text, "%d", arguments); break;
    case 2: length = _vsnprintf(text, room, "%d", arguments); break;
    case 3: length = _vsnprintf_s(text, room, _TRUNCATE, "%d", arguments); break;
    case 4: length = vsprintf_s(text, room, "%d", arguments); break;
    case 5: length = _vscprintf("%d", arguments); break;
    case 6: length = vswprintf(text, room, L"%d", arguments); break;
    case 7: length = _vsnwprintf(text, room, L"%d", arguments); break;
    case 8: length = _vsnwprintf_s(text, room, _TRUNCATE, L"%d", arguments); break;
    case 9: length = vswprintf_s(text, room, L"%d", arguments); break;
    case 10: length = _vscwprintf(L"%d", arguments); break;
    }
    va_end(arguments);
    return length;
}

static void lists(void)
{
    for (int function = 0; function <= 4; function++) {
        char text[ROOM] = "???";
        CHECK(by_list(function, text, ROOM, 321) == 3 && same(text, "321"));
    }
    for (int function = 6; function <= 9; function++) {
        wchar_t text[ROOM] = L"???";
        CHECK(by_list(function, text, ROOM, 321) == 3 && same_wide(text, L"321"));
    }
    CHECK(by_list(5, NULL, 0, 321) == 3 && by_list(10, NULL, 0, 321) == 3);
}

static void sprintf_s_too_long(void)
{
    sprintf_s(little, sizeof little, "%d", 1234);
}

static void sprintf_s_no_buffer(void)
{
    sprintf_s(NULL, 4, "%d", 1);
}

static void snprintf_s_too_long(void)
{
    _snprintf_s(little, sizeof little, 9, "%d", 1234);
}

static void snprintf_s_no_buffer(void)
{
    _snprintf_s(little, 0, 9, "%d", 1);
}

static void swprintf_s_too_long(void)
{
    swprintf_s(little_wide, 4, L"%d", 1234);
}

static void swprintf_s_no_buffer(void)
{
    swprintf_s(little_wide, 0, L"%d", 1);
}

static void snwprintf_s_too_long(void)
{
    _snwprintf_s(little_wide, 4, 9, L"%d", 1234);
}

static void snwprintf_s_no_buffer(void)
{
    _snwprintf_s(NULL, 4, 9, L"%d", 1);
}

/* --- By width-neutral names ------------------------------------------------------------------- */

static void neutral(void)
{
    TCHAR text[ROOM], *rest = NULL;
    CHECK(_tcscpy_s(text, ROOM, TEXT("a,b")) == 0 && _tcslen(text) == 3);
    CHECK(_tcscat_s(text, ROOM, TEXT(",c")) == 0 && _tcscmp(text, TEXT("a,b,c")) == 0);
    CHECK(_tcsicmp(text, TEXT("A,B,C")) == 0 && _tcsnicmp(text, TEXT("A,X"), 2) == 0);
    CHECK(_tcscmp(_tcstok_s(text, TEXT(","), &rest), TEXT("a")) == 0);
    CHECK(_sntprintf_s(text, ROOM, _TRUNCATE, TEXT("%s"), TEXT("0123456789")) == -1);
    CHECK(_tcscmp(text, TEXT("0123456")) == 0 && _tcsstr(text, TEXT("34")) == text + 3);
    CHECK(_stprintf_s(text, ROOM, TEXT("%s%d"), TEXT("x"), 1) == 2 && _tcschr(text, '1') != NULL);
    CHECK(_tcstol(TEXT("-5"), NULL, 10) == -5 && _ttoi(TEXT("17")) == 17);
    CHECK(sizeof(TCHAR) == (_tcslen(TEXT("\u00e9")) == 1 ? 2 : 1));
    TCHAR *copy = _tcsdup(TEXT("copy"));
    CHECK(_tcscmp(copy, TEXT("copy")) == 0);
    free(copy);
}

static const struct check_part parts[] = {
    CHECK_PART(narrow_case),
    CHECK_PART(narrow_case_change),
    CHECK_PART(wide_case),
    CHECK_PART(narrow_bounded),
    CHECK_PART(narrow_truncate),
    CHECK_PART(memory_bounded),
    CHECK_PART(wide_bounded),
    CHECK_PART(bounded_lengths),
    CHECK_PART(error_texts),
    CHECK_PART(copies_on_the_heap),
    CHECK_PART(strcpy_s_too_long),
    CHECK_PART(strncpy_s_too_long),
    CHECK_PART(strcat_s_too_long),
    CHECK_PART(strcat_s_unterminated),
    CHECK_PART(strcpy_s_no_buffer),
    CHECK_PART(strcpy_s_no_string),
    CHECK_PART(memcpy_s_too_long),
    CHECK_PART(wcscpy_s_too_long),
    CHECK_PART(wcscat_s_too_long),
    CHECK_PART(wcscpy_s_no_buffer),
    CHECK_PART(wcscpy_s_no_string),
    CHECK_PART(itoa_odd_base),
    CHECK_PART(wide_memory),
    CHECK_PART(wide_copies),
    CHECK_PART(wide_comparisons),
    CHECK_PART(wide_searches),
    CHECK_PART(tokens),
    CHECK_PART(wide_tokens),
    CHECK_PART(long_numbers),
    CHECK_PART(unsigned_long_numbers),
    CHECK_PART(numbers_of_64_bits),
    CHECK_PART(short_numbers),
    CHECK_PART(numbers_with_many_zeros),
    CHECK_PART(numbers_written),
    CHECK_PART(kinds),
    CHECK_PART(kind_changes),
    CHECK_PART(narrow_fits),
    CHECK_PART(wide_fits),
    CHECK_PART(counted),
    CHECK_PART(unbounded),
    CHECK_PART(lists),
    CHECK_PART(sprintf_s_too_long),
    CHECK_PART(sprintf_s_no_buffer),
    CHECK_PART(snprintf_s_too_long),
    CHECK_PART(snprintf_s_no_buffer),
    CHECK_PART(swprintf_s_too_long),
    CHECK_PART(swprintf_s_no_buffer),
    CHECK_PART(snwprintf_s_too_long),
    CHECK_PART(snwprintf_s_no_buffer),
    CHECK_PART(neutral),
};

CHECK_MAIN(parts)
