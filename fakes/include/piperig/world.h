/* The steering wheel: one simulated Windows machine, and what a test does with it.
 *
 *     struct choice choice;
 *     choice_init_random(&choice, 7);
 *     struct world *world = world_open(&choice);
 *     struct process *server = world_start(world, server_program, PROCESS_SERVES, NULL);
 *     world_start(world, &client_program, PROCESS_MUST_END, NULL);
 *     enum outcome outcome = world_run(world);
 *     ...
 *     world_close(world);
 *
 * A run is a pure function of its choices: no clock, address, process id or random source of the
 * host is read.
 */
#ifndef PIPERIG_WORLD_H
#define PIPERIG_WORLD_H

#include <piperig/call.h>
#include <piperig/choice.h>
#include <piperig/trace.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct world;
struct process;
struct image;

/* What a process runs: an image (a server under test, built as a shared object) or a function of
 * the host. */
struct program {
    const char *name;       // names its lanes: "server", "server/1", ...
    struct image *image;    // program_open(); NULL for a function
    int (*function)(void *argument);
    void *argument;
};

/* Load the program at [path]. See image_open() for what is refused.
 *
 * Returns: false with the reason, which names the file, in [why].  Owns: program_close(). */
bool program_open(struct program *program, const char *name, const char *path, char *why,
                  size_t why_size);
void program_close(struct program *program);

/* The path of [file] in the folder of the running executable, where the build puts programs.
 * Valid until the next call. */
const char *program_beside(const char *file);

/* A hash of the program's file, 0 for a function: part of a token, since another build may ask
 * other questions. */
uint64_t program_hash(const struct program *program);

/* Whether the program tells of its accesses to memory: an image that the build instrumented. */
bool program_shows_memory(const struct program *program);

/* What the end of a run asks of a process. */
enum process_role {
    PROCESS_MUST_END,    // a client: a run in which it waits for ever is a deadlock
    PROCESS_SERVES,      // a server: it may wait for the next client for ever
};

/* How a run ended. */
enum outcome {
    OUTCOME_FINISHED,       // nobody can run (or only to look for work), and who must end has ended
    OUTCOME_DEADLOCK,       // the same, but somebody who must end waits
    OUTCOME_RUNAWAY,        // a bound of steps was reached
    OUTCOME_CRASHED,        // a program did what none may: bad access, overrun, double free, abort
    OUTCOME_STOPPED,        // a test said that it has seen enough: world_stop()
    OUTCOME_DIVERGED,       // a replay met another question than the recorded one
    OUTCOME_UNSUPPORTED,    // a program asked for what the rig has not; world_why() names it
    OUTCOME_REDUNDANT,      // a search cut the run short: it could only repeat another
    OUTCOME_RACED,    // two threads touched the same memory, one wrote, and nothing orders them
    OUTCOMES
};

const char *outcome_name(enum outcome outcome);

/* What kind of misdeed a crash was. */
enum crash {
    CRASH_NONE,     // the run did not end so
    CRASH_STALE,    // a use of what was freed, deleted or destroyed before
    CRASH_OTHER
};

enum { WORLD_STEPS_DEFAULT = 100000, WORLD_PATIENCE_MS_DEFAULT = 60000 };

/* A machine just switched on. Only one world is open at a time.
 *
 * [choice] is borrowed until world_close().  Owns: world_close(). */
struct world *world_open(struct choice *choice);

/* Switch it off: processes that are left are killed, and all memory of the run is void. */
void world_close(struct world *world);

/* A scheduling point beyond the [steps]th ends the run as a runaway. */
void world_set_step_bound(struct world *world, uint32_t steps);

/* So do [steps] of them between which no virtual time passes: who rests does not spin.
 * No bound unless set. */
void world_set_spin_bound(struct world *world, uint32_t steps);

/* A thread that computes for [seconds] of processor time without a call that others could notice
 * ends its run as a runaway: without that the rig would wait for ever. The next one is met sooner:
 * the run is mostly the same one again. 0, as it is unless set: the rig does wait. Holds for all
 * worlds of this process and of those that it forks.
 *
 * The host's clock decides nothing else: it must not come near to what a program really
 * computes. */
void world_set_computing_bound(unsigned seconds);

/* Let deadlines pass early, as a choice at each scheduling point. Off unless set. */
void world_set_early_timeouts(struct world *world, bool on);

/* Successful calls overwrite the last error, which Windows leaves undefined for some calls and unchanged
 * for others, with [canary]: a decision on a stale last error then shows. It is an error that such a
 * decision may look for, or WORLD_STRANGE_CANARY: none that there is, another one for each call, by
 * which a decision shows that looks for success. Off unless set; 0 is off.
 *
 * Traces: a step that names it. */
#define WORLD_STRANGE_CANARY 0x20000000u
void world_set_last_error_canary(struct world *world, uint32_t canary);

/* Give the value of a closed handle to the next handle of that process, as Windows does. Off
 * unless set: without it, each use of a closed handle is found. */
void world_set_handle_recycling(struct world *world, bool on);

/* While hushed, all goes calmly and no question is asked: what leads up to the part of a run that
 * matters is not explored. */
void world_hush(struct world *world, bool on);

