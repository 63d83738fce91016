/* Of the C library's own file numbers, what console programs ask: to set the translation mode. */
#ifndef PIPERIG_IO_H
#define PIPERIG_IO_H

#include <fcntl.h>

/* The simulated console takes any text as it comes: the mode is noted by nobody.
 * Returns: the mode before, always _O_TEXT; -1 for a number other than 0, 1 or 2. */
int _setmode(int file, int mode);

#endif
