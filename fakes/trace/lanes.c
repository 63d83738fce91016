/* Two layouts of one idea, a bar for each thread's life:
 *
 *     server            client                            server
 *     ------            ------                            | client
 *     + CreateFile...                           server    +    CreateFile echo = h1
 *     |                 + CloseHandle...        client    | +  CloseHandle h2 = TRUE
 *
 * Beside each other while every lane has room for a call, else in a list with the bars in a
 * gutter. */
#include "trace/lanes.h"
#include "trace/store.h"

#include "kernel/grow.h"

#include <stdlib.h>
#include <string.h>

enum {
    LANES_COLUMNS = 80,    // when the caller does not care
    LANES_COLUMNS_MIN = 40,
    LANES_TEXT_MIN = 30,    // holds most calls in one row
    LANES_LIST_MIN = 36,    // below this width of text the gutter has only one bar
    LANES_NAME_MAX = 16,
    LANES_INDENT = 2,    // of wrapped text
};

static void lanes_lay_out(struct lanes *lanes);
static void lanes_lay_out_list(struct lanes *lanes, unsigned count);
static void lanes_draw_heads(struct lanes *lanes, bool underline);
static void lanes_draw_stairs(struct lanes *lanes);
static void lanes_draw_piece(struct lanes *lanes, size_t lane, char marker, const char *text,
                             size_t size, unsigned indent);
static void lanes_add_piece(struct lanes *lanes, size_t lane, const char *text, size_t size,
                            unsigned indent);
static void lanes_print(struct lanes *lanes);
static size_t lanes_wrap(const char *text, unsigned columns);
static unsigned lanes_text_at(const struct lanes *lanes, size_t lane);
static char lanes_bar(const struct lane *lane);

void lanes_init(struct lanes *lanes, const struct trace *trace, FILE *out, unsigned columns)
{
    memset(lanes, 0, sizeof(*lanes));
    lanes->out = out;
    lanes->count = trace->thread_count;
    lanes->acting = lanes->count;
    lanes->named = lanes->count;
    lanes->columns = columns == 0 ? LANES_COLUMNS : columns;
    if (lanes->columns < LANES_COLUMNS_MIN) lanes->columns = LANES_COLUMNS_MIN;
    lanes->items = calloc(lanes->count + 1, sizeof(*lanes->items));
    if (lanes->items == NULL) trace_no_memory();
    for (size_t i = 0; i < lanes->count; i++)
        lanes->items[i].name = trace->threads[i].name;
    text_init(&lanes->line);
    lanes_lay_out(lanes);
}

void lanes_fini(struct lanes *lanes)
{
    text_fini(&lanes->line);
    free(lanes->items);
    free(lanes->telling);
    lanes->items = NULL;
    lanes->telling = NULL;
}

void lanes_draw_names(struct lanes *lanes)
{
    if (lanes->name_width == 0) {
        lanes_draw_heads(lanes, false);
        lanes_draw_heads(lanes, true);
    } else if (lanes->pitch > 0) {
        lanes_draw_stairs(lanes);
    }
}

void lanes_draw(struct lanes *lanes, size_t lane, char marker, const char *text)
{
    unsigned indent = 0;

    do {
        size_t size = lanes_wrap(text, lanes->text_width - indent);
        lanes_draw_piece(lanes, lane, marker, text, size, indent);
        text += size;
        while (*text == ' ')
            text++;
        marker = lanes_bar(&lanes->items[lane]);
        indent = LANES_INDENT;
    } while (*text != '\0');
}

char lanes_take_over(struct lanes *lanes, size_t lane)
{
    bool fresh = lanes->items[lane].fresh;
    bool same = lanes->acting == lane;

    lanes->items[lane].fresh = false;
    lanes->acting = lane;
    return fresh ? '+' : same ? '|' : '>';
}

void lanes_draw_across(struct lanes *lanes, char fill, const char *text)
{
    struct text *line = &lanes->line;

    do {
        size_t size = lanes_wrap(text, lanes->columns - 8);
        text_clear(line);
        text_fill(line, fill, 3);
        text_add(line, " %.*s ", (int)size, text);
        text_fill(line, fill, lanes->columns);
        lanes_print(lanes);
        text += size;
        while (*text == ' ')
            text++;
    } while (*text != '\0');
}

void lanes_draw_below(struct lanes *lanes, const char *text)
{
    unsigned indent = 0;

    do {
        size_t size = lanes_wrap(text, lanes->columns - indent);
        fprintf(lanes->out, "%*s%.*s\n", (int)indent, "", (int)size, text);
        text += size;
        while (*text == ' ')
            text++;
        indent = LANES_INDENT;
    } while (*text != '\0');
}

static void lanes_lay_out(struct lanes *lanes)
{
    unsigned count = lanes->count > 0 ? (unsigned)lanes->count : 1;

    // A lane is a bar, a blank, the text, and a blank before the next bar.
    lanes->pitch = (lanes->columns + 1) / count;
    lanes->text_width = lanes->pitch > 3 ? lanes->pitch - 3 : 0;
    if (lanes->text_width < LANES_TEXT_MIN) lanes_lay_out_list(lanes, count);
    for (size_t i = 0; i < lanes->count; i++) {
        unsigned first = lanes->name_width > 0 ? lanes->name_width + 2 : 0;
        lanes->items[i].bar_at = first + (unsigned)i * lanes->pitch;
    }
}

