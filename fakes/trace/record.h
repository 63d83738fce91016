/* The writer's side of the trace: how the kernel and the C library seam put down what happens.
 *
 * Recording is plain memory writes into arrays that outlive the run: nothing is formatted,
 * nothing is looked up, and an empty trace keeps its memory for the next run. Only trace_keep
 * (piperig/trace.h) looks at bytes. Formatting is the reader's business, and a run that went
 * well has no reader.
 *
 * Events move when the array grows: hold an index, never a pointer, across anything that may
 * record.
 *
 *     size_t index = trace_begin(trace, TRACE_CALL, CALL_READ_FILE, thread, clock_ms);
 *     trace_show(trace, index, "file", TRACE_HANDLE, handle);
 *     ... other threads may run and record here ...
 *     trace_show(trace, index, "bytes", TRACE_NUMBER, count);
 *     trace_end(trace, index, clock_ms, TRUE);
 *
 * Begin a call when it starts to act, after its scheduling point: a call is drawn as waiting
 * when another thread did something between its two moments.
 *
 * No function here fails: a host without memory aborts with a message. None yields.
 */
#ifndef FAKES_TRACE_RECORD_H
#define FAKES_TRACE_RECORD_H

#include <piperig/trace.h>

/* An empty trace. Allocates nothing until something happens. */
void trace_init(struct trace *trace);

/* Forget the run and keep the memory. What was read from the trace before (events, texts) is gone.
 * Constant time, but for the text of a run that was larger than any before it. */
void trace_reset(struct trace *trace);

/* Free everything. The struct itself is the caller's. */
void trace_fini(struct trace *trace);

/* A lane for a new thread of [process], in the order of their making. [name] is copied.
 * Returns: the thread's ordinal, which events refer to. */
uint16_t trace_add_thread(struct trace *trace, const char *name, uint16_t process);

/* [thread] was made by the CreateThread that is [event]. */
void trace_note_creation(struct trace *trace, uint16_t thread, size_t event);

/* The turn is taken, now, from a thread that could go on. */
void trace_note_preemption(struct trace *trace);

/* Append an event that lasts: hands out its begun moment, marks it open.
 * Returns: its index, valid until the next reset. */
size_t trace_begin(struct trace *trace, enum trace_event_kind kind, enum call call, uint16_t thread,
                   uint64_t time_ms);

/* The event [index] returned [result]: hands out its ended moment. To say that it failed, use
 * trace_fail.
 * Requires: the event is open. */
void trace_end(struct trace *trace, size_t index, uint64_t time_ms, uint64_t result);

/* The same for an event that failed with a Win32 [error]. */
void trace_fail(struct trace *trace, size_t index, uint64_t time_ms, uint64_t result,
                uint32_t error);

/* Append an event without duration: output, start, end, step or note. [text] is static or kept
 * (trace_keep), or NULL. [result] is the exit code of a TRACE_END.
 * [thread] is TRACE_NOBODY for a step or a note of the rig itself. */
size_t trace_mark(struct trace *trace, enum trace_event_kind kind, uint16_t thread,
                  uint64_t time_ms, const char *text, uint64_t result);

/* The call [index] wrote [text] (kept) to the console, and there is no more to say of it: it becomes
 * output, without duration.
 * Requires: the event is open, and its call's. */
void trace_make_output(struct trace *trace, size_t index, const char *text);

/* Add an argument to the event. Those added before anything else was recorded are what the call
 * was asked, later ones what it brought. [label] is static. One beyond TRACE_ARGUMENTS_MAX is
 * dropped. */
void trace_show(struct trace *trace, size_t index, const char *label, enum trace_kind kind,
                uint64_t value);

/* Add a kept or static string as an argument. */
void trace_show_text(struct trace *trace, size_t index, const char *label, const char *text);

/* The call [index] comes to where suffering [effect] (enum fault_effect) would make a difference. */
void trace_note_chance(struct trace *trace, size_t index, unsigned effect);

/* The outcome of the event [index] was given by a test, not by the simulated system. */
void trace_set_mocked(struct trace *trace, size_t index);

#endif
