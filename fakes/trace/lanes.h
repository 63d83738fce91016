/* The paper that a picture is drawn on: lanes side by side, and rows within a width. */
#ifndef FAKES_TRACE_LANES_H
#define FAKES_TRACE_LANES_H

#include "trace/text.h"

#include <piperig/trace.h>

enum lane_state { LANE_UNBORN, LANE_READY, LANE_WAITING, LANE_ENDED };

struct lane {
    const char *name;
    enum lane_state state;
    bool fresh;         // its thread has begun, but no row has shown it yet
    unsigned bar_at;    // the column of its bar
};

struct lanes {
    FILE *out;
    struct lane *items;
    size_t count;
    size_t acting;    // the lane that drew last; [count]: none
    size_t named;     // the one that was last named at the left
    unsigned columns;
    unsigned pitch;         // from one bar to the next; 0: all bars in one column
    unsigned name_width;    // of the column of names; 0 when texts stand beside their bars
    unsigned text_width;
    size_t row_count;    // drawn so far
    bool counting;       // rows are not printed; [telling] keeps which of them tell much
    bool tells;          // the row at hand does
    bool *telling;       // by row
    size_t telling_capacity;
    const bool *keep;    // borrowed: which rows are printed; NULL: all
    size_t left_out;     // rows since the last one that was printed
    bool seen[128];      // the markers drawn so far, for the legend
    struct text line;
};

/* Lanes for the threads of [trace] on paper of [columns] columns.  Owns: lanes_fini frees. */
void lanes_init(struct lanes *lanes, const struct trace *trace, FILE *out, unsigned columns);

void lanes_fini(struct lanes *lanes);

/* Draw the names above the bars. */
void lanes_draw_names(struct lanes *lanes);

/* Draw [text] in [lane], wrapped, with [marker] in place of its bar in the first row. */
void lanes_draw(struct lanes *lanes, size_t lane, char marker, const char *text);

/* The marker of a thread that does something: it begins, takes over, or goes on. */
char lanes_take_over(struct lanes *lanes, size_t lane);

/* Draw [text] across all lanes, on a line of [fill]. */
void lanes_draw_across(struct lanes *lanes, char fill, const char *text);

/* Draw [text] as a paragraph of its own. */
void lanes_draw_below(struct lanes *lanes, const char *text);

#endif
