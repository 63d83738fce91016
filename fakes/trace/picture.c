/* A run as a picture: what a person looks at when a test has failed.
 *
 *     server                                  client
 *     ------                                  ------
 *     + CreateNamedPipe echo = h1
 *     |                                       + CreateFile echo = h2
 *     > ConnectNamedPipe h1 = FALSE 535       |
 *     ! ERROR_PIPE_CONNECTED                  |
 *     | ReadFile h1 waits...                  |
 *     :                                       > WriteFile h2 6 bytes "hello\0" = TRUE
 *     > ...ReadFile h1 6 bytes = TRUE         |
 *
 * Time runs down, and each row has exactly one thread that acts: where the text is. A thread's
 * bar is there from its first row to its end and tells what it is doing meanwhile: | it could
 * run, : it sits in a call. The picture leaves out what says little; trace_list leaves out
 * nothing. */
#include "trace/excerpt.h"
#include "trace/lanes.h"
#include "trace/rows.h"
#include "trace/store.h"
#include "trace/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct picture {
    const struct trace *trace;
    struct rows rows;
    struct names names;
    struct lanes lanes;
    struct text words;
    size_t preemption;    // the next to be marked
};

static void picture_init(struct picture *picture, const struct trace *trace, FILE *out,
                         unsigned columns);
static void picture_fini(struct picture *picture);
static void picture_draw(const struct trace *trace, FILE *out, unsigned columns, const bool *keep);
static void picture_draw_rows(struct picture *picture);
static void picture_draw_row(struct picture *picture, const struct row *row);
static void picture_draw_call(struct picture *picture, const struct row *row);
static void picture_draw_output(struct picture *picture, const struct trace_event *event);
static void picture_draw_end(struct picture *picture, const struct trace_event *event);
static void picture_draw_legend(struct picture *picture);
static void picture_draw_waits(struct picture *picture);
static const struct trace_event *picture_open_call(const struct trace *trace, size_t thread);
static size_t picture_take_line(struct text *line, const char *kept);

void trace_draw(const struct trace *trace, FILE *out, unsigned columns)
{
    picture_draw(trace, out, columns, NULL);
}

void trace_draw_short(const struct trace *trace, FILE *out, unsigned columns, size_t rows)
{
    struct picture picture;

    // The first round only counts.
    picture_init(&picture, trace, out, columns);
    picture.lanes.counting = true;
    picture_draw_rows(&picture);
    bool *keep = calloc(picture.lanes.row_count + 1, sizeof(*keep));
    if (keep == NULL) trace_no_memory();
    excerpt_choose(picture.lanes.telling, picture.lanes.row_count, rows, keep);
    picture_fini(&picture);

    picture_draw(trace, out, columns, keep);
    free(keep);
}

/* Rows that are not in [keep] are left out. */
static void picture_draw(const struct trace *trace, FILE *out, unsigned columns, const bool *keep)
{
    struct picture picture;

    picture_init(&picture, trace, out, columns);
    picture.lanes.keep = keep;
    lanes_draw_names(&picture.lanes);
    picture_draw_rows(&picture);
    picture_draw_legend(&picture);
    picture_draw_waits(&picture);
    picture_fini(&picture);
}

static void picture_init(struct picture *picture, const struct trace *trace, FILE *out,
                         unsigned columns)
{
    picture->trace = trace;
    rows_init(&picture->rows, trace);
    names_init(&picture->names, trace);
    lanes_init(&picture->lanes, trace, out, columns);
    text_init(&picture->words);
    picture->preemption = 0;
}

static void picture_fini(struct picture *picture)
{
    text_fini(&picture->words);
    lanes_fini(&picture->lanes);
    names_fini(&picture->names);
    rows_fini(&picture->rows);
}

static void picture_draw_rows(struct picture *picture)
{
    for (size_t i = 0; i < picture->rows.count; i++) {
        picture_draw_row(picture, &picture->rows.items[i]);
    }
}

static void picture_draw_row(struct picture *picture, const struct row *row)
{
    const struct trace_event *event = &picture->trace->events[row->event];
    const char *text = event->text != NULL ? event->text : "";
    bool has_lane = event->thread < picture->lanes.count;

    picture->lanes.tells = event->mocked || event->kind == TRACE_STEP;
    if (row->kind == ROW_CLOCK) {
        text_clear(&picture->words);
        text_add(&picture->words, "t = %" PRIu64 " ms", row->time_ms);
        lanes_draw_across(&picture->lanes, '.', picture->words.bytes);
    } else if (row->kind == ROW_AGAIN) {
        text_clear(&picture->words);
        text_add(&picture->words, "the same again and again, until t = %" PRIu64 " ms",
                 row->time_ms);
        lanes_draw_across(&picture->lanes, '.', picture->words.bytes);
    } else if (event->kind == TRACE_STEP) {
        lanes_draw_across(&picture->lanes, '-', text);
    } else if (event->kind == TRACE_NOTE) {
        lanes_draw_across(&picture->lanes, '=', text);
    } else if (has_lane) {
        struct lane *lane = &picture->lanes.items[event->thread];
        if (lane->state == LANE_UNBORN) {
            lane->state = LANE_READY;
            lane->fresh = true;
        }
        if (event->kind == TRACE_CALL) picture_draw_call(picture, row);
        if (event->kind == TRACE_OUTPUT) picture_draw_output(picture, event);
        if (event->kind == TRACE_END) picture_draw_end(picture, event);
    }
}

