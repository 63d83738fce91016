/* A search that is shared by processes: see piperig/crew.h. */
#ifndef FAKES_EXPLORE_SHARING_H
#define FAKES_EXPLORE_SHARING_H

#include <piperig/crew.h>

struct sharing;

/* Whether a part of the search should be given away after the run in progress. */
bool sharing_wants_split(const struct search *search);

/* Before a run: give a part away if somebody idles. Returns: whether the search goes on. */
bool sharing_begin_run(struct search *search);

/* The search is over here. A helper reports and ends; the first process waits for its helpers and
 * adds up. */
void sharing_finish(struct search *search);

/* A run begins. */
void sharing_note_run(struct search *search);

/* The runs of all processes. */
void sharing_count(const struct search *search, struct search_progress *progress);

void sharing_close(struct search *search);

#endif
