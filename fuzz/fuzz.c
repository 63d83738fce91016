#define _GNU_SOURCE    // program_invocation_short_name

#include "fuzz.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool fuzz_shows;
const char *fuzz_input;
void (*fuzz_picture)(void);

/* What AddressSanitizer is told in every target. It must end in abort(), or an engine would not learn of what it
 * found; the rest is for speed. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "abort_on_error=1:detect_stack_use_after_return=0:quarantine_size_mb=16";
}

void fuzz_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    if (fuzz_picture != NULL) fuzz_picture();
    fuzz_print_replay();
    abort();
}

void fuzz_print_replay(void)
{
    const char *input = fuzz_input != NULL ? fuzz_input : "FILE, which the fuzzer writes";

    fprintf(stderr, "to see it again: %s --picture %s\n", program_invocation_short_name, input);
}
