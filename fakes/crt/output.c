/* printf and its kin, as far as they write to the console.
 *
 * Each call is one write, and so one event of the trace. Wide text is formatted in UTF-16, which is
 * what widths, precisions and results count, and written as UTF-8. Short text never leaves the
 * stack.
 */
#include "crt/crt.h"
#include "crt/printf.h"
#include "crt/state.h"
#include "crt/tell.h"
#include "crt/utf16.h"
#include "win32/api.h"

#include <errno.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { TEXT_ON_STACK = 512 };

enum { STREAM_OUT = 1, STREAM_ERROR = 2 };

static int stream_of(const FILE *file)
{
    if (file == stdout) return STREAM_OUT;
    if (file == stderr) return STREAM_ERROR;
    api_refuse("writing to a FILE other than stdout and stderr");
}

/* --- Writing ---------------------------------------------------------------------------------- */

static struct crt_text *text_open(size_t size)
{
    struct crt_text *text = malloc(sizeof *text + size);
    if (text == NULL) crt_crash("the host has no memory left for console output");
    text->size = size;
    list_append(&crt_state()->texts, &text->link);
    return text;
}

/* Returns: false when nothing was written. A stream remembers that, and errno says why: the disk that
 * output may be redirected to is full. */
static bool write_bytes(int stream, const char *bytes, size_t size)
{
    if (crt_console_write(stream, bytes, size)) return true;
    crt_state()->streams_failed |= (unsigned char)(1u << stream);
    errno = ENOSPC;
    return false;
}

static bool text_write_and_close(struct crt_text *text, int stream)
{
    bool well = write_bytes(stream, text->bytes, text->size);
    list_remove(&text->link);
    free(text);
    return well;
}

static bool write_units(int stream, const uint16_t *units, size_t count)
{
    char short_text[TEXT_ON_STACK];
    size_t size = utf16_to_utf8(units, count, short_text, sizeof short_text);

    if (size <= sizeof short_text) return write_bytes(stream, short_text, size);
    struct crt_text *text = text_open(size);
    utf16_to_utf8(units, count, text->bytes, size);
    return text_write_and_close(text, stream);
}

/* Write what [sink] holds, and free what it owns before anybody else runs. */
static bool write_sink(int stream, struct sink *sink)
{
    if (sink->wide && sink->owned == NULL) return write_units(stream, sink->units, sink->length);
    if (sink->owned == NULL) return write_bytes(stream, sink->bytes, sink->length);
    size_t size = sink->wide ? utf16_to_utf8(sink->units, sink->length, NULL, 0) : sink->length;
    struct crt_text *text = text_open(size);
    if (sink->wide)
        utf16_to_utf8(sink->units, sink->length, text->bytes, size);
    else
        memcpy(text->bytes, sink->bytes, size);
    sink_fini(sink);
    return text_write_and_close(text, stream);
}

static int print(int stream, const char *format, va_list arguments)
{
    char short_text[TEXT_ON_STACK];
    struct sink sink = sink_of_bytes(short_text, sizeof short_text, true);
    int count = printf_format(&sink, format, arguments);

    if (count > 0) return write_sink(stream, &sink) ? count : -1;
    sink_fini(&sink);
    return count;
}

static int print_wide(int stream, const uint16_t *format, va_list arguments)
{
    uint16_t short_text[TEXT_ON_STACK];
    struct sink sink = sink_of_units(short_text, TEXT_ON_STACK, true);
    int count = printf_format(&sink, format, arguments);

    if (count > 0) return write_sink(stream, &sink) ? count : -1;
    sink_fini(&sink);
    return count;
}

/* A line: [bytes] and a line feed, as one write. */
static bool write_line(int stream, const char *bytes, size_t size)
{
    char short_text[TEXT_ON_STACK];
    struct sink sink = sink_of_bytes(short_text, sizeof short_text, true);

    sink_put_bytes(&sink, bytes, size);
    sink_put_bytes(&sink, "\n", 1);
    return write_sink(stream, &sink);
}

/* --- Narrow ----------------------------------------------------------------------------------- */

int __wrap_vfprintf(FILE *file, const char *format, va_list arguments)
{
    return print(stream_of(file), format, arguments);
}

int __wrap_vprintf(const char *format, va_list arguments)
{
    return print(STREAM_OUT, format, arguments);
}

int __wrap_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print(STREAM_OUT, format, arguments);
    va_end(arguments);
    return count;
}

int __wrap_fprintf(FILE *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print(stream_of(file), format, arguments);
    va_end(arguments);
    return count;
}

int printf_s(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print(STREAM_OUT, format, arguments);
    va_end(arguments);
    return count;
}

int fprintf_s(FILE *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print(stream_of(file), format, arguments);
    va_end(arguments);
    return count;
}

