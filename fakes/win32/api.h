/* The way in and out of every Win32 call.
 *
 * An entry point is a ladder: enter, show what matters, act, leave. Entering is the scheduling
 * point and the place where a test's mock strikes; leaving turns the NTSTATUS into what the call
 * returns and the last error, in one place.
 *
 *     BOOL WINAPI ResetEvent(HANDLE handle)
 *     {
 *         struct event *event = NULL;
 *
 *         NTSTATUS status = api_enter(CALL_RESET_EVENT);
 *         api_show_handle("event", handle);
 *         if (NT_SUCCESS(status)) status = handle_object(handle, OBJECT_EVENT, 0, &event);
 *         if (NT_SUCCESS(status)) event_reset(event);
 *         return api_leave(status);
 *     }
 */
#ifndef FAKES_WIN32_API_H
#define FAKES_WIN32_API_H

#include <windows.h>

#include <piperig/call.h>

#include "kernel/status.h"

/* Begin [call] for the current thread.
 *
 * Returns: STATUS_SUCCESS, or the failure that a mock gave: then the call must not act.
 * Yields:  if calls.def says so. */
NTSTATUS api_enter(enum call call);

/* Write an argument of the current call into the trace. Labels are static strings. */
void api_show_number(const char *label, uint64_t value);
void api_show_hex(const char *label, uint64_t value);
void api_show_handle(const char *label, HANDLE handle);
void api_show_timeout(const char *label, DWORD timeout_ms);
void api_show_name(const char *label, const WCHAR *name);    // and read it; NULL is welcome
void api_show_bytes(const char *label, const void *bytes, size_t size);    // the first few, escaped

/* The current call reads memory of the program, or reads or writes a number of it: as the program
 * itself would, for those who watch it for data races. NULL is welcome. */
void api_reads(const void *memory, size_t size);
void api_reads_number(const void *number, size_t size);
void api_writes_number(const void *number, size_t size);

/* Where the current call may put what will be up to [size] bytes for [buffer] of the program:
 * there, or, if it has no room for so many, into memory of ours, so that too many do no harm before
 * they are told. api_fill() says how many they are, and copies them. */
void *api_target(void *buffer, size_t *size);
void api_fill(void *buffer, const void *target, size_t count);

/* End a call that returns TRUE or FALSE. A warning (e.g. STATUS_BUFFER_OVERFLOW) is FALSE too. */
BOOL api_leave(NTSTATUS status);

/* End a call that returns a handle: [handle] on success, else [failure] (NULL or
 * INVALID_HANDLE_VALUE). */
HANDLE api_leave_handle(NTSTATUS status, HANDLE handle, HANDLE failure);

/* End a call that returns a number or an address: [value] on success, else [failure] and the
 * last error. */
uint64_t api_leave_value(NTSTATUS status, uint64_t value, uint64_t failure);

/* End a call that returns nothing. */
void api_leave_void(void);

/* The program asked for what the rig does not provide, or did what crashes a program on Windows.
 * Both end the run; [what] is a sentence that names the call, static or of the run (world_take). */
_Noreturn void api_refuse(const char *what);
_Noreturn void api_crash(const char *what);

/* The same: what it used was freed, deleted or destroyed before. */
_Noreturn void api_crash_stale(const char *what);

/* [access] with its GENERIC_ rights as what they mean for files. */
DWORD api_file_rights(DWORD access);

/* Whether a handle made with [attributes], which are told as read, can be inherited. NULL is
 * welcome. */
bool api_inherits(const SECURITY_ATTRIBUTES *attributes);

/* [text], of the A form of a call, as UTF-16 that lives as long as the run: a byte a unit
 * (Latin-1). */
WCHAR *api_widen(const char *text);

/* The same for text of the program that the function [call] (static) was given: it is told as
 * read. */
WCHAR *api_widen_name(const char *call, const char *text);

/* [call], which is no event of the trace, reads a text of the program. NULL is welcome. */
void api_reads_text(const char *call, const char *text);
void api_reads_units(const char *call, const WCHAR *text);

#endif
