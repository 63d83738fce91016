#include "search.h"

#include "kernel/invariant.h"

#include <stdlib.h>

void *search_new(size_t size)
{
    void *search = calloc(1, size);
    INVARIANT(search != NULL);
    return search;
}

struct choice *search_next(struct search *search)
{
    struct choice *choice = search->next(search);
    if (choice != NULL) search->progress.runs++;
    return choice;
}

struct search_progress search_progress(const struct search *search)
{
    return search->progress;
}

void search_close(struct search *search)
{
    search->close(search);
    free(search);
}
