/* Whether a command's words have arrived: on a full disk they have not, and then no exit code may say
 * that all is well. */
#ifndef PIPERIG_WRITTEN_H
#define PIPERIG_WRITTEN_H

/* Write what is left of stdout. When that fails, or failed before, say so for [command].
 *
 * Returns: [code], or [unwritten] then. */
int written_code(const char *command, int code, int unwritten);

#endif