/* A column of names, a gutter of bars, and the texts in what is left. */
static void lanes_lay_out_list(struct lanes *lanes, unsigned count)
{
    lanes->name_width = 1;
    for (size_t i = 0; i < lanes->count; i++) {
        const char *name = lanes->items[i].name;
        unsigned columns = text_columns(name, strlen(name));
        if (columns > LANES_NAME_MAX) columns = LANES_NAME_MAX;
        if (columns > lanes->name_width) lanes->name_width = columns;
    }

    unsigned narrow = lanes->name_width + 2 + 2;
    unsigned wide = lanes->name_width + 2 + 2 * count + 1;
    bool fits = count < lanes->columns && wide + LANES_LIST_MIN <= lanes->columns;
    lanes->pitch = fits ? 2 : 0;
    lanes->text_width = lanes->columns - (fits ? wide : narrow);
}

/* The names, each on its bar, or the lines under them. */
static void lanes_draw_heads(struct lanes *lanes, bool underline)
{
    struct text *line = &lanes->line;

    text_clear(line);
    for (size_t i = 0; i < lanes->count; i++) {
        const char *name = lanes->items[i].name;
        size_t size = text_fit(name, strlen(name), lanes->pitch - 1);
        text_pad(line, lanes->items[i].bar_at);
        if (underline) {
            text_fill(line, '-', line->columns + text_columns(name, size));
        } else {
            text_add_bytes(line, name, size);
        }
    }
    fprintf(lanes->out, "%s\n", line->bytes);
}

/* The names of bars that stand too close for them: they come down in steps. */
static void lanes_draw_stairs(struct lanes *lanes)
{
    struct text *line = &lanes->line;

    for (size_t i = 0; i < lanes->count; i++) {
        text_clear(line);
        for (size_t j = 0; j < i; j++) {
            text_pad(line, lanes->items[j].bar_at);
            text_add(line, "|");
        }
        text_pad(line, lanes->items[i].bar_at);
        text_add(line, "%s", lanes->items[i].name);
        fprintf(lanes->out, "%s\n", line->bytes);
    }
}

static void lanes_draw_piece(struct lanes *lanes, size_t lane, char marker, const char *text,
                             size_t size, unsigned indent)
{
    struct text *line = &lanes->line;
    bool first = lanes->named != lane || lanes->left_out > 0 || lanes->row_count == 0;
    const char *name = lanes->items[lane].name;

    text_clear(line);
    if (lanes->name_width > 0 && (first || lanes->pitch == 0)) {
        text_add_bytes(line, name, text_fit(name, strlen(name), lanes->name_width));
    }
    lanes->named = lane;
    for (size_t i = 0; i < lanes->count; i++) {
        if (i != lane && lanes->pitch == 0) continue;
        text_pad(line, lanes->items[i].bar_at);
        char bar = i == lane ? marker : lanes_bar(&lanes->items[i]);
        lanes->seen[bar & 127] = true;
        text_add(line, "%c", bar);
        if (i == lane && lanes->name_width == 0) lanes_add_piece(lanes, lane, text, size, indent);
    }
    if (lanes->name_width > 0) lanes_add_piece(lanes, lane, text, size, indent);
    lanes_print(lanes);
}

static void lanes_add_piece(struct lanes *lanes, size_t lane, const char *text, size_t size,
                            unsigned indent)
{
    text_pad(&lanes->line, lanes_text_at(lanes, lane) + indent);
    text_add_bytes(&lanes->line, text, size);
}

static void lanes_print(struct lanes *lanes)
{
    size_t row = lanes->row_count++;
    text_trim(&lanes->line);
    if (lanes->counting) {
        GROW(lanes->telling, row, lanes->telling_capacity);
        lanes->telling[row] = lanes->tells;
    } else if (lanes->keep != NULL && !lanes->keep[row]) {
        lanes->left_out++;
    } else {
        if (lanes->left_out > 0) fprintf(lanes->out, "(%zu rows are left out)\n", lanes->left_out);
        lanes->left_out = 0;
        fprintf(lanes->out, "%s\n", lanes->line.bytes);
    }
}

/* The bytes of [text] that fit in one row. It is cut at a blank, best at one that is not in
 * quotes and does not follow "="; in what is quoted as a whole, at any. */
static size_t lanes_wrap(const char *text, unsigned columns)
{
    size_t size = strlen(text);
    if (text_columns(text, size) <= columns) return size;

    size_t fit = text_fit(text, size, columns);
    size_t best = 0;
    size_t any = 0;
    bool quoted = false;
    for (size_t at = 1; at <= fit; at++) {
        if (text[at - 1] == '"') quoted = !quoted;
        if (text[at] == ' ' && text[at - 1] != '=') any = at;
        if (any == at && !quoted) best = at;
    }
    return best > 0 ? best : any > 0 ? any : fit;
}

static unsigned lanes_text_at(const struct lanes *lanes, size_t lane)
{
    return lanes->name_width == 0 ? lanes->items[lane].bar_at + 2
                                  : lanes->columns - lanes->text_width;
}

static char lanes_bar(const struct lane *lane)
{
    switch (lane->state) {
    case LANE_READY: return '|';
    case LANE_WAITING: return ':';
    default: return ' ';
    }
}
