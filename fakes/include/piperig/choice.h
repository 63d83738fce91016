/* Everything that Windows leaves to chance, decided in one place.
 *
 * A run is a pure function of its choices. Who runs next, which call fails, which byte a fuzzed
 * client sends: each is a number below a count, asked for here. A driver answers; the choices
 * record what was answered, so that any run can be written down as a token and run again (token.h).
 */
#ifndef PIPERIG_CHOICE_H
#define PIPERIG_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is being decided. The kind is part of a token's checksum: a replay that asks another
 * question at the same place has diverged. */
enum choice_kind {
    CHOICE_SCHEDULE,    // which ready thread goes on, when the last one cannot or need not
    CHOICE_PREEMPT,     // the same when it could: any answer but 0 is a preemption
    CHOICE_TIMEOUT,     // whether a deadline passes although someone could still run
    CHOICE_WAITER,      // which of several waiting threads gets what there is one of
    CHOICE_FAULT,       // whether, and how, a call fails
    CHOICE_DATA,        // what a fuzzed client does and sends
    CHOICE_KINDS
};

/* Whom an answer was about: the thread that goes on, or for another question the one that asked,
 * and the call that it is in. */
struct choice_subject {
    uint16_t thread;    // ordinal in the run
    uint16_t call;      // call_tag() of the call; 0: nobody has said
};

/* One answer that was not the calm one: the [at]th question of the run, answered [picked]. */
struct choice_deviation {
    uint32_t at;
    uint32_t picked;
    struct choice_subject subject;
    uint16_t digest;    // the lowest 10 bits of that of all questions so far, this one included
};

enum { CHOICE_DIGEST_MASK = 0x3FF };

struct choice;
struct world;

/* A driver answers 0 .. count-1 for the question of [kind]; it is never asked when count is 1. */
typedef uint32_t choice_driver(struct choice *choice, enum choice_kind kind, uint32_t count);

/* One run's choices and the driver that makes them.
 *
 * Owns [deviations]. A driver keeps its state in the struct that embeds this one. */
struct choice {
    choice_driver *drive;
    uint32_t asked;          // questions so far
    uint32_t preemptions;    // answers that took the turn from a thread that could go on
    uint32_t switches;       // steps that were another thread's than the last one, where not hushed
    uint32_t digest;         // of every question: kind and count
    struct choice_deviation *deviations;    // in the order of [at]
    size_t deviation_count;
    size_t deviation_capacity;
    const char *divergence;    // why the run is no longer the recorded one
    char said[256];            // the text of [divergence], where it names something
    uint64_t state[4];         // the driver's own
    const uint8_t *bytes;      // borrowed: the bytes driver's stream
    size_t byte_count;
    const struct choice_deviation *script;    // borrowed: the replay driver's answers
    size_t script_count;
    const struct choice_deviation
        *expected;    // the one that answers the question at hand, or NULL
    bool lenient;     // replay only: go on after a divergence
    bool hushed;      // world_hush(): the calm answer is given and nobody is asked
    bool skipped;     // so was a question that there was
    // The world's, or NULL: say whom the last deviation was about, and hold the question at hand
    // against the recorded one.
    void (*witness)(struct choice *choice, enum choice_kind kind, uint32_t count, uint32_t picked);
    // For a search, or NULL: may [thread] take the next step, and that the run is over.
    bool (*step)(struct choice *choice, const struct world *world, uint16_t thread);
    void (*ended)(struct choice *choice, const struct world *world);
};

/* Decide one thing the real system leaves to chance: pick a number below [count].
 *
 * Option 0 is always the calmest, so a stream that ran dry, a shrunk stream and a stream of zeros
 * all mean "nothing unusual happens".
 *
 * Requires: [count] > 0. A choice of one is not a question: no driver is asked and nothing is
 *           recorded.
 * Returns:  0 .. count-1; cannot fail.      Yields: no. */
uint32_t choice_pick(struct choice *choice, enum choice_kind kind, uint32_t count);

/* Option 0 each time: the plain run, as a first test would see it. */
void choice_init_calm(struct choice *choice);

/* Each option equally likely, from [seed] alone. */
void choice_init_random(struct choice *choice, uint64_t seed);

/* Answers taken from [bytes], which the caller keeps; zeros when they run out. */
void choice_init_bytes(struct choice *choice, const uint8_t *bytes, size_t count);

/* The run that [script] recorded, which the caller keeps. A recorded answer that does not exist, is
 * about another thread or call, or comes after other questions than recorded sets [divergence]; the
 * world then stops unless [lenient]. */
void choice_init_replay(struct choice *choice, const struct choice_deviation *script, size_t count,
                        bool lenient);

/* Free what the choices recorded. The struct itself is the caller's. */
void choice_fini(struct choice *choice);

#endif
