/* The C library by its width-neutral names: `_t...` is the wide form in a _UNICODE build, the
 * narrow one otherwise. */
#ifndef PIPERIG_TCHAR_H
#define PIPERIG_TCHAR_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include <windef.h>

// clang-format off
#ifdef _UNICODE
typedef WCHAR   _TCHAR;
typedef wint_t  _TINT;
#define _TEOF          WEOF
#define _tmain         wmain
#define _tWinMain      wWinMain
#define _tprintf       wprintf
#define _ftprintf      fwprintf
#define _vtprintf      vwprintf
#define _vftprintf     vfwprintf
#define _stprintf      _swprintf
#define _stprintf_s    swprintf_s
#define _stscanf       swscanf
#define _stscanf_s     swscanf_s
#define _sntprintf     _snwprintf
#define _sntprintf_s   _snwprintf_s
#define _vstprintf_s   vswprintf_s
#define _vsntprintf    _vsnwprintf
#define _vsntprintf_s  _vsnwprintf_s
#define _vsctprintf    _vscwprintf
#define _sctprintf     _scwprintf
#define _fgettc        fgetwc
#define _fgetts        fgetws
#define _gettc         getwc
#define _gettchar      getwchar
#define _getts_s       _getws_s
#define _fputtc        fputwc
#define _fputts        fputws
#define _puttc         putwc
#define _puttchar      putwchar
#define _putts         _putws
#define _tperror       _wperror
#define _tcslen        wcslen
#define _tcsnlen       wcsnlen
#define _tcscpy        wcscpy
#define _tcscpy_s      wcscpy_s
#define _tcsncpy       wcsncpy
#define _tcsncpy_s     wcsncpy_s
#define _tcscat        wcscat
#define _tcscat_s      wcscat_s
#define _tcsncat       wcsncat
#define _tcsncat_s     wcsncat_s
#define _tcscmp        wcscmp
#define _tcsncmp       wcsncmp
#define _tcsicmp       _wcsicmp
#define _tcsnicmp      _wcsnicmp
#define _tcschr        wcschr
#define _tcsrchr       wcsrchr
#define _tcsstr        wcsstr
#define _tcspbrk       wcspbrk
#define _tcsspn        wcsspn
#define _tcscspn       wcscspn
#define _tcstok        _wcstok
#define _tcstok_s      wcstok_s
#define _tcsdup        _wcsdup
#define _tcstol        wcstol
#define _tcstoul       wcstoul
#define _tcstoi64      _wcstoi64
#define _tcstoui64     _wcstoui64
#define _ttoi          _wtoi
#define _tstoi         _wtoi
#define _ttol          _wtol
#define _tstol         _wtol
#define _ttoi64        _wtoi64
#define _tstoi64       _wtoi64
#define _totupper      towupper
#define _totlower      towlower
#define _istalnum      iswalnum
#define _istalpha      iswalpha
#define _istcntrl      iswcntrl
#define _istdigit      iswdigit
#define _istgraph      iswgraph
#define _istlower      iswlower
#define _istprint      iswprint
#define _istpunct      iswpunct
#define _istspace      iswspace
#define _istupper      iswupper
#define _istxdigit     iswxdigit
#else
typedef char _TCHAR;
typedef int  _TINT;
#define _TEOF          EOF
#define _tmain         main
#define _tWinMain      WinMain
#define _tprintf       printf
#define _ftprintf      fprintf
#define _vtprintf      vprintf
#define _vftprintf     vfprintf
#define _stprintf      sprintf
#define _stprintf_s    sprintf_s
#define _stscanf       sscanf
#define _stscanf_s     sscanf_s
#define _sntprintf     _snprintf
#define _sntprintf_s   _snprintf_s
#define _vstprintf_s   vsprintf_s
#define _vsntprintf    _vsnprintf
#define _vsntprintf_s  _vsnprintf_s
#define _vsctprintf    _vscprintf
#define _sctprintf     _scprintf
#define _fgettc        fgetc
#define _fgetts        fgets
#define _gettc         getc
#define _gettchar      getchar
#define _getts_s       gets_s
#define _fputtc        fputc
#define _fputts        fputs
#define _puttc         putc
#define _puttchar      putchar
#define _putts         puts
#define _tperror       perror
#define _tcslen        strlen
#define _tcsnlen       strnlen
#define _tcscpy        strcpy
#define _tcscpy_s      strcpy_s
#define _tcsncpy       strncpy
#define _tcsncpy_s     strncpy_s
#define _tcscat        strcat
#define _tcscat_s      strcat_s
#define _tcsncat       strncat
#define _tcsncat_s     strncat_s
#define _tcscmp        strcmp
#define _tcsncmp       strncmp
#define _tcsicmp       _stricmp
#define _tcsnicmp      _strnicmp
#define _tcschr        strchr
#define _tcsrchr       strrchr
#define _tcsstr        strstr
#define _tcspbrk       strpbrk
#define _tcsspn        strspn
#define _tcscspn       strcspn
#define _tcstok        strtok
#define _tcstok_s      strtok_s
#define _tcsdup        _strdup
#define _tcstol        strtol
#define _tcstoul       strtoul
#define _tcstoi64      _strtoi64
#define _tcstoui64     _strtoui64
#define _ttoi          atoi
#define _tstoi         atoi
#define _ttol          atol
#define _tstol         atol
#define _ttoi64        _atoi64
#define _tstoi64       _atoi64
#define _totupper      toupper
#define _totlower      tolower
#define _istalnum      isalnum
#define _istalpha      isalpha
#define _istcntrl      iscntrl
#define _istdigit      isdigit
#define _istgraph      isgraph
#define _istlower      islower
#define _istprint      isprint
#define _istpunct      ispunct
#define _istspace      isspace
#define _istupper      isupper
#define _istxdigit     isxdigit
#endif
// clang-format on

/* _T follows _UNICODE where TEXT follows UNICODE. */
#ifdef _UNICODE
#define PIPERIG_T(quote) PIPERIG_WIDE(quote)
#else
#define PIPERIG_T(quote) quote
#endif
#define _T(quote)    PIPERIG_T(quote)
#define _TEXT(quote) PIPERIG_T(quote)

#endif
