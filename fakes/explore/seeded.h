/* Mistakes that can be switched on, one at a time, to prove that the tests would see them.
 *
 * A search that tries too little says "holds" like one that tries enough. So each reasoning step
 * of the explorer that could be wrong has a fault here which makes it wrong;
 * conformance/self/seeded.c holds that some proof fails with it. A build without
 * PIPERIG_SEEDED_FAULTS has none of them: SEEDED() is then constant. */
#ifndef FAKES_EXPLORE_SEEDED_H
#define FAKES_EXPLORE_SEEDED_H

#include <stdbool.h>

enum seeded_fault {
    SEEDED_NONE,
    SEEDED_PENDING_IGNORED,    // what threads were about to do when the run ended is not looked at
    SEEDED_CUT_IGNORED,        // ... if it was the end of their process that kept them from it
    SEEDED_ENABLER_IGNORED,    // what made a step possible does not come before it
    SEEDED_ENABLER_TOO_WIDE,    // nobody in particular made it possible: it comes after all steps so far
    SEEDED_RELEASE_RACES,       // giving a lock back races with taking it next
    SEEDED_CLOCK_NOT_MERGED,    // a step does not come after the one that it races with
    SEEDED_CLOCK_OF_OWN_ONLY,    // a step comes after its thread's last one, but not after what that came after
    SEEDED_PAIR_INDEPENDENT,      // a write after a read is independent of it
    SEEDED_READ_HIDES_WRITE,      // of what a step did to an object, only the first counts
    SEEDED_WRITE_MISSING,         // resetting an event leaves no footprint
    SEEDED_SLEEPER_NOT_WOKEN,     // a step wakes nobody who depends on it
    SEEDED_SLEEPER_OVERSLEEPS,    // a lock that is taken wakes nobody who wants it
    SEEDED_DONE_DO_NOT_SLEEP,     // what was tried at a node is tried again below it
    SEEDED_BACKTRACK_LOST,        // a race whose later thread could not begin asks for nobody
    SEEDED_INITIALS_TOO_MANY,     // any step in between is taken for a beginning of the other order
    SEEDED_RACES_TOO_LATE,        // races are looked for from one step after the new one on
    SEEDED_ANSWER_LEFT_OUT,       // the last answer to a question beside the schedule is not tried
    SEEDED_ASKS_NOT_MERGED,       // what a helper's races ask for is not asked for
    SEEDED_MARKS_NOT_MERGED,      // what a helper's step left wakes nobody
    SEEDED_REPLAY_OFF_BY_ONE,     // a recorded answer is given to the question after its own
    SEEDED_FAULTS
};

#ifdef PIPERIG_SEEDED_FAULTS
#define SEEDED(fault) (seeded_on == (fault))
#else
#define SEEDED(fault) false
#endif

extern enum seeded_fault seeded_on;

/* Switch [fault] on and any other off. Returns: false in a build that has none. */
bool seeded_set(enum seeded_fault fault);

#endif
