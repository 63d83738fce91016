/* Reads values out of texts as Microsoft's library does, and checks them itself. */
#include "check.h"

#include <windows.h>

#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void numbers(void)
{
    int a = 0, b = 0;
    unsigned c = 0;
    long long d = 0;
    short e = 0;
    signed char f[2] = { 0, 7 };
    CHECK(sscanf("ADD 12 -3", "ADD %d %d", &a, &b) == 2 && a == 12 && b == -3);
    CHECK(sscanf(" 0x1fg", "%x%c", &c, (char *)&f[0]) == 2 && c == 0x1f && f[0] == 'g');
    CHECK(sscanf("010 0x10 10", "%i %i %i", &a, &b, (int *)&c) == 3 && a == 8 && b == 16 &&
          c == 10);
    CHECK(sscanf("17", "%o", &c) == 1 && c == 15);
    CHECK(sscanf("-9223372036854775807", "%I64d", &d) == 1 && d == -9223372036854775807);
    CHECK(sscanf("5000000000", "%lld", &d) == 1 && d == 5000000000);
    CHECK(sscanf("7", "%I32d", &a) == 1 && a == 7);
    CHECK(sscanf("65537", "%hd", &e) == 1 && e == 1);
    CHECK(sscanf("300", "%hhd", &f[0]) == 1 && f[0] == 44 && f[1] == 7);
    CHECK(sscanf("aF", "%X", &c) == 1 && c == 0xaf);
    CHECK(sscanf("-7 8 9", "%jd %wd %wu", &d, &a, &c) == 3 && d == -7 && a == 8 && c == 9);
    CHECK(sscanf("ABCD", "%p", (void **)&d) == 1 && d == 0xabcd);
    CHECK(sscanf("12345", "%2d%*1d%d", &a, &b) == 2 && a == 12 && b == 45);
}

static void floats(void)
{
    float a = 0;
    double b = 0;
    long double c = 0;
    CHECK(sscanf("1.5 -2e3x", "%f %lf", &a, &b) == 2 && a == 1.5f && b == -2000);
    CHECK(sscanf("1.25", "%Lf", &c) == 1 && c == 1.25L);
    CHECK(sscanf("1.25", "%3lf", &b) == 1 && b == 1.2);
    CHECK(sscanf("x", "%lf", &b) == 0);
}

static void texts(void)
{
    char a[16] = "", b[16] = "";
    wchar_t wide[16] = L"";
    int end = 0;
    CHECK(sscanf("  get  name=x;", "%s %[^=]=%[a-z]%n", a, b, (char *)wide, &end) == 3);
    CHECK(strcmp(a, "get") == 0 && strcmp(b, "name") == 0 && end == 13);
    CHECK(sscanf("abcdef", "%3s%2c", a, b) == 2 && strcmp(a, "abc") == 0 &&
          memcmp(b, "de", 2) == 0);
    CHECK(sscanf("]-x", "%[]-]", a) == 1 && strcmp(a, "]-") == 0);
    CHECK(sscanf("50%", "%d%%%n", (int *)wide, &end) == 1 && end == 3);
    CHECK(sscanf("wide", "%ls", wide) == 1 && wcscmp(wide, L"wide") == 0);
    CHECK(sscanf("wide", "%S", wide) == 1 && wcscmp(wide, L"wide") == 0);
}

static void ends(void)
{
    int a = 5, b = 5;
    char text[4] = "";
    CHECK(sscanf("", "%d", &a) == EOF && a == 5);
    CHECK(sscanf("   ", "%s", text) == EOF);
    CHECK(sscanf("x", "%d", &a) == 0);
    CHECK(sscanf("1", "%d %d", &a, &b) == 1 && a == 1 && b == 5);
    CHECK(sscanf("ADD", "SUB %d", &a) == 0);
    CHECK(sscanf("ab", "%3c", text) == EOF || text[0] == '\0');
}

static void rooms(void)
{
    char text[4] = "xyz", letter = 'x';
    int number = 0;
    CHECK(sscanf_s("abc 7", "%s %d", text, (unsigned)sizeof text, &number) == 2);
    CHECK(strcmp(text, "abc") == 0 && number == 7);
    number = 0;
    CHECK(sscanf_s("abcd 7", "%s %d", text, (unsigned)sizeof text, &number) == 0);
    CHECK(text[0] == '\0' && number == 0);
    CHECK(sscanf_s("q", "%c", &letter, 1u) == 1 && letter == 'q');
    CHECK(sscanf_s("12", "%[0-9]", text, (unsigned)sizeof text) == 1 && strcmp(text, "12") == 0);
}

static void wide(void)
{
    wchar_t text[4] = L"";
    char narrow[4] = "";
    int number = 0;
    CHECK(swscanf(L"n=12 ab", L"n=%d %s", &number, text) == 2 && number == 12);
    CHECK(wcscmp(text, L"ab") == 0);
    CHECK(swscanf(L"ab", L"%S", narrow) == 1 && strcmp(narrow, "ab") == 0);
    CHECK(swscanf(L"ab", L"%hs", narrow) == 1 && strcmp(narrow, "ab") == 0);
    CHECK(swscanf_s(L"abcd", L"%s", text, 4u) == 0 && text[0] == 0);
    CHECK(swscanf_s(L"abc", L"%s", text, 4u) == 1 && wcscmp(text, L"abc") == 0);
}

/* A long is no DWORD here. */
static void long_numbers(void)
{
    DWORD number;
    sscanf("1", "%lu", &number);
}

static void open_set(void)
{
    char text[4];
    sscanf("a", "%[a", text);
}

static void unknown_directive(void)
{
    int value;
    sscanf("1", "%y", &value);
}

static const struct check_part parts[] = {
    CHECK_PART(numbers),      CHECK_PART(floats),   CHECK_PART(texts),
    CHECK_PART(ends),         CHECK_PART(rooms),    CHECK_PART(wide),
    CHECK_PART(long_numbers), CHECK_PART(open_set), CHECK_PART(unknown_directive),
};

CHECK_MAIN(parts)
