#include "file.h"

#include "invariant.h"
#include "pipe.h"
#include "thread.h"
#include "wait.h"
#include "world.h"

struct file *file_new(struct pipe_instance *instance, enum pipe_side side)
{
    struct file *file = world_take(sizeof *file);
    object_init(&file->object, OBJECT_FILE);
    file->instance = instance;
    file->once = instance;
    file->side = side;
    list_init(&file->queue);
    return file;
}

static void withdraw(struct thread *thread)
{
    footprint_write(thread->world,
                    thread->wanted_file->object.id);    // whoever stood behind it moves up
    list_remove(&thread->queued);
    thread->wanted_file = NULL;
}

void file_lock(struct file *file)
{
    struct thread *self = thread_current();
    footprint_write(self->world, file->object.id);
    if (file->busy == NULL) {
        file->busy = self;
    } else {
        self->wanted_file = file;
        thread_park_in(&file->queue, DEADLINE_NEVER, withdraw);
    }
    INVARIANT(file->busy == self);
    self->locked_file = file;
}

void file_unlock(struct file *file)
{
    struct world *world = world_get();
    footprint_write(world, file->object.id);
    file->busy->locked_file = NULL;
    file->busy = NULL;
    if (list_empty(&file->queue)) {
        wait_wake(&file->object);
        return;
    }
    struct thread *next = list_entry(file->queue.next, struct thread, queued);
    withdraw(next);
    file->busy = next;
    next->locked_file = file;    // from now on, also if it is killed before it runs
    thread_unpark(next, STATUS_SUCCESS);
}

void file_lock_abandon(struct thread *thread)
{
    if (thread->locked_file != NULL) file_unlock(thread->locked_file);
}

bool file_signalled(const struct file *file)
{
    return file->busy == NULL && file->instance != NULL;
}

void file_closed(struct file *file)
{
    pipe_end_closed(file);
}
