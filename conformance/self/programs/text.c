/* Shows what the C library makes of text, each part by its name: what Microsoft's would print,
 * the rig's has to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include <windows.h>

_Static_assert(sizeof(wchar_t) == 2, "wide literals are UTF-16");

static void show_int(int value)
{
    printf("%d ", value);
}

static void show_wide(const wchar_t *text)
{
    printf("[%ls]", text);
}

static void long_is_32_bits(void)
{
    DWORD most = 0xFFFFFFFF;
    LONG least = -2147483647 - 1;
    printf("%lu %ld %lx %d", most, least, most, 7);
}

static void int64(void)
{
    printf("%I64d %I64u %I64x %lld %llu", -9223372036854775807LL, 18446744073709551615ULL,
           0x123456789ABCDEF0ULL, -1LL, 1ULL);
}

static void int32(void)
{
    printf("%I32d %I32u %Id %Iu", -1, 4294967295u, (long long)-2, 3ULL);
}

static void pointer(void)
{
    printf("%p %p", (void *)0x1234ABCD, NULL);
}

static void narrow_text(void)
{
    printf("%s %hs %ls %S %ws", "s", "hs", L"ls", L"S", L"ws");
}

static void wide_text(void)
{
    wprintf(L"%s %hs %ls %S %ws", L"s", "hs", L"ls", "S", L"ws");
}

static void characters(void)
{
    printf("%c%C%hc%lc ", 'a', L'b', 'c', L'd');
    wprintf(L"%c%C%hc%lc", L'a', 'b', 'c', L'd');
}

static void beyond_ascii(void)
{
    printf("%ls %S ", L"\u00e9\u20ac", L"\U0001F600");
    wprintf(L"\u00e9 %s", L"\u20ac\U0001F600");
}

static void widths(void)
{
    printf("[%5d][%-5d][%05d][%+d][% d][%5s][%-5s][%.2s][%*d][%.3d][%#x][%#o]", 42, 42, 42, 42, 42,
           "ab", "ab", "abcd", 4, 7, 7, 255, 8);
}

static void wide_widths(void)
{
    wprintf(L"[%5s][%-5s][%.2s][%5d]", L"ab", L"ab", L"abcd", 42);
}

static void floats(void)
{
    printf("%.2f %g %e", 3.14159, 0.5, 12345.678);
}

static void short_numbers(void)
{
    printf("%hhd %hhu %hd %hu %hhx ", 0x1FF, 0x1FF, 0x1FFFF, 0x1FFFF, 0x1AB);
    printf("%zu %jd %td", sizeof(long long), -1099511627776LL, -2LL);
}

static void widths_by_argument(void)
{
    printf("[%*d][%*s]", -4, 7, -3, "a");
}

static void long_floats(void)
{
    char room[400];
    int size = snprintf(room, sizeof room, "%.1f", 1e300);
    printf("%.2Lf %d", (long double)2.5, size);
}

static void nothing(void)
{
    printf("%s %ls ", (char *)NULL, (wchar_t *)NULL);
    wprintf(L"%s", (wchar_t *)NULL);
}

static void percent(void)
{
    printf("100%%");
}

static void returns(void)
{
    int narrow = printf("four");
    int wide = wprintf(L"\u20ac\u20ac");
    printf(" %d %d", narrow, wide);
}

static void lines(void)
{
    puts("puts");
    putchar('c');
    fputs("fputs", stdout);
    fprintf(stderr, "stderr");
    _putws(L"putws");
    fputws(L"fputws", stdout);
    fwrite("ab", 1, 2, stdout);
}

static void into_memory(void)
{
    char bytes[8];
    wchar_t units[8];
    show_int(snprintf(bytes, sizeof bytes, "%s", "0123456789"));
    printf("%s ", bytes);
    memset(bytes, '?', sizeof bytes);
    show_int(_snprintf(bytes, 4, "%s", "0123456789"));
    printf("%.5s ", bytes);
    show_int(_snprintf_s(bytes, sizeof bytes, _TRUNCATE, "%s", "0123456789"));
    printf("%s ", bytes);
    show_int(swprintf(units, 8, L"%s", L"wide"));
    show_wide(units);
    show_int(_snwprintf(units, 8, L"%S", "narrow"));
    show_wide(units);
}

static void wide_strings(void)
{
    wchar_t text[32];
    show_int((int)wcslen(L"h\u00e9llo"));
    wcscpy(text, L"one");
    wcscat(text, L"+two");
    show_wide(text);
    wcsncpy(text, L"xyz", 2);
    show_wide(text);
    show_wide(wcschr(text, L'+'));
    show_wide(wcsrchr(text, L't'));
    show_wide(wcsstr(text, L"tw"));
    show_int(wcscmp(L"a", L"b") < 0);
    show_int(wcsncmp(L"abc", L"abd", 2));
    show_int(_wcsicmp(L"HeLLo", L"hEllO"));
    show_int((int)wcstol(L"-42rest", NULL, 10));
    show_int((int)wcstoul(L"0xff", NULL, 16));
    show_int(_wtoi(L" 17"));
    show_int(towupper(L'q') == L'Q');
}

static void wide_tokens(void)
{
    wchar_t text[] = L"a,b;c", *rest = NULL;
    for (wchar_t *token = wcstok_s(text, L",;", &rest); token != NULL;
         token = wcstok_s(NULL, L",;", &rest))
        show_wide(token);
}

static void numbers(void)
{
    show_int(strtol("99999999999", NULL, 10) == 2147483647);
    show_int(strtoul("99999999999", NULL, 10) == 4294967295u);
    show_int(atoi("12x"));
    printf("%I64d", _atoi64("99999999999"));
}

static void chance(void)
{
    for (int i = 0; i < 3; i++)
        show_int(rand());
    srand(1);
    show_int(rand());
}

static void the_clock(void)
{
    time_t before = time(NULL);
    Sleep(2500);
    show_int((int)(time(NULL) - before) >= 2);
    show_int((int)(time(NULL) - before) <= 3);
}

static void input(void)
{
    char line[32];
    while (fgets(line, sizeof line, stdin) != NULL)
        printf("[%s]", line);
    printf("%d %d", getchar(), feof(stdin) != 0);
}

static void wide_input(void)
{
    wint_t unit;
    while ((unit = getwchar()) != WEOF)
        printf("%x ", unit);
}

static void allocate(void)
{
    char *block = malloc(10);
    printf("%s", block == NULL ? "no memory" : "memory");
    free(block);
}

static void reallocate_to_nothing(void)
{
    printf("%s", realloc(malloc(3), 0) == NULL ? "freed" : "still there");
}

static void reallocate(void)
{
    char *volatile block = calloc(1, 4);
    char *larger = realloc(block, 8);
    printf("%d %s", block[3], larger == NULL ? "stays" : "moved");
    free(larger == NULL ? block : larger);
}

static void heap(void)
{
    char *block = calloc(3, 3);
    for (int i = 0; i < 9; i++)
        if (block[i] != 0) printf("dirty");
    memcpy(block, "kept", 5);
    block = realloc(block, 4000);
    char *copy = _strdup(block);
    wchar_t *wide = _wcsdup(L"wide");
    printf("%s %s %ls", block, copy, wide);
    free(wide);
    free(copy);
    free(block);
}

static void first(void)
{
    printf("first ");
}

static void second(void)
{
    printf("second ");
}

static void third(void)
{
    atexit(first);
    printf("third ");
}

static void at_exit(void)
{
    atexit(first);
    atexit(second);
    atexit(third);
    printf("main ");
}

static void exits(void)
{
    atexit(first);
    exit(5);
}

static void exits_at_once(void)
{
    atexit(first);
    _exit(6);
}

static void aborts(void)
{
    abort();
}

static void unknown_directive(void)
{
    const char *volatile format = "%y";
    printf(format, 1);
}

static void counts(void)
{
    int count = 0;
    const char *volatile format = "%n";
    printf(format, &count);
}

#define PART(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct {
    const char *name;
    void (*show)(void);
} parts[] = {
    PART(long_is_32_bits),
    PART(int64),
    PART(int32),
    PART(pointer),
    PART(narrow_text),
    PART(wide_text),
    PART(characters),
    PART(beyond_ascii),
    PART(widths),
    PART(wide_widths),
    PART(floats),
    PART(short_numbers),
    PART(widths_by_argument),
    PART(long_floats),
    PART(nothing),
    PART(percent),
    PART(returns),
    PART(lines),
    PART(into_memory),
    PART(wide_strings),
    PART(wide_tokens),
    PART(numbers),
    PART(chance),
    PART(the_clock),
    PART(input),
    PART(wide_input),
    PART(allocate),
    PART(reallocate_to_nothing),
    PART(reallocate),
    PART(heap),
    PART(at_exit),
    PART(exits),
    PART(exits_at_once),
    PART(aborts),
    PART(unknown_directive),
    PART(counts),
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(argv[1], parts[i].name) != 0) continue;
        parts[i].show();
        return 3;
    }
    return 1;
}
