/* All that can be seen of the machine's state, as text: two states that read alike cannot be
 * told apart by programs. */
#ifndef PIPERIG_VISIBLE_H
#define PIPERIG_VISIBLE_H

#include <stdio.h>

/* Write down objects by handle, pipes, and who runs or waits. Empties the queues that it meets:
 * the world is only good for being closed. Requires: nobody runs. */
void visible_write(FILE *out);

#endif
