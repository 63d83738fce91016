/* Text between code pages and UTF-16.
 *
 * The simulated machine is a Western one: its ANSI code page is Windows-1252, and so are, to keep
 * it simple, its OEM and its thread code page. Beside it there is UTF-8. A character that 1252 does
 * not have becomes the default character; the look-alikes that Windows picks for some ("best fit")
 * are not modelled.
 */
#include "access/access.h"
#include "crt/utf16.h"

#include <windows.h>

#include <string.h>

enum { CODE_PAGE_ANSI = 1252 };

/* What 0x80 to 0x9F mean in Windows-1252. The five that it leaves open stand for themselves. */
static const WCHAR ansi_high[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* Windows-1252, UTF-8, or 0 for a code page that is not installed. */
static UINT resolve(UINT code_page)
{
    switch (code_page) {
    case CP_ACP:
    case CP_OEMCP:
    case CP_THREAD_ACP:
    case CODE_PAGE_ANSI: return CODE_PAGE_ANSI;
    case CP_UTF8: return CP_UTF8;
    default: return 0;
    }
}

UINT WINAPI GetACP(void)
{
    return CODE_PAGE_ANSI;
}

UINT WINAPI GetOEMCP(void)
{
    return CODE_PAGE_ANSI;
}

static int fail(DWORD error)
{
    SetLastError(error);
    return 0;
}

/* The count that was needed, as a result: an error when there was room, but too little. */
static int answer(size_t needed, int room)
{
    if (needed > INT32_MAX) return fail(ERROR_INVALID_PARAMETER);
    if (room != 0 && needed > (size_t)room) return fail(ERROR_INSUFFICIENT_BUFFER);
    return (int)needed;
}

/* What holds for the texts of both directions: neither is their own target, none is empty. */
static BOOL sane(const void *source, int source_count, const void *target, int room)
{
    return source != NULL && source_count != 0 && source_count >= -1 && room >= 0 &&
           (room == 0 || (target != NULL && target != source));
}

/* --- To UTF-16 -------------------------------------------------------------------------------- */

static size_t ansi_to_wide(const char *bytes, size_t count, WCHAR *wide, size_t room)
{
    for (size_t i = 0; i < count && i < room; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        wide[i] = byte >= 0x80 && byte < 0xA0 ? ansi_high[byte - 0x80] : byte;
    }
    return count;
}

int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH bytes, int byte_count,
                               LPWSTR wide, int wide_count)
{
    const DWORD known = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS;
    UINT page = resolve(code_page);
    bool ill_formed = false;

    if (page == 0 || !sane(bytes, byte_count, wide, wide_count))
        return fail(ERROR_INVALID_PARAMETER);
    if (flags & ~(page == CP_UTF8 ? (DWORD)MB_ERR_INVALID_CHARS : known))
        return fail(ERROR_INVALID_FLAGS);

    size_t count = byte_count < 0 ? strlen(bytes) + 1 : (size_t)byte_count;
    size_t room = (size_t)wide_count;
    size_t needed = page == CP_UTF8 ? utf16_from_utf8(bytes, count, wide, room, &ill_formed)
                                    : ansi_to_wide(bytes, count, wide, room);
    access_call_reads("MultiByteToWideChar", bytes, count);
    access_call_writes("MultiByteToWideChar", wide, (needed < room ? needed : room) * sizeof *wide);
    if (ill_formed && flags & MB_ERR_INVALID_CHARS) return fail(ERROR_NO_UNICODE_TRANSLATION);
    return answer(needed, wide_count);
}

/* --- From UTF-16 ------------------------------------------------------------------------------ */

/* The byte of [unit] in Windows-1252, or -1. */
static int ansi_byte(WCHAR unit)
{
    if (unit < 0x80 || (unit >= 0xA0 && unit <= 0xFF)) return unit;
    for (int i = 0; i < (int)ARRAYSIZE(ansi_high); i++)
        if (ansi_high[i] == unit) return 0x80 + i;
    return -1;
}

/* One byte a character, a surrogate pair being one. */
static size_t ansi_from_wide(const WCHAR *wide, size_t count, char *bytes, size_t room, char other,
                             BOOL *used_other)
{
    size_t total = 0;

    for (size_t used; count > 0; wide += used, count -= used, total++) {
        uint32_t point;
        int byte = ansi_byte(*wide);
        used = utf16_decode(wide, count, &point) == 2 ? 2 : 1;
        if (byte < 0) *used_other = TRUE;
        if (total < room) bytes[total] = byte < 0 ? other : (char)byte;
    }
    return total;
}

static BOOL has_half_pair(const WCHAR *wide, size_t count)
{
    for (size_t used; count > 0; wide += used, count -= used) {
        uint32_t point;
        used = utf16_decode(wide, count, &point);
        if (used == 0) return TRUE;
    }
    return FALSE;
}

/* The same, and of [bytes] as much was written as there is room for. */
static int answer_with(size_t needed, const char *bytes, int room)
{
    size_t written = needed < (size_t)room ? needed : (size_t)room;
    access_call_writes("WideCharToMultiByte", bytes, written);
    return answer(needed, room);
}

static int to_utf8(DWORD flags, const WCHAR *wide, size_t count, char *bytes, int byte_count)
{
    if (flags & ~(DWORD)WC_ERR_INVALID_CHARS) return fail(ERROR_INVALID_FLAGS);
    if (flags & WC_ERR_INVALID_CHARS && has_half_pair(wide, count))
        return fail(ERROR_NO_UNICODE_TRANSLATION);
    return answer_with(utf16_to_utf8(wide, count, bytes, (size_t)byte_count), bytes, byte_count);
}

static int to_ansi(DWORD flags, const WCHAR *wide, size_t count, char *bytes, int byte_count,
                   const char *other, BOOL *used_other)
{
    const DWORD known =
        WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_NO_BEST_FIT_CHARS;
    BOOL used = FALSE;

    if (flags & ~known) return fail(ERROR_INVALID_FLAGS);
    access_call_reads("WideCharToMultiByte", other, 1);
    size_t needed =
        ansi_from_wide(wide, count, bytes, (size_t)byte_count, other != NULL ? *other : '?', &used);
    access_call_writes_number("WideCharToMultiByte", used_other, sizeof *used_other);
    if (used_other != NULL) *used_other = used;
    return answer_with(needed, bytes, byte_count);
}

int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH wide, int wide_count,
                               LPSTR bytes, int byte_count, LPCCH default_char, LPBOOL used_default)
{
    UINT page = resolve(code_page);

    if (page == 0 || !sane(wide, wide_count, bytes, byte_count))
        return fail(ERROR_INVALID_PARAMETER);
    if (page == CP_UTF8 && (default_char != NULL || used_default != NULL))
        return fail(ERROR_INVALID_PARAMETER);

    size_t count = wide_count < 0 ? utf16_length(wide, SIZE_MAX) + 1 : (size_t)wide_count;
    access_call_reads("WideCharToMultiByte", wide, count * sizeof *wide);
    return page == CP_UTF8
               ? to_utf8(flags, wide, count, bytes, byte_count)
               : to_ansi(flags, wide, count, bytes, byte_count, default_char, used_default);
}
