/* Text between code pages and UTF-16. */
#ifndef PIPERIG_WINNLS_H
#define PIPERIG_WINNLS_H

#include <windef.h>
#include <winnt.h>

#define CP_ACP        0
#define CP_OEMCP      1
#define CP_MACCP      2
#define CP_THREAD_ACP 3
#define CP_SYMBOL     42
#define CP_UTF7       65000
#define CP_UTF8       65001

#define MB_PRECOMPOSED       0x00000001
#define MB_COMPOSITE         0x00000002
#define MB_USEGLYPHCHARS     0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008

#define WC_COMPOSITECHECK    0x00000200
#define WC_DISCARDNS         0x00000010
#define WC_SEPCHARS          0x00000020
#define WC_DEFAULTCHAR       0x00000040
#define WC_ERR_INVALID_CHARS 0x00000080
#define WC_NO_BEST_FIT_CHARS 0x00000400

int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH bytes, int byte_count,
                               LPWSTR wide, int wide_count);
int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH wide, int wide_count,
                               LPSTR bytes, int byte_count, LPCCH default_char,
                               LPBOOL used_default);
UINT WINAPI GetACP(void);
UINT WINAPI GetOEMCP(void);

#endif
