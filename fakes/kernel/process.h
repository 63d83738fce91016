/* Processes: a program, its handles, its heap and its console. */
#ifndef FAKES_KERNEL_PROCESS_H
#define FAKES_KERNEL_PROCESS_H

#include "crt/state.h"
#include "heap.h"
#include "object.h"

#include <piperig/world.h>

struct thread;
struct image_copy;

enum { PROCESS_CTRL_HANDLERS_MAX = 16 };

/* What a process wrote to its console, or may read from it. */
struct console {
    char *output;    // NUL-terminated; kept by the world from run to run
    size_t output_size;
    size_t output_capacity;
    const char *input;
    size_t input_left;
    bool never_ends;        // who reads on waits ...
    struct list readers;    // ... here
};

struct process {
    struct object object;    // signalled once it has ended
    struct world *world;
    const char *name;
    uint16_t ordinal;
    enum process_role role;
    bool ended;
    uint32_t exit_code;
    struct program program;
    struct image_copy *copy;    // its globals, when the program is an image
    int argument_count;
    char **arguments;
    struct list threads;    // by struct thread.in_process
    struct list timers;     // timer_queue.h
    footprint_id life;      // read by each step, written by an end that stops threads
    footprint_id exits;     // of its threads: the last one to end ends the process
    unsigned threads_made;
    unsigned threads_alive;
    unsigned threads_peak;    // the most that were alive at one time
    unsigned threads_ready;
    size_t handle_count;
    struct handle *recycled;    // closed handles whose values are free to be used again
    struct heap heap;
    struct crt_state crt;
    struct console console;
    struct object console_object;    // behind its standard handles
    void *standard[3];               // those handles: input, output, error; NULL until asked for
    void *ctrl_handlers[PROCESS_CTRL_HANDLERS_MAX];    // newest last
    unsigned ctrl_handler_count;
    bool ctrl_ignored;
    footprint_id slots;      // of TlsAlloc: which are taken
    uint8_t *slots_taken;    // one a slot; NULL until one is
    char *command_line;      // NULL until asked for, as is the next one
    uint16_t *wide_command_line;
    struct holdings left;             // when it ended
    uint32_t read_size;               // the most that it asked for in one ReadFile of a pipe
    bool read_bytes;                  // it has read a pipe in byte mode
    struct vector_clock ctrl_past;    // of those who registered handlers
};

/* The process of the thread that runs now. Requires: one runs. */
struct process *process_current(void);

/* End the current process: its threads stop where they are, what they had pending is cancelled,
 * its handles are closed. */
_Noreturn void process_exit(uint32_t exit_code);

/* Free what the process holds beyond the world's arena. */
void process_fini(struct process *process);

/* Append to what the process wrote. */
void process_print(struct process *process, const char *bytes, size_t size);

#endif