/* The marker of a thread that acts at [moment]: of all switches from thread to thread, those that took
 * the turn from one that could go on are what a search looks for. */
static char picture_marker(struct picture *picture, uint16_t thread, uint32_t moment)
{
    const struct trace *trace = picture->trace;
    char marker = lanes_take_over(&picture->lanes, thread);
    bool preempts = false;
    while (picture->preemption < trace->preemption_count &&
           trace->preemptions[picture->preemption] <= moment) {
        preempts = true;
        picture->preemption++;
    }
    picture->lanes.tells |= preempts;
    return preempts && marker != '|' ? '#' : marker;
}

static void picture_draw_call(struct picture *picture, const struct row *row)
{
    const struct trace_event *event = &picture->trace->events[row->event];
    struct lanes *lanes = &picture->lanes;
    unsigned quote_columns = lanes->text_width / 3;
    enum words_part part = row->kind == ROW_BEGUN   ? WORDS_BEGUN
                           : row->kind == ROW_ENDED ? WORDS_ENDED
                                                    : WORDS_WHOLE;

    text_clear(&picture->words);
    words_call(&picture->words, &picture->names, event, part, quote_columns);
    lanes->items[event->thread].state = part == WORDS_BEGUN ? LANE_WAITING : LANE_READY;
    lanes->seen['*'] |= event->mocked;
    uint32_t moment = part == WORDS_ENDED ? event->ended : event->begun;
    lanes_draw(lanes, event->thread, picture_marker(picture, event->thread, moment),
               picture->words.bytes);
    if (event->failed && part != WORDS_BEGUN) {
        const char *name = error_name(event->error);
        lanes_draw(lanes, event->thread, '!', name != NULL ? name : "(an error without a name)");
    }
}

/* Output is drawn as the console shows it, in quotes, one row a line. */
static void picture_draw_output(struct picture *picture, const struct trace_event *event)
{
    const char *rest = event->text != NULL ? event->text : "";
    struct lanes *lanes = &picture->lanes;

    while (*rest != '\0') {
        text_clear(&picture->words);
        rest += picture_take_line(&picture->words, rest);
        if (picture->words.size > 2) {
            lanes_draw(lanes, event->thread, picture_marker(picture, event->thread, event->begun),
                       picture->words.bytes);
        }
    }
}

/* A thread's end takes nothing over: another thread may have ended it. */
static void picture_draw_end(struct picture *picture, const struct trace_event *event)
{
    const struct trace_event *call = picture_open_call(picture->trace, event->thread);
    struct text *words = &picture->words;

    text_clear(words);
    text_add(words, "ends");
    if (call != NULL && words_returns(call->call))
        text_add(words, " inside %s", call_name(call->call));
    if (event->result != 0) text_add(words, ", exit code %" PRIu32, (uint32_t)event->result);
    picture->lanes.items[event->thread].state = LANE_ENDED;
    lanes_draw(&picture->lanes, event->thread, 'x', words->bytes);
}

static void picture_draw_legend(struct picture *picture)
{
    static const struct {
        char marker;
        const char *meaning;
    } entries[] = {
        { '+', "begins" }, { '>', "takes over" }, { '#', "preempts" }, { '|', "runs or could" },
        { ':', "waits" },  { '!', "failed" },     { '*', "mocked" },   { 'x', "ends" },
    };
    struct text *words = &picture->words;

    text_clear(words);
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        if (picture->lanes.seen[(unsigned char)entries[i].marker]) {
            text_add(words, "  %c %s", entries[i].marker, entries[i].meaning);
        }
    }
    if (words->size > 0) lanes_draw_below(&picture->lanes, words->bytes + 2);
}

/* Who never came back from which call. */
static void picture_draw_waits(struct picture *picture)
{
    for (size_t i = 0; i < picture->trace->thread_count; i++) {
        const struct trace_event *call = picture_open_call(picture->trace, i);
        if (picture->lanes.items[i].state != LANE_WAITING || call == NULL) continue;
        text_clear(&picture->words);
        text_add(&picture->words, "%s %s ", picture->trace->threads[i].name,
                 words_stuck(call) ? "never returns from" : "still waits in");
        words_call(&picture->words, &picture->names, call, WORDS_WHOLE, picture->lanes.columns);
        lanes_draw_below(&picture->lanes, picture->words.bytes);
    }
}

static const struct trace_event *picture_open_call(const struct trace *trace, size_t thread)
{
    for (size_t i = trace->event_count; i > 0; i--) {
        const struct trace_event *event = &trace->events[i - 1];
        if (event->thread == thread && event->kind == TRACE_CALL && event->open) return event;
    }
    return NULL;
}

/* Quote one line of a kept text, without its end and without the escapes of the quote.
 * Returns: the bytes taken. */
static size_t picture_take_line(struct text *line, const char *kept)
{
    size_t at = 0;
    bool ended = false;

    text_add(line, "\"");
    while (kept[at] != '\0' && !ended) {
        char letter = kept[at] == '\\' ? kept[at + 1] : '\0';
        bool literal = letter == '\\' || letter == '"';
        bool line_end = letter == 'n' || (letter == 'r' && strncmp(kept + at + 2, "\\n", 2) == 0);
        size_t unit = letter == '\0' ? 1 : 2;
        if (literal) {
            text_add_bytes(line, &letter, 1);
        } else if (!line_end) {
            text_add_bytes(line, kept + at, unit);
        }
        ended = letter == 'n';
        at += unit;
    }
    text_add(line, "\"");
    return at;
}
