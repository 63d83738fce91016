/* All of Win32 that the rig simulates, under the names that a Windows program includes.
 *
 * A program under test includes <windows.h> as on Windows and finds only what the fakes provide:
 * what is declared here exists, and a program that calls anything else is refused by name when it
 * is built or loaded. WIN32_LEAN_AND_MEAN is welcome and leaves nothing out. The spelling, the
 * values and the layouts are Microsoft's, from their public documentation.
 *
 * Two things differ from Windows, since the host's `long` has 64 bits: DWORD is `unsigned int` and
 * LONG is `int`. WCHAR has 16 bits as on Windows; programs are built with -fshort-wchar, so that
 * L"..." has too.
 */
#ifndef PIPERIG_WINDOWS_H
#define PIPERIG_WINDOWS_H

#include <stdarg.h>
#include <stddef.h>

#include <windef.h>
#include <winnt.h>
#include <winerror.h>
#include <winbase.h>
#include <synchapi.h>
#include <processthreadsapi.h>
#include <processenv.h>
#include <libloaderapi.h>
#include <sysinfoapi.h>
#include <debugapi.h>
#include <winnls.h>
#include <wincon.h>
#include <winuser.h>

#endif
