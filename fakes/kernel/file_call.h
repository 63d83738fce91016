/* One call on a file object, from its turn to its end: find, check the rights, take the lock,
 * act, wait, let go. */
#ifndef FAKES_KERNEL_FILE_CALL_H
#define FAKES_KERNEL_FILE_CALL_H

#include "file.h"
#include "pipe_state.h"
#include "request.h"

struct file_call {
    struct file *file;    // NULL: the call never got so far
    struct request request;
};

/* Returns: STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED when the handle
 *          lacks one of
 *          the rights [access].
 * Yields:  while another call on the same file object is in progress. */
NTSTATUS file_call_begin(struct file_call *call, void *handle, uint32_t access,
                         enum pipe_operation operation);

/* The call's outcome: [status], or that of the request if [status] says that it is pending.
 * Yields: until it is complete. */
NTSTATUS file_call_end(struct file_call *call, NTSTATUS status);

#endif
