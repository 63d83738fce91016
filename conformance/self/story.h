/* Traces made up by a test, so that what readers do with them is tested without any run.
 *
 * A story has one clock and one trace. Its lines are written in the order of what happens; each
 * adds one event, or ends one. */
#ifndef PIPERIG_STORY_H
#define PIPERIG_STORY_H

#include <piperig/trace.h>
#include <string.h>

#include "must.h"
#include "test.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct story {
    struct trace trace;
    uint64_t now_ms;
};

/* A story of [count] threads with these names, each in a process of its own, none begun. */
void story_init(struct story *story, const char *const *names, size_t count);

void story_fini(struct story *story);

/* A call on a handle begins; handles are numbered from 1. Returns: its index. */
size_t story_begin(struct story *story, int thread, enum call call, unsigned handle);

/* A call on a pipe's name begins. Returns: its index. */
size_t story_begin_named(struct story *story, int thread, enum call call, const char *name);

/* A call ends with [result], or fails with it and [error]. */
void story_end(struct story *story, size_t index, uint64_t result);
void story_fail(struct story *story, size_t index, uint64_t result, uint32_t error);

/* A call comes and goes at one go, with success. */
void story_call(struct story *story, int thread, enum call call, unsigned handle);

/* [thread] gets the pipe [name] as [handle]. */
void story_open(struct story *story, int thread, enum call call, const char *name, unsigned handle);

/* The call in progress moved [text] and its terminator. */
void story_show_data(struct story *story, size_t index, const char *text);

/* Something without duration. [text] may be NULL. */
void story_mark(struct story *story, enum trace_event_kind kind, int thread, const char *text);

/* A line of output, inside the printf that made it. */
void story_print(struct story *story, int thread, const char *text);

/* The story, drawn in [columns], its last [rows] rows drawn, or listed, is exactly [expected]. */
#define must_draw(story, columns, expected)                                                        \
    must_read_at(story, STORY_DRAWN, columns, 0, expected, __FILE__, __LINE__)
#define must_draw_short(story, columns, rows, expected)                                            \
    must_read_at(story, STORY_SHORT, columns, rows, expected, __FILE__, __LINE__)
#define must_list(story, expected)                                                                 \
    must_read_at(story, STORY_LISTED, 0, 0, expected, __FILE__, __LINE__)

enum story_reader { STORY_DRAWN, STORY_SHORT, STORY_LISTED };

/* The story as [reader] tells it.  Owns: the caller frees it. */
char *story_read(const struct story *story, enum story_reader reader, unsigned columns,
                 size_t rows);

void must_read_at(const struct story *story, enum story_reader reader, unsigned columns,
                  size_t rows, const char *expected, const char *file, int line);

#endif
