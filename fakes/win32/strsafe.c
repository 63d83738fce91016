/* StringCch and StringCb: strings that end within their memory, whatever is put there.
 *
 * A text that does not fit is cut and terminated, and the result says so. They are no calls of the
 * system: nothing is traced, and the last error stays as it is.
 */
#include <strsafe.h>

#include "crt/printf.h"
#include "crt/tell.h"
#include "crt/utf16.h"

#include <string.h>

/* --- For bytes and units alike ---------------------------------------------------------------- */

static size_t stride(bool wide)
{
    return wide ? sizeof(WCHAR) : sizeof(char);
}

/* The room in characters of a target of [size] bytes. */
static size_t room_of(size_t size, bool wide)
{
    return size / stride(wide);
}

static size_t length_of(const void *text, size_t limit, bool wide)
{
    return wide ? tell_units("StringCch", text, limit) : tell_text("StringCch", text, limit);
}

static void put_end(void *target, size_t at, bool wide)
{
    if (wide)
        ((WCHAR *)target)[at] = 0;
    else
        ((char *)target)[at] = '\0';
}

static void make_empty(void *target, bool wide)
{
    access_call_writes("StringCch", target, stride(wide));
    put_end(target, 0, wide);
}

static bool is_room(size_t room)
{
    return room > 0 && room <= STRSAFE_MAX_CCH;
}

/* Put at most [limit] characters of [source] behind the first [used]. No more of it is read than
 * could fit. */
