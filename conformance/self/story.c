#define _GNU_SOURCE    // open_memstream under -std=c17
#include "story.h"

#include <stdio.h>
#include <stdlib.h>

#include "trace/record.h"

void story_init(struct story *story, const char *const *names, size_t count)
{
    story->now_ms = 0;
    trace_init(&story->trace);
    for (size_t i = 0; i < count; i++)
        trace_add_thread(&story->trace, names[i], (uint16_t)i);
}

void story_fini(struct story *story)
{
    trace_fini(&story->trace);
}

size_t story_begin(struct story *story, int thread, enum call call, unsigned handle)
{
    size_t index = trace_begin(&story->trace, TRACE_CALL, call, (uint16_t)thread, story->now_ms);

    if (handle > 0) trace_show(&story->trace, index, "handle", TRACE_HANDLE, 4 * handle);
    return index;
}

size_t story_begin_named(struct story *story, int thread, enum call call, const char *name)
{
    size_t index = story_begin(story, thread, call, 0);

    trace_show_text(&story->trace, index, "name", trace_keep(&story->trace, name, strlen(name)));
    return index;
}

void story_end(struct story *story, size_t index, uint64_t result)
{
    trace_end(&story->trace, index, story->now_ms, result);
}

void story_fail(struct story *story, size_t index, uint64_t result, uint32_t error)
{
    trace_fail(&story->trace, index, story->now_ms, result, error);
}

void story_call(struct story *story, int thread, enum call call, unsigned handle)
{
    story_end(story, story_begin(story, thread, call, handle), TRUE);
}

void story_open(struct story *story, int thread, enum call call, const char *name, unsigned handle)
{
    story_end(story, story_begin_named(story, thread, call, name), 4 * handle);
}

void story_show_data(struct story *story, size_t index, const char *text)
{
    size_t size = strlen(text) + 1;

    trace_show(&story->trace, index, "bytes", TRACE_NUMBER, size);
    trace_show_text(&story->trace, index, "data", trace_keep(&story->trace, text, size));
}

void story_mark(struct story *story, enum trace_event_kind kind, int thread, const char *text)
{
    const char *kept = text ? trace_keep(&story->trace, text, strlen(text)) : NULL;

    trace_mark(&story->trace, kind, (uint16_t)thread, story->now_ms, kept, 0);
}

void story_print(struct story *story, int thread, const char *text)
{
    size_t index = story_begin(story, thread, CALL_CONSOLE_WRITE, 0);

    story_mark(story, TRACE_OUTPUT, thread, text);
    story_end(story, index, strlen(text));
}

char *story_read(const struct story *story, enum story_reader reader, unsigned columns, size_t rows)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    must_hold(out != NULL);

    if (reader == STORY_DRAWN) trace_draw(&story->trace, out, columns);
    if (reader == STORY_SHORT) trace_draw_short(&story->trace, out, columns, rows);
    if (reader == STORY_LISTED) trace_list(&story->trace, out);
    fclose(out);
    return text;
}

void must_read_at(const struct story *story, enum story_reader reader, unsigned columns,
                  size_t rows, const char *expected, const char *file, int line)
{
    char *seen = story_read(story, reader, columns, rows);

    if (strcmp(seen, expected) != 0) {
        test_fail(file, line, "the story reads\n%s\ninstead of\n%s", seen, expected);
    }
    free(seen);
}
