/* The connect race, counted: in how many of all runs ConnectNamedPipe returned what, and what became
 * of the clients. */
#ifndef PIPERIG_CONNECT_COUNTS_H
#define PIPERIG_CONNECT_COUNTS_H

#include <stdint.h>

enum connect_counts_end { CONNECT_COUNTS_DONE, CONNECT_COUNTS_LOST, CONNECT_COUNTS_NO_SERVER };

/* Print a line for each scene of the first subject and its clients, who all start together: every
 * distinct run, by [jobs] processes; where there are more than [runs_max], all runs of few
 * preemptions, up to a tenth of that.
 *
 * Returns: CONNECT_COUNTS_LOST if there is a run in which a client was neither served nor left of its
 *          own will. */
enum connect_counts_end connect_counts_print(uint64_t runs_max, unsigned jobs);

#endif
