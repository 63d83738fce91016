/* A stranger's text, made safe to print. */
#ifndef SERVER_QUOTE_H
#define SERVER_QUOTE_H

#include <windows.h>
#include <tchar.h>

#define QUOTE_LONGEST          6    // what one character takes at most: \u20ac
#define QUOTE_ROOM(characters) ((characters)*QUOTE_LONGEST + 1)

/* Write [length] characters of [text] as printable ASCII that says unmistakably what they were.
 *
 * [quoted] is terminated.
 *
 * Requires: [quoted] has room for QUOTE_ROOM(length) characters. */
void quote_render(const TCHAR *text, DWORD length, TCHAR *quoted);

#endif
