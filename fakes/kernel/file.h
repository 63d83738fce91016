/* File objects: one open end of a pipe.
 *
 * Duplicated handles share one file object, and with it the modes and the lock. I/O on a
 * synchronous file object is serialised: whoever comes while a call is in progress waits for it to
 * end, whatever it is (facts O1 to O7). This is where servers that read in one thread and write in
 * another deadlock.
 */
#ifndef FAKES_KERNEL_FILE_H
#define FAKES_KERNEL_FILE_H

#include "object.h"
#include "status.h"

struct pipe_instance;
struct thread;

enum pipe_side { PIPE_SERVER, PIPE_CLIENT, PIPE_SIDES };

struct file {
    struct object object;
    struct pipe_instance *instance;    // NULL for a client that was disconnected
    struct pipe_instance *once;        // the same, also after that: only for footprints
    enum pipe_side side;
    bool reads_messages;
    bool nowait;
    struct thread *busy;    // whose call is in progress
    struct list queue;      // threads that wait for their turn
};

struct file *file_new(struct pipe_instance *instance, enum pipe_side side);

/* Begin a call on the file object: its turn comes when all earlier ones have ended. Yields:
 * until then. */
void file_lock(struct file *file);

/* The call has ended; the next one in the queue begins. */
void file_unlock(struct file *file);

/* [thread] was killed: whatever call it was in has ended. */
void file_lock_abandon(struct thread *thread);

/* A file object is signalled while no call is in progress, unless it was disconnected. */
bool file_signalled(const struct file *file);

/* The last handle was closed. */
void file_closed(struct file *file);

#endif
