/* Checks the threads, the ends, the clock, the input and the output that the C library gives a
 * program: each part by its name. */
#undef NDEBUG    // one part fails an assertion, in any build
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <locale.h>
#include <process.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include <windows.h>

#include "check.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static int same(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

static int same_wide(const wchar_t *left, const wchar_t *right)
{
    return wcscmp(left, right) == 0;
}

/* --- Threads ---------------------------------------------------------------------------------- */

struct visit {
    unsigned id;
    int chance[2];
    char *token;
    struct tm *time;
};

static unsigned WINAPI note_id(void *argument)
{
    struct visit *visit = argument;
    visit->id = GetCurrentThreadId();
    return 7;
}

static unsigned WINAPI end_in_between(void *argument)
{
    struct visit *visit = argument;
    visit->id = 1;
    _endthreadex(8);
    visit->id = 2;
    return 9;
}

/* Wait for the thread and close it.  Returns: its exit code. */
static DWORD end_of(uintptr_t thread)
{
    DWORD code = 0;
    CHECK(WaitForSingleObject((HANDLE)thread, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread((HANDLE)thread, &code));
    CHECK(CloseHandle((HANDLE)thread));
    return code;
}

static void thread_result(void)
{
    struct visit visit = { 0 };
    unsigned id = 0;
    uintptr_t thread = _beginthreadex(NULL, 0, note_id, &visit, 0, &id);
    CHECK(thread != 0);
    CHECK(end_of(thread) == 7);
    CHECK(id != 0 && visit.id == id);
}

static void thread_ends_itself(void)
{
    struct visit visit = { 0 };
    CHECK(end_of(_beginthreadex(NULL, 0, end_in_between, &visit, 0, NULL)) == 8);
    CHECK(visit.id == 1);
}

static HANDLE done;
static LONG count_done;

static void count_and_return(void *argument)
{
    CHECK(argument == &count_done);
    if (InterlockedIncrement(&count_done) == 3) SetEvent(done);
}

static void count_and_end(void *argument)
{
    count_and_return(argument);
    _endthread();
    count_done = 99;
}

/* Nobody closes the threads: each does so itself, whether or not its starter knows it already. */
static void threads_close_themselves(void)
{
    done = CreateEvent(NULL, TRUE, FALSE, NULL);
    CHECK(_beginthread(count_and_return, 0, &count_done) != (uintptr_t)-1);
    CHECK(_beginthread(count_and_end, 0, &count_done) != (uintptr_t)-1);
    CHECK(_beginthread(count_and_return, 0, &count_done) != (uintptr_t)-1);
    WaitForSingleObject(done, INFINITE);
    Sleep(10);
    CHECK(count_done == 3);
    CloseHandle(done);
}

static DWORD WINAPI end_as_c_thread(void *argument)
{
    (void)argument;
    _endthread();
}

/* A thread of CreateThread may call it too: there is nothing to close then. */
static void endthread_elsewhere(void)
{
    CHECK(end_of((uintptr_t)CreateThread(NULL, 0, end_as_c_thread, NULL, 0, NULL)) == 0);
}

static void must_be_refused(int error)
{
    struct visit visit = { 0 };
    errno = 0;
    CHECK(_beginthreadex(NULL, 0, note_id, &visit, 0, NULL) == 0 && errno == error);
    errno = 0;
    CHECK(_beginthread(count_and_return, 0, &count_done) == (uintptr_t)-1 && errno == error);
}

static void thread_refused(void)
{
    must_be_refused(EACCES);
}

static void too_many_threads(void)
{
    must_be_refused(EAGAIN);
}

/* --- What each thread has of its own ---------------------------------------------------------- */

static unsigned WINAPI use_state(void *argument)
{
    struct visit *visit = argument;
    char text[] = "a b";
    time_t second_day = 24 * 60 * 60;
    visit->chance[0] = rand();
    Sleep(1);
    visit->chance[1] = rand();
    visit->token = strtok(text, " ");
    Sleep(1);
    CHECK(same(strtok(NULL, " "), "b"));
    visit->time = gmtime(&second_day);
    Sleep(1);
    CHECK(visit->time->tm_mday == 2);
    return 0;
}

static void state_of_threads(void)
{
    struct visit visits[2];
    uintptr_t threads[2];
    srand(5);
    for (int i = 0; i < 2; i++)
        threads[i] = _beginthreadex(NULL, 0, use_state, &visits[i], 0, NULL);
    for (int i = 0; i < 2; i++) {
        end_of(threads[i]);
        CHECK(visits[i].chance[0] == 41 && visits[i].chance[1] == 18467);
    }
    CHECK(visits[0].time != visits[1].time);
    CHECK(rand() == 54);
    srand(1);
    CHECK(rand() == 41);
}

/* --- Time ------------------------------------------------------------------------------------- */

static void the_time(void)
{
    time_t now = 0;
    __time64_t now64 = 0;
    CHECK(time(&now) == 1577836800 && now == 1577836800);
    CHECK(_time64(&now64) == 1577836800 && now64 == 1577836800);
    Sleep(1999);
    CHECK(time(NULL) == 1577836801);
    Sleep(1);
    CHECK(time(NULL) == 1577836802 && _time64(NULL) == 1577836802);
}

static void the_clock(void)
{
    CHECK(clock() == 0);
    Sleep(2500);
    CHECK(clock() == 2500 * (CLOCKS_PER_SEC / 1000));
}

static void calendar(void)
{
    time_t leap_day = 1582979696;    // 2020-02-29 12:34:56 UTC, a Saturday
    struct tm split;
    CHECK(gmtime_s(&split, &leap_day) == 0);
    CHECK(split.tm_year == 120 && split.tm_mon == 1 && split.tm_mday == 29 && split.tm_wday == 6);
    CHECK(split.tm_hour == 12 && split.tm_min == 34 && split.tm_sec == 56 && split.tm_yday == 59);
    memset(&split, 0, sizeof split);
    CHECK(localtime_s(&split, &leap_day) == 0 && split.tm_hour == 12 && split.tm_mday == 29);
    CHECK(gmtime(&leap_day)->tm_min == 34 && localtime(&leap_day)->tm_hour == 12);
    time_t never = (time_t)1 << 62;
    CHECK(gmtime_s(&split, &never) == EINVAL && gmtime(&never) == NULL);
}

/* --- Ends ------------------------------------------------------------------------------------- */

static void nothing(void)
{
}

static void too_many_exits(void)
{
    for (int i = 0; i < 32; i++)
        CHECK(atexit(nothing) == 0);
    CHECK(atexit(nothing) != 0);
}

static void say_third(void)
{
    printf("third ");
}

static void say_second(void)
{
    printf("second ");
}

static void say_first(void)
{
    printf("first ");
}

static void exits_in_turn(void)
{
    atexit(say_third);
    atexit(say_second);
    atexit(say_first);
    exit(CHECK_PASSED);
}

static void ends_at_once(void)
{
    atexit(say_first);
    _Exit(CHECK_PASSED);
}

static void assertion(void)
{
    int pipes = 2;
    assert(pipes == 3);
}

static void locales(void)
{
    CHECK(same(setlocale(LC_ALL, NULL), "C"));
    CHECK(same(setlocale(LC_ALL, "C"), "C") && setlocale(LC_CTYPE, "") != NULL);
    CHECK(setlocale(LC_ALL, "de-DE") == NULL);
}

/* --- Input ------------------------------------------------------------------------------------ */

static void lines_in_pieces(void)
{
    char text[5] = "????";
    CHECK(fgets(text, 1, stdin) == text && same(text, ""));
    CHECK(fgets(text, 5, stdin) == text && same(text, "long"));
    CHECK(fgets(text, 5, stdin) == text && same(text, "er\n"));
    CHECK(fgets(text, 5, stdin) == text && same(text, "\n"));
    CHECK(!feof(stdin));
    CHECK(fgets(text, 5, stdin) == text && same(text, "end"));
    CHECK(feof(stdin) && !ferror(stdin));
    CHECK(fgets(text, 5, stdin) == NULL);
    clearerr(stdin);
    CHECK(!feof(stdin));
    CHECK(getchar() == EOF && feof(stdin));
}

static void characters(void)
{
    char line[8];
    CHECK(getchar() == 'a' && fgetc(stdin) == 'b' && getc(stdin) == 'c');
    CHECK(fgetc(stdin) == 0xE9);
    CHECK(gets_s(line, sizeof line) == line && same(line, "rest"));
    CHECK(gets_s(line, sizeof line) == line && same(line, ""));
    CHECK(gets_s(line, sizeof line) == line && same(line, "last"));
    CHECK(gets_s(line, sizeof line) == NULL && same(line, ""));
    CHECK(fgetc(stdin) == EOF);
}

static void wide_lines(void)
{
    wchar_t text[5] = L"????";
    CHECK(fgetws(text, 1, stdin) == text && same_wide(text, L""));
    CHECK(fgetws(text, 5, stdin) == text && same_wide(text, L"l\u00f6ng"));
    CHECK(fgetws(text, 5, stdin) == text && same_wide(text, L"er\n"));
    CHECK(_getws_s(text, 5) == text && same_wide(text, L"\u20ac"));
    CHECK(_getws_s(text, 5) == text && same_wide(text, L""));
    CHECK(fgetwc(stdin) == L'e' && getwc(stdin) == L'n');
    CHECK(_getws_s(text, 5) == text && same_wide(text, L"d"));
    CHECK(_getws_s(text, 5) == NULL && same_wide(text, L""));
    CHECK(fgetws(text, 5, stdin) == NULL && fgetwc(stdin) == WEOF);
}

/* What is no UTF-8 becomes a replacement character, and what broke it off is read next. */
static void ill_formed(void)
{
    CHECK(fgetwc(stdin) == 0xFFFD);
    CHECK(fgetwc(stdin) == L'a');
    CHECK(fgetwc(stdin) == 0xFFFD);
    CHECK(fgetwc(stdin) == 0xE9);
    CHECK(fgetwc(stdin) == 0xD83D && fgetwc(stdin) == 0xDE00);
    CHECK(fgetwc(stdin) == 0xFFFD);
    CHECK(fgetwc(stdin) == WEOF);
}

static void line_too_long(void)
{
    char line[4];
    gets_s(line, sizeof line);
}

static void wide_line_too_long(void)
{
    wchar_t line[4];
    _getws_s(line, 4);
}

static void other_input(void)
{
    fgetc(stdout);
}

/* --- Output ----------------------------------------------------------------------------------- */

static void print_lists(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    CHECK(vprintf(format, arguments) == 2);
    va_end(arguments);
    va_start(arguments, format);
    CHECK(vfprintf(stderr, format, arguments) == 2);
    va_end(arguments);
}

static void print_wide_lists(const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    CHECK(vwprintf(format, arguments) == 2);
    va_end(arguments);
    va_start(arguments, format);
    CHECK(vfwprintf(stderr, format, arguments) == 2);
    va_end(arguments);
}

static void prints(void)
{
    CHECK(printf_s("%d ", 1) == 2);
    CHECK(fprintf_s(stderr, "%d ", 2) == 2);
    print_lists("%d ", 3);
    CHECK(fwprintf(stdout, L"%d ", 4) == 2);
    CHECK(wprintf_s(L"%d ", 5) == 2);
    CHECK(fwprintf_s(stderr, L"%d ", 6) == 2);
    print_wide_lists(L"%d ", 7);
    CHECK(printf("%s", "") == 0 && wprintf(L"%s", L"") == 0);
}

static void puts_characters(void)
{
    CHECK(putchar('a') == 'a' && putc('b', stdout) == 'b' && fputc('c', stderr) == 'c');
    CHECK(putwchar(L'd') == L'd' && putwc(0x20AC, stdout) == 0x20AC &&
          fputwc(L'f', stderr) == L'f');
    CHECK(fputs("g", stdout) >= 0 && fputws(L"h", stdout) >= 0 && _putws(L"i") >= 0);
    CHECK(fwrite("jklm", 2, 2, stdout) == 2);
    CHECK(fwrite("x", 0, 2, stdout) == 0 && fwrite("x", 2, 0, stdout) == 0);
}

static void errors(void)
{
    errno = ENOENT;
    perror("cannot open");
    errno = ENOENT;
    perror(NULL);
    errno = EACCES;
    perror("");
    errno = ENOENT;
    _wperror(L"cannot open \u20ac");
    errno = ENOENT;
    _wperror(NULL);
}

/* No line of it comes through. */
static void output_fails(void)
{
    static char text[2001];
    memset(text, 'n', sizeof text - 1);
    SetLastError(0);
    CHECK(printf("%d", 1) < 0 && GetLastError() == ERROR_DISK_FULL && errno == ENOSPC);
    CHECK(ferror(stdout) && !ferror(stderr) && !ferror(stdin));
    clearerr(stdout);
    CHECK(!ferror(stdout));
    CHECK(fprintf(stderr, "%s", text) < 0 && ferror(stderr) && !ferror(stdout));
    CHECK(wprintf(L"%d", 1) < 0 && wprintf(L"%hs", text) < 0);
    CHECK(puts("a") == EOF && fputs("a", stdout) == EOF && fputs(text, stdout) == EOF);
    CHECK(putchar('a') == EOF && putc('a', stdout) == EOF && fputc('a', stdout) == EOF);
    CHECK(fwrite("ab", 1, 2, stdout) == 0);
    CHECK(_putws(L"a") < 0 && fputws(L"a", stdout) < 0 && putwchar(L'a') == WEOF);
    perror("a");
}

/* The first call to read fails; nothing is lost by it. */
static void input_fails(void)
{
    char text[5];
    CHECK(fgets(text, 5, stdin) == NULL && ferror(stdin) && !feof(stdin));
    clearerr(stdin);
    CHECK(fgets(text, 5, stdin) == text && same(text, "ab") && !ferror(stdin));
}

/* Longer than what the rig formats without memory of its own. */
enum { MANY = 2000 };

static void long_output(void)
{
    static char text[MANY + 1];
    static wchar_t wide[MANY + 1];
    memset(text, 'n', MANY);
    wmemset(wide, L'w', MANY);
    CHECK(printf("[%s]", text) == MANY + 2);
    CHECK(wprintf(L"[%s]", wide) == MANY + 2);
    CHECK(fputws(wide, stdout) >= 0);
    CHECK(puts(text) >= 0 && _putws(wide) >= 0);
}

static void console_settings(void)
{
    CHECK(fflush(stdout) == 0 && fflush(stderr) == 0 && fflush(NULL) == 0);
    CHECK(setvbuf(stdout, NULL, _IONBF, 0) == 0);
    setbuf(stderr, NULL);
    CHECK(_fileno(stdin) == 0 && _fileno(stdout) == 1 && _fileno(stderr) == 2);
    CHECK(_setmode(_fileno(stdout), _O_BINARY) == _O_TEXT && _setmode(3, _O_TEXT) == -1);
}

static void other_output(void)
{
    fputs("x", stdin);
}

static const struct check_part parts[] = {
    CHECK_PART(thread_result),
    CHECK_PART(thread_ends_itself),
    CHECK_PART(threads_close_themselves),
    CHECK_PART(endthread_elsewhere),
    CHECK_PART(thread_refused),
    CHECK_PART(too_many_threads),
    CHECK_PART(state_of_threads),
    CHECK_PART(the_time),
    CHECK_PART(the_clock),
    CHECK_PART(calendar),
    CHECK_PART(too_many_exits),
    CHECK_PART(exits_in_turn),
    CHECK_PART(ends_at_once),
    CHECK_PART(assertion),
    CHECK_PART(locales),
    CHECK_PART(lines_in_pieces),
    CHECK_PART(characters),
    CHECK_PART(wide_lines),
    CHECK_PART(ill_formed),
    CHECK_PART(line_too_long),
    CHECK_PART(wide_line_too_long),
    CHECK_PART(other_input),
    CHECK_PART(prints),
    CHECK_PART(puts_characters),
    CHECK_PART(errors),
    CHECK_PART(output_fails),
    CHECK_PART(input_fails),
    CHECK_PART(long_output),
    CHECK_PART(console_settings),
    CHECK_PART(other_output),
};

CHECK_MAIN(parts)
