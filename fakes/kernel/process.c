#include "process.h"

#include "crt/image.h"
#include "grow.h"
#include "handle.h"
#include "invariant.h"
#include "thread.h"
#include "timer_queue.h"
#include "trace/record.h"
#include "wait.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

struct process *process_current(void)
{
    struct thread *thread = thread_current();
    INVARIANT(thread != NULL);
    return thread->process;
}

/* Where a process's first thread begins: main, and what follows its return. */
static uint32_t run_main(void *argument)
{
    struct process *process = argument;
    int code = process->copy != NULL
                   ? image_main(process->copy, process->argument_count, process->arguments)
                   : process->program.function(process->program.argument);
    crt_state_exit(&process->crt);

    // The end is a step of its own. It touches what the last call did not, and only if that did not
    // have to wait: what a
    // step touches must not depend on that.
    thread_yield(false);
    process_exit((uint32_t)code);
}

static char *keep(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(world_take(size), text, size);
}

static void keep_arguments(struct process *process, const char *const *arguments)
{
    int count = 0;
    while (arguments != NULL && arguments[count] != NULL)
        count++;

    process->arguments = world_take(((size_t)count + 2) * sizeof *process->arguments);
    process->arguments[0] = keep(process->name);
    for (int i = 0; i < count; i++)
        process->arguments[i + 1] = keep(arguments[i]);
    process->argument_count = count + 1;
}

struct process *world_start(struct world *world, const struct program *program,
                            enum process_role role, const char *const *arguments)
{
    struct process *process = world_take(sizeof *process);
    object_init(&process->object, OBJECT_PROCESS);
    object_init(&process->console_object, OBJECT_CONSOLE);
    process->world = world;
    process->life = footprint_new(world);
    process->exits = footprint_new(world);
    process->slots = footprint_new(world);
    process->name = keep(program->name);
    process->ordinal = (uint16_t)world->process_count;
    process->role = role;
    process->program = *program;
    list_init(&process->threads);
    list_init(&process->timers);
    list_init(&process->console.readers);
    heap_init(&process->heap);
    crt_state_init(&process->crt);
    keep_arguments(process, arguments);
    if (program->image != NULL) process->copy = image_take(program->image);

    GROW(world->processes, world->process_count, world->process_capacity);
    world->processes[world->process_count++] = process;
    if (world->current != NULL) footprint_write(world, FOOTPRINT_THREADS);
    thread_new(process, run_main, process);
    return process;
}

/* The threads of a process that ends stop where they are; what they held is given back. */
static void end(struct process *process, uint32_t exit_code)
{
    const struct thread *current = process->world->current;
    unsigned own = current != NULL && current->process == process;
    if (process->threads_alive > own) footprint_write(process->world, process->life);
    process->left = process_holdings(process);
    process->ended = true;
    process->exit_code = exit_code;
    process->world->quiet_since_ms = process->world->now_ms;
    list_each(link, &process->threads)
    {
        struct thread *thread = list_entry(link, struct thread, in_process);
        if (thread != process->world->current) thread_kill(thread, exit_code);
    }
    timer_queue_stop(process);
    handles_close_all(process);
    footprint_write(process->world, process->object.id);
    race_release(&process->object.past);
    wait_wake(&process->object);
}

_Noreturn void process_exit(uint32_t exit_code)
{
    struct process *process = process_current();
    end(process, exit_code);
    thread_exit(exit_code);
}

void process_kill(struct process *process, uint32_t exit_code)
{
    struct thread *current = process->world->current;
    if (process->ended) return;
    if (current != NULL && current->process == process) process_exit(exit_code);
    end(process, exit_code);
}

void process_fini(struct process *process)
{
    if (process->copy != NULL) image_give_back(process->copy);
    crt_state_fini(&process->crt);
    free(process->console.output);
}

void process_set_input(struct process *process, const char *bytes, size_t size)
{
    process->console.input = bytes;
    process->console.input_left = size;
}

void process_keep_console(struct process *process)
{
    process->console.never_ends = true;
}

void process_print(struct process *process, const char *bytes, size_t size)
{
    struct console *console = &process->console;
    while (console->output_capacity < console->output_size + size + 1)
        console->output = grow(console->output, &console->output_capacity, 1);
    memcpy(console->output + console->output_size, bytes, size);
    console->output_size += size;
    console->output[console->output_size] = '\0';
}

const char *process_output(const struct process *process)
{
    return process->console.output != NULL ? process->console.output : "";
}

struct holdings process_left(const struct process *process)
{
    return process->left;
}

size_t process_threads_peak(const struct process *process)
{
    return process->threads_peak;
}

bool process_ended(const struct process *process)
{
    return process->ended;
}

uint32_t process_exit_code(const struct process *process)
{
    return process->exit_code;
}

const char *process_name(const struct process *process)
{
    return process->name;
}

/* Handlers run newest first, until one says that it has dealt with the event; else the process
 * ends. */
static uint32_t run_ctrl_handlers(void *argument)
{
    struct process *process = process_current();
    uint32_t event = (uint32_t)(uintptr_t)argument;
    footprint_read(process->world, process->console_object.id);
    race_acquire(&process->ctrl_past);
    for (unsigned i = process->ctrl_handler_count; i > 0; i--) {
        int (*handler)(uint32_t) = (int (*)(uint32_t))(uintptr_t)process->ctrl_handlers[i - 1];
        if (handler(event)) return 0;
    }
    process_exit(0xC000013Au);    // STATUS_CONTROL_C_EXIT
}

/* An event ends what is being read of the console. (Unproven: seen of ReadFile, which succeeds with
 * 0 bytes, and of the C library, which takes that for the end.) */
static void interrupt_readers(struct console *console)
{
    while (!list_empty(&console->readers)) {
        struct thread *thread = list_entry(console->readers.next, struct thread, queued);
        list_remove(&thread->queued);
        thread_unpark(thread, STATUS_CANCELLED);
    }
}

void process_ctrl_event(struct process *process, uint32_t event)
{
    footprint_read(process->world, process->console_object.id);
    footprint_read(process->world, process->object.id);
    footprint_write(process->world, process->exits);    // one more before the last of them
    if (process->ended || (process->ctrl_ignored && event == 0)) return;
    footprint_write(process->world, FOOTPRINT_THREADS);
    interrupt_readers(&process->console);
    thread_new(process, run_ctrl_handlers, (void *)(uintptr_t)event)->lent = true;
}
