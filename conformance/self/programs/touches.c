/* Calls that touch more memory than is there, one for each row of touches.def: the argument is its
 * number. */
#include <sys/cdefs.h>

/* Else the compiler leaves out a call that only reads and whose result nobody wants. */
#undef __attribute_pure__
#define __attribute_pure__

#include <windows.h>

#include <conio.h>
#include <locale.h>
#include <math.h>
#include <process.h>
#include <sddl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strsafe.h>
#include <time.h>
#include <wchar.h>

#define PIPE_NAME  "\\\\.\\pipe\\touches"
#define FROM_ARRAY (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY)
#define ALLOCATED  (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER)

int bcmp(const void *left, const void *right, size_t size);
char *stpcpy(char *to, const char *from);

/* --- Memory ----------------------------------------------------------------------------------- */

static char aaa[] = "aaaaaaaaaaaaaaaa";
static WCHAR wide_aaa[] = L"aaaaaaaaaaaaaaaa";
static char room[256];
static WCHAR wide_room[256];

/* One byte too few for [size]. */
static void *less(size_t size)
{
    return malloc(size - 1);
}

static char *filled(char byte)
{
    return memset(malloc(8), byte, 8);
}

static WCHAR *wide_filled(WCHAR unit)
{
    return wmemset(malloc(8), unit, 4);
}

static char *full(void)
{
    return filled('a');
}

static char *digits(void)
{
    return filled('1');
}

static WCHAR *wide_full(void)
{
    return wide_filled(L'a');
}

static WCHAR *wide_digits(void)
{
    return wide_filled(L'1');
}

static void *tight(void)
{
    return malloc(4);
}

/* --- What calls are about --------------------------------------------------------------------- */

static char *rest;
static WCHAR *wide_rest;
static struct tm day;
static SYSTEMTIME date;
static DWORD number;
static volatile int fifty = 50;
static PSECURITY_DESCRIPTOR descriptor;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;

static int compare(const void *left, const void *right)
{
    return left < right ? -1 : left > right;
}

static BOOL CALLBACK do_once(PINIT_ONCE variable, PVOID parameter, PVOID *context)
{
    (void)variable, (void)parameter, (void)context;
    return TRUE;
}

static VOID CALLBACK fire(PVOID parameter, BOOLEAN fired)
{
    (void)parameter, (void)fired;
}

static DWORD WINAPI begin(LPVOID parameter)
{
    (void)parameter;
    return 0;
}

static HANDLE own(void)
{
    return GetCurrentProcess();
}

static HANDLE event(void)
{
    return CreateEventW(NULL, FALSE, FALSE, NULL);
}

static SECURITY_ATTRIBUTES *secured(void *by)
{
    static SECURITY_ATTRIBUTES attributes = { .nLength = sizeof attributes };
    attributes.lpSecurityDescriptor = by;
    return &attributes;
}

static HANDLE serve(void)
{
    return CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX,
                            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 512, 512, 0, NULL);
}

static const WCHAR *name_of(HANDLE pipe)
{
    (void)pipe;
    return L"\\\\.\\pipe\\touches";
}

/* The server's end of a conversation: a message of 16 bytes is there to be read. */
static HANDLE talk(void)
{
    HANDLE pipe = serve();
    HANDLE client =
        CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    WriteFile(client, aaa, 16, &number, NULL);
    return pipe;
}

/* --- Through a list of arguments -------------------------------------------------------------- */

#define THROUGH(name, parameters, call)                                                            \
    static void through_##name parameters                                                          \
    {                                                                                              \
        va_list list;                                                                              \
        va_start(list, format);                                                                    \
        call;                                                                                      \
        va_end(list);                                                                              \
    }

THROUGH(vprintf, (const char *format, ...), vprintf(format, list))
THROUGH(vfprintf, (const char *format, ...), vfprintf(stdout, format, list))
THROUGH(vwprintf, (const WCHAR *format, ...), vwprintf(format, list))
THROUGH(vfwprintf, (const WCHAR *format, ...), vfwprintf(stdout, format, list))
THROUGH(vsprintf, (char *text, const char *format, ...), vsprintf(text, format, list))
THROUGH(vsnprintf, (char *text, const char *format, ...), vsnprintf(text, 50, format, list))
THROUGH(vsprintf_s, (char *text, const char *format, ...), vsprintf_s(text, 50, format, list))
THROUGH(_vsnprintf, (char *text, const char *format, ...), _vsnprintf(text, 50, format, list))
THROUGH(_vsnprintf_s, (char *text, const char *format, ...),
        _vsnprintf_s(text, 50, _TRUNCATE, format, list))
THROUGH(_vscprintf, (const char *format, ...), _vscprintf(format, list))
THROUGH(vswprintf, (WCHAR * text, const WCHAR *format, ...), vswprintf(text, 50, format, list))
THROUGH(vswprintf_s, (WCHAR * text, const WCHAR *format, ...), vswprintf_s(text, 50, format, list))
THROUGH(_vsnwprintf, (WCHAR * text, const WCHAR *format, ...), _vsnwprintf(text, 50, format, list))
THROUGH(_vsnwprintf_s, (WCHAR * text, const WCHAR *format, ...),
        _vsnwprintf_s(text, 50, _TRUNCATE, format, list))
THROUGH(_vscwprintf, (const WCHAR *format, ...), _vscwprintf(format, list))
THROUGH(wvsprintfA, (char *text, const char *format, ...), wvsprintfA(text, format, list))
THROUGH(wvsprintfW, (WCHAR * text, const WCHAR *format, ...), wvsprintfW(text, format, list))
THROUGH(StringCchVPrintfA, (char *text, const char *format, ...),
        StringCchVPrintfA(text, 50, format, list))
THROUGH(StringCchVPrintfW, (WCHAR * text, const WCHAR *format, ...),
        StringCchVPrintfW(text, 50, format, list))
THROUGH(StringCbVPrintfA, (char *text, const char *format, ...),
        StringCbVPrintfA(text, 50, format, list))
THROUGH(StringCbVPrintfW, (WCHAR * text, const WCHAR *format, ...),
        StringCbVPrintfW(text, 50, format, list))

/* --- The rows --------------------------------------------------------------------------------- */

static void touch(int row)
{
    enum { FIRST = __COUNTER__ + 1 };
#define READS(name, call)                                                                          \
    if (row == __COUNTER__ - FIRST) (void)(call);
#define WRITES(name, call) READS(name, call)
#define NOTHING(name)
#include "../touches.def"
}

int main(int argc, char **argv)
{
    if (argc > 1) touch(atoi(argv[1]));
    return 0;
}
