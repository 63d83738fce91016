/* A stranger's text, made safe to print.
 *
 * A console obeys control characters: printed as it came, a request could move the cursor, change
 * the title, or forge the lines of another session. So only printable ASCII is printed as it is.
 * All else becomes an escape as in a C string, and so do the backslash and the quotation mark: two
 * different texts never look the same. */
#include "quote.h"

static DWORD quote_character(DWORD code, TCHAR *quoted);
static TCHAR quote_letter(DWORD code);
static DWORD quote_hex(DWORD code, TCHAR *quoted);

void quote_render(const TCHAR *text, DWORD length, TCHAR *quoted)
{
    // A char may be signed: 0x9b must not become 0xffffff9b.
    const DWORD mask = (1u << (8 * sizeof(TCHAR))) - 1;
    DWORD used = 0;

    for (DWORD index = 0; index < length; index++)
        used += quote_character((DWORD)text[index] & mask, quoted + used);
    quoted[used] = TEXT('\0');
}

/* Returns: how many characters were written, QUOTE_LONGEST at most. */
static DWORD quote_character(DWORD code, TCHAR *quoted)
{
    const TCHAR letter = quote_letter(code);
    DWORD used = 0;

    if (letter != TEXT('\0')) {
        quoted[used++] = TEXT('\\');
        quoted[used++] = letter;
    } else if (code >= 0x20 && code < 0x7f) {
        quoted[used++] = (TCHAR)code;
    } else {
        used = quote_hex(code, quoted);
    }
    return used;
}

/* Returns: the letter that stands for [code] after a backslash, or 0 when there is none. */
static TCHAR quote_letter(DWORD code)
{
    switch (code) {
    case '\n': return TEXT('n');
    case '\r': return TEXT('r');
    case '\t': return TEXT('t');
    case '\\': return TEXT('\\');
    case '"': return TEXT('"');
    default: return TEXT('\0');
    }
}

/* Write \x1b or \u20ac, whichever is wide enough. */
static DWORD quote_hex(DWORD code, TCHAR *quoted)
{
    static const TCHAR digits[] = TEXT("0123456789abcdef");
    const BOOL wide = code > 0xff;
    DWORD used = 0;

    quoted[used++] = TEXT('\\');
    quoted[used++] = wide ? TEXT('u') : TEXT('x');
    for (int shift = wide ? 12 : 4; shift >= 0; shift -= 4)
        quoted[used++] = digits[(code >> shift) & 0xf];
    return used;
}
