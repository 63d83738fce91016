/* getchar and its kin, reading the console's script.
 *
 * Each call is one event of the trace, however many characters it takes. Scripts are UTF-8; wide
 * functions see UTF-16, a surrogate pair in two reads.
 */
#include "access/access.h"
#include "crt/crt.h"
#include "crt/state.h"
#include "crt/utf16.h"
#include "trace/utf8.h"
#include "win32/api.h"

#include <conio.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void must_be_input(const FILE *file)
{
    if (file != stdin) api_refuse("reading from a FILE other than stdin");
}

/* Begin a call that reads. A stream remembers that one has failed. */
static NTSTATUS begin(void)
{
    NTSTATUS status = api_enter(CALL_CONSOLE_READ);
    if (!NT_SUCCESS(status)) crt_state()->streams_failed |= (unsigned char)(1u << _fileno(stdin));
    return status;
}

/* --- Bytes ------------------------------------------------------------------------------------ */

static int next_byte(void)
{
    struct crt_state *state = crt_state();
    int byte = state->input_back;

    if (byte != 0) {
        state->input_back = 0;
        return byte;
    }
    byte = crt_console_read();
    if (byte < 0) state->input_ended = true;
    return byte;
}

/* Up to a line feed, which is kept, or to [room] less one.  Returns: the bytes read; 0 at the
 * end. */
static size_t read_line(char *text, size_t room)
{
    size_t length = 0;

    while (length + 1 < room) {
        int byte = next_byte();
        if (byte < 0) break;
        text[length++] = (char)byte;
        if (byte == '\n') break;
    }
    if (room > 0) text[length] = '\0';
    return length;
}

static int get_byte(void)
{
    NTSTATUS status = begin();
    int byte = NT_SUCCESS(status) ? next_byte() : EOF;
    return (int)api_leave_value(status, (uint64_t)byte, (uint64_t)EOF);
}

int __wrap_getchar(void)
{
    return get_byte();
}

int __wrap_fgetc(FILE *file)
{
    must_be_input(file);
    return get_byte();
}

int _getch(void)
{
    return get_byte();
}

/* The console shows no input, so that there is no echo to see. */
int _getche(void)
{
    return get_byte();
}

int _kbhit(void)
{
    return crt_state()->input_back != 0 || crt_console_waits();
}

int __wrap_getc(FILE *file)
{
    return __wrap_fgetc(file);
}

char *__wrap_fgets(char *text, int room, FILE *file)
{
    must_be_input(file);
    NTSTATUS status = begin();
    size_t length = NT_SUCCESS(status) && room > 0 ? read_line(text, (size_t)room) : 0;
    if (NT_SUCCESS(status) && room > 0) access_call_writes("fgets", text, length + 1);
    api_leave_value(status, length, 0);
    return length > 0 || room == 1 ? text : NULL;
}

/* The line feed is read and dropped. A line that does not fit ends the program on Windows too. */
char *gets_s(char *text, rsize_t room)
{
    NTSTATUS status = begin();
    size_t length = 0;
    int byte = EOF;

    while (NT_SUCCESS(status) && (byte = next_byte()) >= 0 && byte != '\n') {
        if (length + 1 >= room) crt_crash("gets_s: the line does not fit the buffer");
        text[length++] = (char)byte;
    }
    if (room > 0) access_call_writes("gets_s", text, length + 1);
    api_leave_value(status, length, 0);
    if (room > 0) text[length] = '\0';
    return length > 0 || byte == '\n' ? text : NULL;
}

/* --- Units ------------------------------------------------------------------------------------ */

/* The next character's bytes. One that breaks the sequence off goes back: it begins another. */
static size_t read_character(char bytes[4])
{
    int first = next_byte();
    if (first < 0) return 0;

    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    bytes[0] = (char)first;
    for (size_t i = 1; i < length; i++) {
        int byte = next_byte();
        if (byte >= 0 && (byte & 0xC0) != 0x80) crt_state()->input_back = (unsigned char)byte;
        if (byte < 0 || (byte & 0xC0) != 0x80) return i;
        bytes[i] = (char)byte;
    }
    return length;
}

/* The next unit, or WEOF. The second half of a pair is kept for the next read. */
static wint_t next_unit(void)
{
    struct crt_state *state = crt_state();
    char bytes[4];
    uint16_t units[4];

    if (state->input_half != 0) {
        units[0] = state->input_half;
        state->input_half = 0;
        return units[0];
    }
    size_t size = read_character(bytes);
    if (size == 0) return WEOF;
    size_t count = utf16_from_utf8(bytes, size, units, 4, NULL);
    if (count == 2) state->input_half = units[1];
    return units[0];
}

static size_t read_wide_line(uint16_t *text, size_t room)
{
    size_t length = 0;

    while (length + 1 < room) {
        wint_t unit = next_unit();
        if (unit == WEOF) break;
        text[length++] = (uint16_t)unit;
        if (unit == u'\n') break;
    }
    if (room > 0) text[length] = 0;
    return length;
}

static wint_t get_unit(void)
{
    NTSTATUS status = begin();
    wint_t unit = NT_SUCCESS(status) ? next_unit() : WEOF;
    return (wint_t)api_leave_value(status, unit, WEOF);
}

wint_t __wrap_getwchar(void)
{
    return get_unit();
}

wint_t __wrap_fgetwc(FILE *file)
{
    must_be_input(file);
    return get_unit();
}

wint_t __wrap_getwc(FILE *file)
{
    return __wrap_fgetwc(file);
}

uint16_t *__wrap_fgetws(uint16_t *text, int room, FILE *file)
{
    must_be_input(file);
    NTSTATUS status = begin();
    size_t length = NT_SUCCESS(status) && room > 0 ? read_wide_line(text, (size_t)room) : 0;
    if (NT_SUCCESS(status) && room > 0)
        access_call_writes("fgetws", text, (length + 1) * sizeof *text);
    api_leave_value(status, length, 0);
    return length > 0 || room == 1 ? text : NULL;
}

WCHAR *_getws_s(WCHAR *text, size_t room)
{
    NTSTATUS status = begin();
    size_t length = 0;
    wint_t unit = WEOF;

    while (NT_SUCCESS(status) && (unit = next_unit()) != WEOF && unit != u'\n') {
        if (length + 1 >= room) crt_crash("_getws_s: the line does not fit the buffer");
        text[length++] = (WCHAR)unit;
    }
    if (room > 0) access_call_writes("_getws_s", text, (length + 1) * sizeof *text);
    api_leave_value(status, length, 0);
    if (room > 0) text[length] = 0;
    return length > 0 || unit == u'\n' ? text : NULL;
}

/* --- How it stands ---------------------------------------------------------------------------- */

int __wrap_feof(FILE *file)
{
    return file == stdin && crt_state()->input_ended;
}

int __wrap_ferror(FILE *file)
{
    return crt_state()->streams_failed >> _fileno(file) & 1;
}

void __wrap_clearerr(FILE *file)
{
    if (file == stdin) crt_state()->input_ended = false;
    crt_state()->streams_failed &= (unsigned char)~(1u << _fileno(file));
}
