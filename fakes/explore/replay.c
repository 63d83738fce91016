#include "seeded.h"

#include <piperig/choice.h>

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    (void)kind;
    if (choice->script_count == 0) return 0;
    if (choice->script->at + SEEDED(SEEDED_REPLAY_OFF_BY_ONE) != choice->asked) return 0;

    uint32_t picked = choice->script->picked;
    choice->expected = choice->script++;
    choice->script_count--;
    if (picked < count) return picked;
    if (choice->divergence == NULL)    // the world, if there is one, has better words
        choice->divergence = "the replayed run has diverged: a recorded choice does not exist here";
    return 0;
}

void choice_init_replay(struct choice *choice, const struct choice_deviation *script, size_t count,
                        bool lenient)
{
    *choice = (struct choice){
        .drive = drive, .script = script, .script_count = count, .lenient = lenient
    };
}
