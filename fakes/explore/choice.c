#include <piperig/choice.h>

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>

static void note_question(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    uint32_t word = (uint32_t)kind << 24 ^ count;
    choice->digest = (choice->digest ^ word) * 0x01000193u;    // FNV-1a, a word at a time
}

static void note_deviation(struct choice *choice, uint32_t picked)
{
    GROW(choice->deviations, choice->deviation_count, choice->deviation_capacity);
    choice->deviations[choice->deviation_count++] = (struct choice_deviation){
        .at = choice->asked, .picked = picked, .digest = choice->digest & CHOICE_DIGEST_MASK
    };
}

uint32_t choice_pick(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    INVARIANT(count > 0);
    if (count == 1) return 0;
    choice->skipped |= choice->hushed;
    if (choice->hushed) return 0;

    note_question(choice, kind, count);
    choice->expected = NULL;
    uint32_t picked = choice->drive(choice, kind, count);
    INVARIANT(picked < count);
    if (picked != 0) note_deviation(choice, picked);
    if (choice->witness != NULL && (picked != 0 || choice->expected != NULL))
        choice->witness(choice, kind, count, picked);
    if (picked != 0 && kind == CHOICE_PREEMPT) choice->preemptions++;
    choice->asked++;
    return picked;
}

void choice_fini(struct choice *choice)
{
    free(choice->deviations);
    *choice = (struct choice){ 0 };
}