/* A run in which only processes that serve are left goes on for [milliseconds] of virtual time at
 * most, and for 5,000 scheduling points, since a server may wake up again and again to look for
 * work; and no longer once that is clear: for a second at least it has done the same over and over,
 * twenty times, and changed nothing. It goes on for ten times as many milliseconds, and whatever it
 * does, where one that must end is left and only waits for others: then it is a deadlock.
 * WORLD_PATIENCE_MS_DEFAULT unless set. */
void world_set_patience(struct world *world, uint64_t milliseconds);

/* Record which objects each step reads and writes. Off unless set: it costs time. */
void world_set_footprints(struct world *world, bool on);

/* Watch the memory of programs for data races. The first access that races with an earlier one ends
 * the run as raced, and world_why() tells of both: what was touched, by which thread, in which
 * function and line, and who called it. Off unless set: it costs time.
 *
 * Watched are images that were built for it (program_shows_memory()), their globals, heap blocks
 * and stacks; the memory that calls read or write for them; and what the C library's functions of
 * fakes/crt/watched.txt do. What orders two accesses is told in fakes/race/race.h. Not watched: what
 * other functions of the C library touch, and programs that are functions of the host.
 *
 * Requires: no process was started yet.  Returns: false, and nothing is watched, in a build whose
 * programs do not tell of their accesses: one with a sanitizer (PIPERIG_RACES is then off). */
bool world_set_race_watch(struct world *world, bool on);

/* Start a process. [arguments] is what follows the program's name, NULL-terminated, or NULL for
 * none; it is copied. Called from the host or from a step. */
struct process *world_start(struct world *world, const struct program *program,
                            enum process_role role, const char *const *arguments);

/* What the process will read from its console, in bytes; then the end of input. Borrowed. */
void process_set_input(struct process *process, const char *bytes, size_t size);

/* The process's console does not end: whoever reads beyond that input waits, as at a keyboard that
 * nobody types at, until an event comes (process_ctrl_event), at which the reading ends. */
void process_keep_console(struct process *process);

/* Run until nobody can run, or a program crashed, or the bound was reached, or the patience with
 * those that serve is at an end. May be called again after more was started. */
enum outcome world_run(struct world *world);

/* One line or more that explain the last outcome: who waits for what, or what crashed. Lives as
 * long as the run. */
const char *world_why(const struct world *world);

/* What kind of crash the run has ended by. */
enum crash world_crash(const struct world *world);

/* Who runs, by its place among the trace's threads; TRACE_NOBODY while the host does. */
uint16_t world_thread(const struct world *world);

/* Who keeps a deadlock from being a good end, by its place among the trace's threads: the first that
 * waits of a process that must end. TRACE_NOBODY: there is none. */
uint16_t world_thread_in_vain(const struct world *world);

/* End the run now, for [why] (copied). From inside a simulated thread it does not return. */
void world_stop(struct world *world, const char *why);

/* End the process as TerminateProcess would: at once, in the middle of whatever its threads do. */
void process_kill(struct process *process, uint32_t exit_code);

/* Ctrl-C, Ctrl-Break or another console event reaches the process: its handlers run in a new
 * thread. */
void process_ctrl_event(struct process *process, uint32_t event);

bool process_ended(const struct process *process);
uint32_t process_exit_code(const struct process *process);
const char *process_name(const struct process *process);

/* All that the process has written to its console so far. */
const char *process_output(const struct process *process);

/* What a process holds: the ledger that leaks show in.
 *
 * Some threads are lent by the system: they call handlers of console events and timers' callbacks. */
struct holdings {
    size_t handles;    // to anything but what is counted next
    size_t ended;     // handles to its own threads that have ended: to be joined when there is time
    size_t pipes;     // of the handles: to instances of pipes
    size_t others;    // of the handles: to neither these nor threads, nor opened by a lent thread
    size_t threads;    // that have not ended
    size_t alone;     // of these: neither the first nor lent nor just ending, nor the one that runs
    size_t blocks;    // of heap
    size_t bytes;
};
struct holdings process_holdings(const struct process *process);

/* The same at the moment at which [process] ended; nothing while it runs. */
struct holdings process_left(const struct process *process);

/* The most threads of [process] that were alive at one time. */
size_t process_threads_peak(const struct process *process);

/* List what [process] holds beyond [allowed], each with the call that made it. Nothing to list
 * prints nothing. */
void process_list_holdings(const struct process *process, struct holdings allowed, FILE *out);

const struct trace *world_trace(const struct world *world);
uint64_t world_clock_ms(const struct world *world);
struct choice *world_choice(const struct world *world);

/* Whether a thread of [process] waits for what only another of its threads can do, and that one
 * waits itself: for a lock, for its turn on a handle, or for the end of a thread. */
bool process_waits_for_itself(const struct process *process);

/* What to do when the run cannot be ended in order: an invariant of the rig failed, or a
 * sanitizer or a fault in the host is about to end the program. [report] prints what the reader
 * needs, e.g. the replay command. */
void world_set_fatal_report(void (*report)(void));

/* The open world, or NULL. */
struct world *world_current(void);

/* How many scheduling points the run has passed. */
uint32_t world_steps(const struct world *world);

#endif
