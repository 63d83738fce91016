/* What the C library seam asks of the world: the one place where crt/ meets the kernel. */
#ifndef FAKES_CRT_CRT_H
#define FAKES_CRT_CRT_H

#include "kernel/heap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The heap of the process whose thread runs now. */
struct heap *crt_heap(void);

/* The index of the trace event of the call in progress, for the ledger. */
uint32_t crt_event(void);

/* Write to the console of the current process as one call: a scheduling point and a trace event.
 * [stream] is 1 for output, 2 for errors. [bytes] are UTF-8 (or whatever an ANSI program wrote).
 *
 * Returns: false when it failed and has written nothing; the last error says why. */
bool crt_console_write(int stream, const char *bytes, size_t size);

/* The next byte of the current process's scripted input, or -1 at its end. */
int crt_console_read(void);

/* Whether there is such a byte. */
bool crt_console_waits(void);

/* End the current process with [code], as exit does; registered atexit functions are crt/'s
 * business. */
_Noreturn void crt_exit(uint32_t code);

/* The program did what no program may: free a block twice, overrun one, abort. Ends the run with
 * a verdict that quotes [what] (static or kept by the trace). */
_Noreturn void crt_crash(const char *what);

enum { CRT_EPOCH_S = 1577836800 };    // 2020-01-01 00:00:00 UTC: every world is switched on then

/* The virtual clock, in milliseconds since the world's start. */
uint64_t crt_clock_ms(void);

#endif
