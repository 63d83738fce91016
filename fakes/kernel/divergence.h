/* Where a replay is no longer the recorded run: which call was expected, and which came. */
#ifndef FAKES_KERNEL_DIVERGENCE_H
#define FAKES_KERNEL_DIVERGENCE_H

#include <piperig/choice.h>

/* The world's witness of the questions whose answer was not the calm one, or is recorded as such:
 * see choice.h. Sets the choices' divergence at the first that is not the recorded one. */
void divergence_witness(struct choice *choice, enum choice_kind kind, uint32_t count,
                        uint32_t picked);

#endif
