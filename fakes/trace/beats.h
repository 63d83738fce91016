/* Whether a run repeats itself: a server that polls does the same again and again until somebody
 * gives it work.
 *
 * A beat is what begins at one moment of the virtual clock. Two beats are alike when the same threads
 * make the same calls, with the same arguments and the same outcome, and time has passed by as much.
 * Beats repeat when the last few are like the few before them, and all that is done in them is
 * looking: whatever succeeds changes nothing that lasts. */
#ifndef FAKES_TRACE_BEATS_H
#define FAKES_TRACE_BEATS_H

#include <piperig/trace.h>

enum { BEATS_PERIOD_MAX = 16 };

/* All zeros: none yet, from the trace's first event on. */
struct beats {
    size_t next_event;    // of the trace, in no beat yet
    uint64_t time_ms;     // of the last beat
    uint32_t count;
    uint64_t digests[BEATS_PERIOD_MAX];      // of the last beats, by number modulo
    uint32_t alike[BEATS_PERIOD_MAX + 1];    // by period: the last so many beats are like the one
                                             // that many before them
};

/* The events from [next_event] up to [end] make a beat; they begin at one moment. [salt] is the same for
 * beats that are alike in what the trace does not tell.
 *
 * Returns: how often the beats that end with this one were there before, in a row: 0 for a new one, 2
 *          when it is there for the third time. */
uint32_t beats_add(struct beats *beats, const struct trace *trace, size_t end, uint64_t salt);

/* Which events of a whole trace belong to beats that repeat.
 *
 * Owns: the caller frees it; an entry an event. */
bool *beats_find_repeated(const struct trace *trace);

#endif
