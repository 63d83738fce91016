#include "trace/words.h"

#include <inttypes.h>
#include <string.h>

static void words_argument(struct text *text, const struct names *names,
                           const struct trace_argument *argument, unsigned quote_columns);
static void words_count(struct text *text, const char *label, uint64_t value);
static bool words_is_name(const char *label);
static void words_name(struct text *text, const char *name);
static void words_wait_result(struct text *text, uint32_t result);

void words_call(struct text *text, const struct names *names, const struct trace_event *event,
                enum words_part part, unsigned quote_columns)
{
    bool ended = part == WORDS_ENDED;

    text_add(text, "%s%s%s", ended ? "..." : "", event->mocked ? "*" : "", call_name(event->call));
    for (unsigned i = 0; i < event->argument_count; i++) {
        // A call that comes back repeats what it is about and adds what is new.
        bool asked = i < event->asked_count;
        bool shown = part == WORDS_WHOLE || (ended ? i == 0 || !asked : asked);
        if (shown) words_argument(text, names, &event->arguments[i], quote_columns);
    }
    if (part == WORDS_BEGUN) {
        text_add(text, words_stuck(event) ? " never returns" : " waits...");
    } else if (!event->open) {
        words_result(text, names, event);
        if (event->failed) text_add(text, " %" PRIu32, event->error);
    }
}

void words_result(struct text *text, const struct names *names, const struct trace_event *event)
{
    unsigned flags = call_flags(event->call);
    bool waits =
        event->call == CALL_WAIT_FOR_SINGLE_OBJECT || event->call == CALL_WAIT_FOR_MULTIPLE_OBJECTS;

    if (flags & CALL_BOOL) {
        text_add(text, " = %s", event->result != 0 ? "TRUE" : "FALSE");
    } else if (flags & CALL_HANDLE) {
        text_add(text, " = ");
        words_handle(text, names, event->result);
    } else if (waits) {
        text_add(text, " = ");
        words_wait_result(text, (uint32_t)event->result);
    } else if (flags & CALL_INT) {
        text_add(text, " = %" PRId32, (int32_t)event->result);
    } else if (flags & CALL_DWORD) {
        text_add(text, " = %" PRIu32, (uint32_t)event->result);
    } else if ((flags & CALL_POINTER) && event->result == 0) {
        text_add(text, " = NULL");
    } else if (event->failed) {
        text_add(text, " fails:");
    }
}

void words_handle(struct text *text, const struct names *names, uint64_t value)
{
    size_t number = names_find(names, value);

    if (value == 0) {
        text_add(text, "NULL");
    } else if (value == UINT64_MAX) {
        text_add(text, "INVALID_HANDLE_VALUE");
    } else if (number > 0) {
        text_add(text, "h%zu", number);
    } else {
        text_add(text, "0x%" PRIx64, value);
    }
}

bool words_returns(enum call call)
{
    return call != CALL_EXIT_THREAD && call != CALL_EXIT_PROCESS && call != CALL_EXIT &&
           call != CALL_ABORT;
}

bool words_stuck(const struct trace_event *event)
{
    return event->open && (call_flags(event->call) & CALL_QUIET);
}

static void words_argument(struct text *text, const struct names *names,
                           const struct trace_argument *argument, unsigned quote_columns)
{
    const char *string = (const char *)(uintptr_t)argument->value;

    text_add(text, " ");
    switch (argument->kind) {
    case TRACE_NUMBER: words_count(text, argument->label, argument->value); break;
    case TRACE_HEX: text_add(text, "%s 0x%" PRIx64, argument->label, argument->value); break;
    case TRACE_HANDLE: words_handle(text, names, argument->value); break;
    case TRACE_TIMEOUT:
        if (argument->value == UINT32_MAX) {
            text_add(text, "INFINITE");
        } else {
            text_add(text, "%" PRIu64 " ms", argument->value);
        }
        break;
    case TRACE_TEXT:
    case TRACE_EXCERPT:
        if (string == NULL) {
            text_add(text, "NULL");
        } else if (words_is_name(argument->label)) {
            words_name(text, string);
        } else {
            text_add_quoted(text, string, argument->kind == TRACE_EXCERPT, quote_columns);
        }
        break;
    }
}

/* A label in the plural is a unit ("28 bytes", "1 byte"), any other goes first ("code 3"). */
static void words_count(struct text *text, const char *label, uint64_t value)
{
    size_t size = strlen(label);

    if (size == 0) {
        text_add(text, "%" PRIu64, value);
    } else if (label[size - 1] == 's') {
        text_add(text, "%" PRIu64 " %.*s", value, (int)(size - (value == 1)), label);
    } else {
        text_add(text, "%s %" PRIu64, label, value);
    }
}

static bool words_is_name(const char *label)
{
    return strcmp(label, "name") == 0 || strcmp(label, "pipe") == 0 || strcmp(label, "file") == 0;
}

/* A name without the folder that all pipes are in: kept texts have their backslashes doubled. */
static void words_name(struct text *text, const char *name)
{
    static const char folder[] = "\\\\\\\\.\\\\pipe\\\\";
    bool pipe = strncmp(name, folder, sizeof(folder) - 1) == 0;

    text_add(text, "%s", pipe ? name + sizeof(folder) - 1 : name);
}

static void words_wait_result(struct text *text, uint32_t result)
{
    switch (result) {
    case 0x102: text_add(text, "WAIT_TIMEOUT"); break;
    case 0xFFFFFFFF: text_add(text, "WAIT_FAILED"); break;
    default:
        if (result < 0x40) {
            text_add(text, "WAIT_OBJECT_%" PRIu32, result);
        } else if (result >= 0x80 && result < 0xC0) {
            text_add(text, "WAIT_ABANDONED_%" PRIu32, result - 0x80);
        } else {
            text_add(text, "%" PRIu32, result);
        }
        break;
    }
}
