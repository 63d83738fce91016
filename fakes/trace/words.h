/* An event in words, the same for every reader. */
#ifndef FAKES_TRACE_WORDS_H
#define FAKES_TRACE_WORDS_H

#include "trace/names.h"
#include "trace/text.h"

#include <piperig/trace.h>

/* Which part of a call to put into words. */
enum words_part {
    WORDS_WHOLE,    // "ReadFile h1 28 bytes = TRUE"
    WORDS_BEGUN,    // "ReadFile h1 waits..."
    WORDS_ENDED,    // "...ReadFile h1 28 bytes = TRUE"
};

/* Append a call, its quoted texts cut to [quote_columns]. A failed one ends with its error
 * number. */
void words_call(struct text *text, const struct names *names, const struct trace_event *event,
                enum words_part part, unsigned quote_columns);

/* Append " = RESULT", or nothing when the call returns nothing that could be shown. */
void words_result(struct text *text, const struct names *names, const struct trace_event *event);

/* Append a handle: its name, NULL, INVALID_HANDLE_VALUE, or a number that is no handle. */
void words_handle(struct text *text, const struct names *names, uint64_t value);

/* Whether [call] comes back to its caller: a thread that is in ExitProcess waits for nothing. */
bool words_returns(enum call call);

/* Whether the run ended in a call that waits for nobody, such as a free of what is no block. */
bool words_stuck(const struct trace_event *event);

#endif
