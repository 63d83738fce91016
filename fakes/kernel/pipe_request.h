/* Keeping what CreateNamedPipe was asked for: see piperig/pipe_request.h. */
#ifndef FAKES_KERNEL_PIPE_REQUEST_H
#define FAKES_KERNEL_PIPE_REQUEST_H

#include <piperig/pipe_request.h>

/* One more, of the current thread, with [name] copied; all else is zero. Valid until the next
 * one. */
struct pipe_request *pipe_request_add(const uint16_t *name);

/* The current process reads a pipe: so many bytes, in message mode or not. */
void pipe_request_note_read(uint32_t size, bool messages);

#endif
