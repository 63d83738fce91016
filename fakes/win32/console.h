/* The console behind a process's standard handles. */
#ifndef FAKES_WIN32_CONSOLE_H
#define FAKES_WIN32_CONSOLE_H

#include <windows.h>

#include "kernel/status.h"

#include <stdbool.h>

/* CONIN$ and CONOUT$. */
bool console_is_name(const WCHAR *name);
HANDLE console_open(const WCHAR *name);

/* Whether [handle] is an open handle of a console. */
bool console_is_handle(HANDLE handle);

NTSTATUS console_read_file(void *buffer, DWORD size, DWORD *read);
NTSTATUS console_write_file(HANDLE handle, const void *data, DWORD size, DWORD *written);

#endif
