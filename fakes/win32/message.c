/* FormatMessage: the system's English texts, from the same list as the error numbers, and texts of
 * the caller.
 *
 * There are no message tables in modules, and text is not wrapped to a width: both are refused.
 */
#include "api.h"

#include "access/access.h"
#include "crt/crt.h"
#include "crt/printf.h"

#include <string.h>

enum { TEXT_ON_STACK = 256, INSERTS_MAX = 99, WIDTH_IGNORE_BREAKS = FORMAT_MESSAGE_MAX_WIDTH_MASK };

/* A message definition being read, in bytes or in units. */
struct message {
    const void *text;
    bool wide;
    bool inserts;              // are replaced
    bool ignore_breaks;        // a line end in the definition becomes a blank
    va_list *list;             // where inserts come from: a list ...
    const DWORD_PTR *array;    // ... or an array
    DWORD_PTR taken[INSERTS_MAX];
    unsigned taken_count;
};

static unsigned peek(const struct message *message, size_t at)
{
    return message->wide ? ((const WCHAR *)message->text)[at]
                         : ((const unsigned char *)message->text)[at];
}

static void put(struct sink *sink, unsigned unit)
{
    if (unit < 0x80 || !sink->wide)
        sink_put_bytes(sink, &(char){ (char)unit }, 1);
    else
        sink_put_units(sink, &(uint16_t){ (uint16_t)unit }, 1);
}

/* --- Inserts ---------------------------------------------------------------------------------- */

/* The [index]th insert, from 1. A list gives them only in turn, so that those before are
 * remembered. */
static DWORD_PTR insert_value(struct message *message, unsigned index)
{
    if (message->array != NULL) {
        api_reads_number(&message->array[index - 1], sizeof *message->array);
        return message->array[index - 1];
    }
    while (message->taken_count < index)
        message->taken[message->taken_count++] = va_arg(*message->list, DWORD_PTR);
    return message->taken[index - 1];
}

static void put_formatted(struct sink *sink, const void *format, ...)
{
    size_t before = sink->length;
    va_list arguments;

    va_start(arguments, format);
    if (printf_format(sink, format, arguments) < 0) sink->length = before;
    va_end(arguments);
}

/* Put the insert whose number stands at [at], with the printf format between exclamation marks that
 * may follow.
 * Returns: where reading goes on. */
static size_t put_insert(struct sink *sink, struct message *message, size_t at)
{
    WCHAR wide_format[16] = u"%s";
    char format[16] = "%s";
    unsigned index = 0;

    while (index < 10 && peek(message, at) >= '0' && peek(message, at) <= '9')
        index = index * 10 + (peek(message, at++) - '0');
    if (peek(message, at) == '!') {
        size_t count = 1;
        for (at++; peek(message, at) != '!'; at++, count++) {
            if (peek(message, at) == 0 || peek(message, at) == '*' || count + 1 >= sizeof format)
                api_refuse(
                    "FormatMessage with an insert whose format takes arguments or has no end");
            wide_format[count] = (WCHAR)peek(message, at);
            format[count] = (char)peek(message, at);
        }
        wide_format[count] = 0;
        format[count] = '\0';
        at++;
    }
    DWORD_PTR value = insert_value(message, index);
    if (sink->wide)
        put_formatted(sink, wide_format, value);
    else
        put_formatted(sink, format, value);
    return at;
}

/* --- Text ------------------------------------------------------------------------------------- */

/* What follows a percent sign.  Returns: where reading goes on, or 0 at the end of the message. */
static size_t put_escape(struct sink *sink, struct message *message, size_t at)
{
    unsigned unit = peek(message, at);

    if (unit == '0' || unit == 0) return 0;
    if (unit >= '1' && unit <= '9') return put_insert(sink, message, at);
    switch (unit) {
    case 'n': sink_put_bytes(sink, "\r\n", 2); break;
    case 'r': put(sink, '\r'); break;
    case 't': put(sink, '\t'); break;
    case 'b': put(sink, ' '); break;
    default: put(sink, unit); break;
    }
    return at + 1;
}

static size_t put_break(struct sink *sink, const struct message *message, size_t at)
{
    size_t size = peek(message, at) == '\r' && peek(message, at + 1) == '\n' ? 2 : 1;
    if (message->ignore_breaks)
        put(sink, ' ');
    else
        sink_put_bytes(sink, "\r\n", 2);
    return at + size;
}

static bool has_inserts(const struct message *message)
{
    for (size_t at = 0; peek(message, at) != 0; at++) {
        if (peek(message, at) != '%') continue;
        at++;
        if (peek(message, at) == 0 || peek(message, at) == '0') return false;
        if (peek(message, at) >= '1' && peek(message, at) <= '9') return true;
    }
    return false;
}

