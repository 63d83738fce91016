/* What is left, and who waits: the answers at the end of a run. */
#ifndef FAKES_KERNEL_LEDGER_H
#define FAKES_KERNEL_LEDGER_H

struct world;

/* Who waits in which call, a line each, among the threads of processes that must end and all
 * they may wait for. Kept by the trace. */
const char *ledger_describe_waits(struct world *world);

/* What is done again and again, or that the bound of steps was reached. Lives as long as the run. */
const char *ledger_describe_runaway(const struct world *world);

#endif
