/* What each kind of search provides: the small interface behind piperig/search.h. */
#ifndef FAKES_EXPLORE_SEARCH_H
#define FAKES_EXPLORE_SEARCH_H

#include <piperig/search.h>

/* Embedded as the first member of each kind's own struct. */
struct search {
    struct choice *(*next)(struct search *search);
    void (*close)(struct search *search);
    struct search_progress progress;
};

/* [size] zeroed bytes for a kind's own struct; aborts when there is no memory. */
void *search_new(size_t size);

#endif
