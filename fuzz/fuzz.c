/* A property that is broken is told of in three parts: the sentence, the picture, and how to see it
 * again. */
#define _GNU_SOURCE    // program_invocation_name

#include "fuzz.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool fuzz_shows;
const char *fuzz_input;
void (*fuzz_picture)(void);

/* What AddressSanitizer is told in every target, for speed: nothing here returns a stack, and
 * little is freed. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_stack_use_after_return=0:quarantine_size_mb=16";
}

/* Called by it just before it reports an error: what follows is the engine's, which ends the
 * program. */
void __asan_on_error(void);
void __asan_on_error(void)
{
    fuzz_explain();
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
    fuzz_explain();
    abort();
}

void fuzz_explain(void)
{
    static bool explained;
    if (explained) return;

    explained = true;
    if (fuzz_picture != NULL) fuzz_picture();
    if (fuzz_input != NULL)
        fprintf(stderr, "to see it again: %s --picture %s\n", program_invocation_name, fuzz_input);
    else
        fprintf(stderr,
                "to see it again: %s of a build without a fuzzer, with --picture and the file of "
                "the input\n",
                program_invocation_short_name);
}
