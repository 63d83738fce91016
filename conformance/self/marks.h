/* The footprints of the run in progress, for tests to look into. */
#ifndef PIPERIG_MARKS_H
#define PIPERIG_MARKS_H

#include "machine.h"

#include "kernel/footprint.h"

/* A calm machine that records footprints. */
void marks_open(struct machine *machine);

const struct footprints *marks_all(void);

/* The step in progress; right after a call that did not wait, the step in which it acted. */
uint32_t marks_step(void);

/* What [step] did to [object], or NULL. */
const struct footprint *marks_find(uint32_t step, footprint_id object);

#endif
