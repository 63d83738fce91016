/* What the store and its arena of texts share. */
#ifndef FAKES_TRACE_STORE_H
#define FAKES_TRACE_STORE_H

#include <piperig/trace.h>

/* A full arena, kept until the run is over because texts point into it. Its bytes follow. */
struct trace_block {
    struct trace_block *next;
};

/* Forget all texts; keep the largest arena. */
void trace_text_reset(struct trace *trace);

void trace_text_fini(struct trace *trace);

/* Say that the host has no memory left for the trace, and abort. */
_Noreturn void trace_no_memory(void);

#endif
