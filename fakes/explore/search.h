/* What each kind of search provides: the small interface behind piperig/search.h. */
#ifndef FAKES_EXPLORE_SEARCH_H
#define FAKES_EXPLORE_SEARCH_H

#include <piperig/search.h>

/* Embedded as the first member of each kind's own struct. */
struct search {
    struct choice *(*next)(struct search *search);
    void (*close)(struct search *search);
    void (*save)(const struct search *search, FILE *out);
    // Of a search that can be shared: leave the part that [splits_at] says to the other process,
    // or keep just that. Called between runs in both.
    void (*split)(struct search *search, bool helper);
    // What a helper has found that concerns others: bytes from malloc.
    void *(*tell)(const struct search *search, size_t *size);
    // Go on at [waits_at] with what the helper there has told, or without (NULL).
    void (*hear)(struct search *search, const void *told);
    size_t splits_at;           // 0: not now
    size_t waits_at;            // first hear from the helper that got the part there; 0: go on
    struct sharing *sharing;    // NULL: in this process alone
    struct search_progress progress;
};

/* What one of each kind wrote down, behind its first word; NULL if it is not that. */
struct search *search_resume_sampled(FILE *in);
struct search *search_resume_pct(FILE *in);
struct search *search_resume_bounded(FILE *in);
struct search *search_resume_exhaustive(FILE *in);

/* [size] zeroed bytes for a kind's own struct; aborts when there is no memory. */
void *search_new(size_t size);

#endif
