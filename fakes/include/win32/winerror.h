/* Error numbers. winerror.def is the one list: number, name and text of each.
 *
 * They are constants of type int rather than macros, as on Windows: only a program that asks #ifdef
 * for one can tell.
 */
#ifndef PIPERIG_WINERROR_H
#define PIPERIG_WINERROR_H

#include <windef.h>

enum {
#define X(number, name, text) name = number,
#include <winerror.def>
#undef X
};

#define NO_ERROR ERROR_SUCCESS

#define S_OK           ((HRESULT)0x00000000)
#define S_FALSE        ((HRESULT)0x00000001)
#define E_NOTIMPL      ((HRESULT)0x80004001)
#define E_POINTER      ((HRESULT)0x80004003)
#define E_FAIL         ((HRESULT)0x80004005)
#define E_UNEXPECTED   ((HRESULT)0x8000FFFF)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_HANDLE       ((HRESULT)0x80070006)
#define E_OUTOFMEMORY  ((HRESULT)0x8007000E)
#define E_INVALIDARG   ((HRESULT)0x80070057)

#define FACILITY_WIN32       7
#define SUCCEEDED(result)    ((HRESULT)(result) >= 0)
#define FAILED(result)       ((HRESULT)(result) < 0)
#define HRESULT_CODE(result) ((result)&0xFFFF)
#define HRESULT_FROM_WIN32(code)                                                                   \
    ((HRESULT)(code) <= 0                                                                          \
         ? (HRESULT)(code)                                                                         \
         : (HRESULT)(((DWORD)(code)&0xFFFFu) | (FACILITY_WIN32 << 16) | 0x80000000u))

#endif
