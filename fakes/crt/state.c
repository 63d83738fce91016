#include "crt/state.h"

#include <stdlib.h>

void crt_state_init(struct crt_state *state)
{
    state->exit_count = 0;
    state->input_ended = false;
    state->input_back = 0;
    state->input_half = 0;
    list_init(&state->texts);
    list_init(&state->starts);
    list_init(&state->heaps);
}

void crt_state_fini(struct crt_state *state)
{
    list_each(link, &state->texts) free(list_entry(link, struct crt_text, link));
    list_each(link, &state->starts) free(list_entry(link, struct crt_start, link));
    list_each(link, &state->heaps) free(list_entry(link, struct crt_heap, link));
    crt_state_init(state);
}

/* An atexit function may register another one, which then runs next. */
void crt_state_exit(struct crt_state *state)
{
    while (state->exit_count > 0)
        state->exits[--state->exit_count]();
}

/* The seed is the one a thread of Microsoft's library starts with. */
void crt_thread_state_init(struct crt_thread_state *state)
{
    *state = (struct crt_thread_state){ .seed = 1 };
}
