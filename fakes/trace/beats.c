#include "trace/beats.h"
#include "trace/store.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t sum, uint64_t value)
{
    sum = (sum ^ value) * 0x9E3779B97F4A7C15u;
    return sum ^ sum >> 29;
}

static uint64_t mix_text(uint64_t sum, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        sum = mix(sum, (uint8_t)*text);
    return sum;
}

static uint64_t mix_argument(uint64_t sum, const struct trace_argument *argument)
{
    bool is_text = argument->kind == TRACE_TEXT || argument->kind == TRACE_EXCERPT;
    return is_text ? mix_text(sum, (const char *)(uintptr_t)argument->value)
                   : mix(sum, argument->value);
}

/* A block of memory is never where the last one was. */
static uint64_t result_of(const struct trace_event *event)
{
    bool is_address = event->kind == TRACE_CALL && call_flags(event->call) & CALL_POINTER;
    return is_address ? event->result != 0 : event->result;
}

static uint64_t digest_event(const struct trace_event *event)
{
    uint64_t flags = (uint64_t)event->open << 2 | (uint64_t)event->failed << 1 | event->mocked;
    uint64_t sum = mix(mix(mix(event->thread, event->kind), event->call), flags);
    sum = mix(mix(mix(sum, event->error), event->chances), result_of(event));
    sum = mix_text(sum, event->text);
    for (unsigned i = 0; i < event->argument_count; i++)
        sum = mix_argument(sum, &event->arguments[i]);
    return sum;
}

/* Whoever takes a lock or memory gives it back. */
static bool only_looks(const struct trace_event *event)
{
    if (event->kind == TRACE_OUTPUT) return true;
    if (event->kind != TRACE_CALL) return false;
    if (event->failed) return true;
    switch (event->call) {
    case CALL_INTERLOCKED: return event->result == 0;    // it changes nothing
    case CALL_SLEEP:
    case CALL_SWITCH_TO_THREAD:
    case CALL_WAIT_FOR_SINGLE_OBJECT:
    case CALL_WAIT_FOR_MULTIPLE_OBJECTS:
    case CALL_SLEEP_CONDITION_VARIABLE:
    case CALL_RELEASE_MUTEX:
    case CALL_ENTER_CRITICAL_SECTION:
    case CALL_TRY_ENTER_CRITICAL_SECTION:
    case CALL_LEAVE_CRITICAL_SECTION:
    case CALL_ACQUIRE_SRW_LOCK_EXCLUSIVE:
    case CALL_TRY_ACQUIRE_SRW_LOCK_EXCLUSIVE:
    case CALL_RELEASE_SRW_LOCK_EXCLUSIVE:
    case CALL_ACQUIRE_SRW_LOCK_SHARED:
    case CALL_TRY_ACQUIRE_SRW_LOCK_SHARED:
    case CALL_RELEASE_SRW_LOCK_SHARED:
    case CALL_PEEK_NAMED_PIPE:
    case CALL_GET_NAMED_PIPE_HANDLE_STATE:
    case CALL_GET_NAMED_PIPE_INFO:
    case CALL_GET_FILE_TYPE:
    case CALL_GET_HANDLE_INFORMATION:
    case CALL_GET_EXIT_CODE_THREAD:
    case CALL_GET_TICK_COUNT:
    case CALL_GET_STD_HANDLE:
    case CALL_HEAP_ALLOC:
    case CALL_HEAP_FREE:
    case CALL_HEAP_SIZE:
    case CALL_LOCAL_ALLOC:
    case CALL_LOCAL_FREE:
    case CALL_MALLOC:
    case CALL_CALLOC:
    case CALL_FREE:
    case CALL_FORMAT_MESSAGE:
    case CALL_CONSOLE_WRITE: return true;
    default: return false;
    }
}

/* Who of several threads comes first at one moment makes no difference: a sum. */
static uint64_t digest_beat(const struct beats *beats, const struct trace *trace, size_t end,
                            uint64_t salt)
{
    uint64_t time_ms = beats->next_event < end ? trace->events[beats->next_event].time_ms : 0;
    uint64_t sum = mix(salt, time_ms - beats->time_ms);
    for (size_t i = beats->next_event; i < end; i++) {
        if (!only_looks(&trace->events[i])) return mix(sum, ~(uint64_t)beats->count);
        sum += digest_event(&trace->events[i]);
    }
    return sum;
}

uint32_t beats_add(struct beats *beats, const struct trace *trace, size_t end, uint64_t salt)
{
    uint64_t digest = digest_beat(beats, trace, end, salt);
    uint32_t repeated = 0;
    for (uint32_t period = 1; period <= BEATS_PERIOD_MAX; period++) {
        bool alike = period <= beats->count &&
                     beats->digests[(beats->count - period) % BEATS_PERIOD_MAX] == digest;
        beats->alike[period] = alike ? beats->alike[period] + 1 : 0;
        uint32_t times = beats->alike[period] / period;
        if (times > repeated) repeated = times;
    }
    beats->digests[beats->count++ % BEATS_PERIOD_MAX] = digest;
    if (beats->next_event < end) beats->time_ms = trace->events[beats->next_event].time_ms;
    beats->next_event = end;
    return repeated;
}

bool *beats_find_repeated(const struct trace *trace)
{
    struct beats beats = { 0 };
    bool *repeated = calloc(trace->event_count + 1, sizeof *repeated);
    if (repeated == NULL) trace_no_memory();
    for (size_t begin = 0, end; begin < trace->event_count; begin = end) {
        uint64_t time_ms = trace->events[begin].time_ms;
        for (end = begin; end < trace->event_count && trace->events[end].time_ms == time_ms;
             end++) {
        }
        bool again = beats_add(&beats, trace, end, 0) > 0;
        for (size_t i = begin; again && i < end; i++)
            repeated[i] = true;
    }
    return repeated;
}