int __wrap_puts(const char *text)
{
    return write_line(STREAM_OUT, text, tell_text("puts", text, SIZE_MAX)) ? 0 : EOF;
}

int __wrap_fputs(const char *text, FILE *file)
{
    size_t length = tell_text("fputs", text, SIZE_MAX);
    return write_bytes(stream_of(file), text, length) ? 0 : EOF;
}

int __wrap_fputc(int c, FILE *file)
{
    return write_bytes(stream_of(file), &(char){ (char)c }, 1) ? (unsigned char)c : EOF;
}

int __wrap_putc(int c, FILE *file)
{
    return __wrap_fputc(c, file);
}

int __wrap_putchar(int c)
{
    return __wrap_fputc(c, stdout);
}

size_t __wrap_fwrite(const void *items, size_t size, size_t count, FILE *file)
{
    int stream = stream_of(file);
    if (size == 0 || count == 0) return 0;
    access_call_reads("fwrite", items, size * count);
    return write_bytes(stream, items, size * count) ? count : 0;
}

static void put_error(const char *text)
{
    char short_text[TEXT_ON_STACK];
    struct sink sink = sink_of_bytes(short_text, sizeof short_text, true);
    const char *reason = strerror(errno);

    if (text != NULL && *text != '\0') {
        sink_put_bytes(&sink, text, strlen(text));
        sink_put_bytes(&sink, ": ", 2);
    }
    sink_put_bytes(&sink, reason, strlen(reason));
    sink_put_bytes(&sink, "\n", 1);
    write_sink(STREAM_ERROR, &sink);
}

void __wrap_perror(const char *text)
{
    if (text != NULL) tell_text("perror", text, SIZE_MAX);
    put_error(text);
}

/* --- Wide ------------------------------------------------------------------------------------- */

int __wrap_vfwprintf(FILE *file, const uint16_t *format, va_list arguments)
{
    return print_wide(stream_of(file), format, arguments);
}

int __wrap_vwprintf(const uint16_t *format, va_list arguments)
{
    return print_wide(STREAM_OUT, format, arguments);
}

int __wrap_wprintf(const uint16_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print_wide(STREAM_OUT, format, arguments);
    va_end(arguments);
    return count;
}

int __wrap_fwprintf(FILE *file, const uint16_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print_wide(stream_of(file), format, arguments);
    va_end(arguments);
    return count;
}

int wprintf_s(const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print_wide(STREAM_OUT, format, arguments);
    va_end(arguments);
    return count;
}

int fwprintf_s(FILE *file, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print_wide(stream_of(file), format, arguments);
    va_end(arguments);
    return count;
}

int _putws(const WCHAR *text)
{
    uint16_t short_text[TEXT_ON_STACK];
    struct sink sink = sink_of_units(short_text, TEXT_ON_STACK, true);

    sink_put_units(&sink, text, tell_units("_putws", text, SIZE_MAX));
    sink_put_bytes(&sink, "\n", 1);
    return write_sink(STREAM_OUT, &sink) ? 0 : EOF;
}

int __wrap_fputws(const uint16_t *text, FILE *file)
{
    size_t length = tell_units("fputws", text, SIZE_MAX);
    return write_units(stream_of(file), text, length) ? 0 : EOF;
}

wint_t __wrap_fputwc(uint16_t unit, FILE *file)
{
    return write_units(stream_of(file), &unit, 1) ? unit : WEOF;
}

wint_t __wrap_putwc(uint16_t unit, FILE *file)
{
    return __wrap_fputwc(unit, file);
}

wint_t __wrap_putwchar(uint16_t unit)
{
    return __wrap_fputwc(unit, stdout);
}

void _wperror(const WCHAR *text)
{
    char bytes[TEXT_ON_STACK];
    size_t length = text != NULL ? tell_units("_wperror", text, TEXT_ON_STACK) : 0;
    size_t size = utf16_to_utf8(text, length, bytes, sizeof bytes - 1);

    bytes[size < sizeof bytes ? size : sizeof bytes - 1] = '\0';
    put_error(bytes);
}

/* --- What there is nothing to do for: the console has no buffer and no translation ------------ */

int __wrap_fflush(FILE *file)
{
    if (file != NULL && file != stdin) stream_of(file);
    return 0;
}

int __wrap_setvbuf(FILE *file, char *buffer, int mode, size_t size)
{
    (void)buffer;
    (void)mode;
    (void)size;
    return __wrap_fflush(file);
}

void __wrap_setbuf(FILE *file, char *buffer)
{
    (void)buffer;
    __wrap_fflush(file);
}

int _fileno(FILE *file)
{
    return file == stdin ? 0 : stream_of(file);
}

int _setmode(int file, int mode)
{
    (void)mode;
    return file >= 0 && file <= STREAM_ERROR ? _O_TEXT : -1;
}