static HRESULT append(void *target, size_t room, size_t used, const void *source, size_t limit,
                      bool wide)
{
    size_t left = room - used;
    size_t length = length_of(source, limit < left ? limit : left, wide);
    size_t fit = length < left ? length : left - 1;

    access_call_writes("StringCch", (char *)target + used * stride(wide), (fit + 1) * stride(wide));
    memcpy((char *)target + used * stride(wide), source, fit * stride(wide));
    put_end(target, used + fit, wide);
    return fit == length ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static HRESULT copy(void *target, size_t room, const void *source, size_t limit, bool wide)
{
    if (!is_room(room)) return STRSAFE_E_INVALID_PARAMETER;
    if (limit > STRSAFE_MAX_CCH) {
        make_empty(target, wide);
        return STRSAFE_E_INVALID_PARAMETER;
    }
    return append(target, room, 0, source, limit, wide);
}

static HRESULT concatenate(void *target, size_t room, const void *source, size_t limit, bool wide)
{
    if (!is_room(room) || limit > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
    size_t used = length_of(target, room, wide);
    if (used == room) return STRSAFE_E_INVALID_PARAMETER;
    return append(target, room, used, source, limit, wide);
}

static HRESULT print(void *target, size_t room, const void *format, va_list arguments, bool wide)
{
    if (room == 0) return STRSAFE_E_INVALID_PARAMETER;
    if (!is_room(room)) {
        make_empty(target, wide);
        return STRSAFE_E_INVALID_PARAMETER;
    }
    struct sink sink =
        wide ? sink_of_units(target, room - 1, false) : sink_of_bytes(target, room - 1, false);
    int length = printf_format(&sink, format, arguments);
    bool fits = length >= 0 && (size_t)length < room;

    sink_end(&sink, fits ? (size_t)length : room - 1);
    return fits ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

/* [length] is told in characters. */
static HRESULT measure(const void *text, size_t limit, size_t *length, bool wide)
{
    size_t found = text != NULL && is_room(limit) ? length_of(text, limit, wide) : limit;
    bool ended = text != NULL && is_room(limit) && found < limit;

    access_call_writes_number("StringCch", length, sizeof *length);
    if (length != NULL) *length = ended ? found : 0;
    return ended ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

/* --- Counted in characters -------------------------------------------------------------------- */

HRESULT WINAPI StringCchCopyA(LPSTR target, size_t room, LPCSTR source)
{
    return copy(target, room, source, STRSAFE_MAX_CCH, false);
}

HRESULT WINAPI StringCchCopyNA(LPSTR target, size_t room, LPCSTR source, size_t count)
{
    return copy(target, room, source, count, false);
}

HRESULT WINAPI StringCchCatA(LPSTR target, size_t room, LPCSTR source)
{
    return concatenate(target, room, source, STRSAFE_MAX_CCH, false);
}

HRESULT WINAPI StringCchCatNA(LPSTR target, size_t room, LPCSTR source, size_t count)
{
    return concatenate(target, room, source, count, false);
}

HRESULT WINAPI StringCchVPrintfA(LPSTR target, size_t room, LPCSTR format, va_list arguments)
{
    return print(target, room, format, arguments, false);
}

HRESULT WINAPIV StringCchPrintfA(LPSTR target, size_t room, LPCSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    HRESULT result = print(target, room, format, arguments, false);
    va_end(arguments);
    return result;
}

HRESULT WINAPI StringCchLengthA(LPCSTR text, size_t limit, size_t *length)
{
    return measure(text, limit, length, false);
}

HRESULT WINAPI StringCchCopyW(LPWSTR target, size_t room, LPCWSTR source)
{
    return copy(target, room, source, STRSAFE_MAX_CCH, true);
}

HRESULT WINAPI StringCchCopyNW(LPWSTR target, size_t room, LPCWSTR source, size_t count)
{
    return copy(target, room, source, count, true);
}

HRESULT WINAPI StringCchCatW(LPWSTR target, size_t room, LPCWSTR source)
{
    return concatenate(target, room, source, STRSAFE_MAX_CCH, true);
}

HRESULT WINAPI StringCchCatNW(LPWSTR target, size_t room, LPCWSTR source, size_t count)
{
    return concatenate(target, room, source, count, true);
}

HRESULT WINAPI StringCchVPrintfW(LPWSTR target, size_t room, LPCWSTR format, va_list arguments)
{
    return print(target, room, format, arguments, true);
}

HRESULT WINAPIV StringCchPrintfW(LPWSTR target, size_t room, LPCWSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    HRESULT result = print(target, room, format, arguments, true);
    va_end(arguments);
    return result;
}

HRESULT WINAPI StringCchLengthW(LPCWSTR text, size_t limit, size_t *length)
{
    return measure(text, limit, length, true);
}

/* --- Counted in bytes ------------------------------------------------------------------------- */

HRESULT WINAPI StringCbCopyA(LPSTR target, size_t size, LPCSTR source)
{
    return copy(target, room_of(size, false), source, STRSAFE_MAX_CCH, false);
}

HRESULT WINAPI StringCbCopyNA(LPSTR target, size_t size, LPCSTR source, size_t bytes)
{
    return copy(target, room_of(size, false), source, room_of(bytes, false), false);
}

HRESULT WINAPI StringCbCatA(LPSTR target, size_t size, LPCSTR source)
{
    return concatenate(target, room_of(size, false), source, STRSAFE_MAX_CCH, false);
}

HRESULT WINAPI StringCbCatNA(LPSTR target, size_t size, LPCSTR source, size_t bytes)
{
    return concatenate(target, room_of(size, false), source, room_of(bytes, false), false);
}

HRESULT WINAPI StringCbVPrintfA(LPSTR target, size_t size, LPCSTR format, va_list arguments)
{
    return print(target, room_of(size, false), format, arguments, false);
}

HRESULT WINAPIV StringCbPrintfA(LPSTR target, size_t size, LPCSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    HRESULT result = print(target, room_of(size, false), format, arguments, false);
    va_end(arguments);
    return result;
}

HRESULT WINAPI StringCbLengthA(LPCSTR text, size_t limit, size_t *length)
{
    HRESULT result = measure(text, room_of(limit, false), length, false);
    if (length != NULL) *length *= stride(false);
    return result;
}

HRESULT WINAPI StringCbCopyW(LPWSTR target, size_t size, LPCWSTR source)
{
    return copy(target, room_of(size, true), source, STRSAFE_MAX_CCH, true);
}

HRESULT WINAPI StringCbCopyNW(LPWSTR target, size_t size, LPCWSTR source, size_t bytes)
{
    return copy(target, room_of(size, true), source, room_of(bytes, true), true);
}

HRESULT WINAPI StringCbCatW(LPWSTR target, size_t size, LPCWSTR source)
{
    return concatenate(target, room_of(size, true), source, STRSAFE_MAX_CCH, true);
}

HRESULT WINAPI StringCbCatNW(LPWSTR target, size_t size, LPCWSTR source, size_t bytes)
{
    return concatenate(target, room_of(size, true), source, room_of(bytes, true), true);
}

HRESULT WINAPI StringCbVPrintfW(LPWSTR target, size_t size, LPCWSTR format, va_list arguments)
{
    return print(target, room_of(size, true), format, arguments, true);
}

HRESULT WINAPIV StringCbPrintfW(LPWSTR target, size_t size, LPCWSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    HRESULT result = print(target, room_of(size, true), format, arguments, true);
    va_end(arguments);
    return result;
}

HRESULT WINAPI StringCbLengthW(LPCWSTR text, size_t limit, size_t *length)
{
    HRESULT result = measure(text, room_of(limit, true), length, true);
    if (length != NULL) *length *= stride(true);
    return result;
}
