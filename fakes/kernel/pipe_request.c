#include "pipe_request.h"

#include "grow.h"
#include "name.h"
#include "world.h"

#include <string.h>

struct pipe_request *pipe_request_add(const uint16_t *name)
{
    struct world *world = world_get();
    GROW(world->pipe_requests, world->pipe_request_count, world->pipe_request_capacity);
    struct pipe_request *request = &world->pipe_requests[world->pipe_request_count++];
    *request = (struct pipe_request){
        .process = process_current(),
        .thread = thread_current()->ordinal,
    };
    if (name != NULL) {
        size_t size = (name_units(name) + 1) * sizeof *name;
        request->name = memcpy(world_take(size), name, size);
    }
    return request;
}

const struct pipe_request *world_pipe_request(const struct world *world, size_t index)
{
    return index < world->pipe_request_count ? &world->pipe_requests[index] : NULL;
}

void pipe_request_note_read(uint32_t size, bool messages)
{
    struct process *process = process_current();
    if (size > process->read_size) process->read_size = size;
    if (!messages) process->read_bytes = true;
}

bool world_reads_bytes(const struct world *world, const struct process *process)
{
    (void)world;
    return process->read_bytes;
}

uint32_t world_read_size(const struct world *world, const struct process *process)
{
    (void)world;
    return process->read_size;
}
