#include "frames.h"

#include "crt/image.h"
#include "kernel/process.h"
#include "kernel/thread.h"

#include <stddef.h>

struct frame {
    const struct frame *caller;
    const void *site;    // in the caller's function, where it will go on
};

static bool is_on_stack(const struct thread *thread, const struct frame *frame)
{
    const char *stack = thread->fiber.stack, *at = (const char *)frame;
    return at >= stack && at < stack + FIBER_STACK_BYTES - sizeof *frame;
}

/* NULL: the chain ends. */
static const struct frame *caller_of(const struct thread *thread, const struct frame *frame)
{
    const struct frame *caller = frame->caller;
    return caller > frame && is_on_stack(thread, caller) ? caller : NULL;
}

/* In other builds programs keep none, and MemorySanitizer takes frames for what was never written. */
static const struct frame *first_frame(const struct thread *thread, const void *address)
{
#ifdef PIPERIG_RACES
    return thread->process->copy != NULL && is_on_stack(thread, address) ? address : NULL;
#else
    (void)thread;
    (void)address;
    return NULL;
#endif
}

const void *frames_site(const struct thread *thread)
{
    const struct frame *frame = first_frame(thread, __builtin_frame_address(0));
    while (frame != NULL && !image_covers(thread->process->copy, frame->site))
        frame = caller_of(thread, frame);
    return frame != NULL ? frame->site : NULL;
}

bool frames_owner(const struct thread *thread, uintptr_t address, struct frames_function *owner)
{
    const struct frame *frame = first_frame(thread, __builtin_frame_address(0));
    const struct frame *caller = NULL;
    if (!is_on_stack(thread, (const void *)address)) return false;
    for (; frame != NULL && (uintptr_t)frame < address; frame = caller) {
        caller = caller_of(thread, frame);
        if (caller == NULL || address >= (uintptr_t)caller) continue;
        *owner = (struct frames_function){ frame->site, (uintptr_t)caller };
        return image_covers(thread->process->copy, frame->site);
    }
    return false;
}
