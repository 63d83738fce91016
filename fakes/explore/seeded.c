#include "seeded.h"

enum seeded_fault seeded_on = SEEDED_NONE;

bool seeded_set(enum seeded_fault fault)
{
#ifdef PIPERIG_SEEDED_FAULTS
    seeded_on = fault;
    return true;
#else
    return fault == SEEDED_NONE;
#endif
}
