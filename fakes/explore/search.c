#include "search.h"

#include "sharing.h"

#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

void *search_new(size_t size)
{
    void *search = calloc(1, size);
    INVARIANT(search != NULL);
    return search;
}

struct choice *search_next(struct search *search)
{
    bool goes_on = search->sharing == NULL || sharing_begin_run(search);
    struct choice *choice = goes_on ? search->next(search) : NULL;
    if (choice == NULL && search->sharing != NULL) sharing_finish(search);
    if (choice != NULL) search->progress.runs++;
    if (choice != NULL && search->sharing != NULL) sharing_note_run(search);
    return choice;
}

struct search_progress search_progress(const struct search *search)
{
    struct search_progress progress = search->progress;
    if (search->sharing != NULL) sharing_count(search, &progress);
    return progress;
}

void search_close(struct search *search)
{
    if (search->sharing != NULL) sharing_close(search);
    search->close(search);
    free(search);
}

/* --- On paper --------------------------------------------------------------------------------- */

bool search_save(const struct search *search, FILE *out)
{
    if (search->sharing != NULL || search->progress.limit != NULL) return false;
    search->save(search, out);
    return true;
}

struct search *search_resume(FILE *in)
{
    static const struct {
        const char *word;
        struct search *(*resume)(FILE *in);
    } kinds[] = {
        { "sampled", search_resume_sampled },
        { "pct", search_resume_pct },
        { "bounded", search_resume_bounded },
        { "frontier", search_resume_exhaustive },
    };
    char word[10];
    if (fscanf(in, "%9s", word) != 1) return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(word, kinds[i].word) == 0) return kinds[i].resume(in);
    return NULL;
}