static NTSTATUS render(struct sink *sink, struct message *message)
{
    if (message->inserts && message->list == NULL && message->array == NULL && has_inserts(message))
        return STATUS_INVALID_PARAMETER;

    for (size_t at = 0; peek(message, at) != 0;) {
        unsigned unit = peek(message, at);
        if (unit == '%' && message->inserts) {
            at = put_escape(sink, message, at + 1);
            if (at == 0) break;
        } else if (unit == '\r' || unit == '\n') {
            at = put_break(sink, message, at);
        } else {
            put(sink, unit);
            at++;
        }
    }
    return sink->failed ? STATUS_NO_MEMORY : STATUS_SUCCESS;
}

/* The system's text for [error], or NULL. An HRESULT made of a Win32 error has that error's. */
static const char *system_text(DWORD error)
{
    if ((error & 0xFFFF0000u) == 0x80070000u) error &= 0xFFFFu;
    switch (error) {
#define X(number, name, text)                                                                      \
    case number:                                                                                   \
        return text "\r\n";
#include <winerror.def>
#undef X
    default: return NULL;
    }
}

static bool speaks_english(DWORD language)
{
    return PRIMARYLANGID(language) == LANG_NEUTRAL || PRIMARYLANGID(language) == LANG_ENGLISH;
}

/* Find what is to be rendered. */
static NTSTATUS find_text(struct message *message, DWORD flags, const void *source, DWORD id,
                          DWORD language, bool wide)
{
    const DWORD system_or_module = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE;
    DWORD width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;

    if (width != 0 && width != WIDTH_IGNORE_BREAKS) api_refuse("FormatMessage with a line width");
    message->ignore_breaks = width != 0;
    if (flags & FORMAT_MESSAGE_FROM_STRING) {
        message->text = source;
        message->wide = wide;
        if (wide)
            api_reads_units("FormatMessage", source);
        else
            api_reads_text("FormatMessage", source);
        return source == NULL || flags & system_or_module ? STATUS_INVALID_PARAMETER
                                                          : STATUS_SUCCESS;
    }
    if (!(flags & system_or_module)) return STATUS_INVALID_PARAMETER;
    if (!(flags & FORMAT_MESSAGE_FROM_SYSTEM)) api_refuse("FormatMessage from a module");
    if (!speaks_english(language)) return STATUS_FROM_WIN32(ERROR_RESOURCE_LANG_NOT_FOUND);
    message->text = system_text(id);
    return message->text != NULL ? STATUS_SUCCESS : STATUS_FROM_WIN32(ERROR_MR_MID_NOT_FOUND);
}

/* --- Handing over ----------------------------------------------------------------------------- */

static void copy_out(const struct sink *sink, void *target)
{
    if (sink->wide) {
        memcpy(target, sink->units, sink->length * sizeof *sink->units);
        ((WCHAR *)target)[sink->length] = 0;
    } else {
        memcpy(target, sink->bytes, sink->length);
        ((char *)target)[sink->length] = '\0';
    }
}

/* With ALLOCATE_BUFFER, [buffer] points to the place for the address, and [size] is the least to
 * allocate. */
static NTSTATUS deliver(const struct sink *sink, DWORD flags, void *buffer, DWORD size)
{
    size_t needed = sink->length + 1;
    size_t stride = sink->wide ? sizeof(WCHAR) : sizeof(char);

    if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
        if (size < needed) return STATUS_BUFFER_TOO_SMALL;
        access_call_writes("FormatMessage", buffer, needed * stride);
        copy_out(sink, buffer);
        return STATUS_SUCCESS;
    }
    size_t count = needed > size ? needed : size;
    void *block = heap_alloc(crt_heap(), HEAP_LOCAL, count * stride, true, crt_event());
    if (block == NULL) return STATUS_NO_MEMORY;
    copy_out(sink, block);
    api_writes_number(buffer, sizeof block);
    memcpy(buffer, &block, sizeof block);
    return STATUS_SUCCESS;
}

static DWORD format(struct sink *sink, DWORD flags, const void *source, DWORD id, DWORD language,
                    void *buffer, DWORD size, va_list *arguments)
{
    struct message message = { .inserts = !(flags & FORMAT_MESSAGE_IGNORE_INSERTS) };
    if (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
        message.array = (const DWORD_PTR *)(const void *)arguments;
    else
        message.list = arguments;

    NTSTATUS status = api_enter(CALL_FORMAT_MESSAGE);
    api_show_number("message", id);
    if (NT_SUCCESS(status) && buffer == NULL) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) status = find_text(&message, flags, source, id, language, sink->wide);
    if (NT_SUCCESS(status)) status = render(sink, &message);
    if (NT_SUCCESS(status)) status = deliver(sink, flags, buffer, size);
    DWORD length = (DWORD)sink->length;
    sink_fini(sink);
    return (DWORD)api_leave_value(status, length, 0);
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer,
                            DWORD size, va_list *arguments)
{
    char text[TEXT_ON_STACK];
    struct sink sink = sink_of_bytes(text, TEXT_ON_STACK, true);
    return format(&sink, flags, source, id, language, buffer, size, arguments);
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer,
                            DWORD size, va_list *arguments)
{
    WCHAR text[TEXT_ON_STACK];
    struct sink sink = sink_of_units(text, TEXT_ON_STACK, true);
    return format(&sink, flags, source, id, language, buffer, size, arguments);
}
