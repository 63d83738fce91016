/* One simulated machine for a test of the rig itself: a world, its choices, and functions as its
 * programs.
 *
 *     struct machine machine;
 *     machine_open(&machine);
 *     machine_start(&machine, "app", take_both_mutexes, NULL);
 *     machine_must_end(&machine, OUTCOME_DEADLOCK);
 *     must_say(world_why(machine.world), "app waits in WaitForSingleObject");
 *     machine_close(&machine);
 *
 * Programs written here demand with must.h too: what they demand in vain ends the run as
 * stopped, and machine_must_end() then fails the test. */
#ifndef PIPERIG_MACHINE_H
#define PIPERIG_MACHINE_H

#include <piperig/mock.h>
#include <piperig/world.h>

#include <string.h>
#include <windows.h>

#include "kernel/sanitizer.h"
#include "must.h"
#include "outside.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Whether a sanitizer watches each access to memory. It then ends the test itself at what the
 * rig would report in other builds, so that there is nothing to test. */
#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_MEMORY) || defined(SANITIZER_THREAD)
#define MACHINE_IS_SANITIZED 1
#else
#define MACHINE_IS_SANITIZED 0
#endif

#define SKIP_IF_SANITIZED()                                                                        \
    do {                                                                                           \
        if (MACHINE_IS_SANITIZED) SKIP("a sanitizer sees to it in this build");                    \
    } while (0)

struct machine {
    struct choice choice;
    struct world *world;
};

typedef int machine_main(void *argument);

/* A machine on which nothing unusual happens, or on which [seed] decides. */
void machine_open(struct machine *machine);
void machine_open_seeded(struct machine *machine, uint64_t seed);
void machine_close(struct machine *machine);

/* Start a process that must end, or one that may wait for ever. */
struct process *machine_start(struct machine *machine, const char *name, machine_main *main,
                              void *argument);
struct process *machine_serve(struct machine *machine, const char *name, machine_main *main,
                              void *argument);

/* Run until nobody can; the run ends as [outcome]. */
#define machine_must_end(machine, outcome)                                                         \
    machine_must_end_at((machine), (outcome), __FILE__, __LINE__)
void machine_must_end_at(struct machine *machine, enum outcome outcome, const char *file, int line);

/* The listing of the run.  Owns: the caller frees it. */
char *machine_list(const struct machine *machine);

/* What [process] holds beyond [allowed], as the ledger lists it.  Owns: the caller frees it. */
char *machine_list_holdings(const struct process *process, struct holdings allowed);

/* The program NAME.rig beside this executable.  Owns: program_close(). */
struct program machine_load(const char *name);

/* For programs: a message pipe of up to four instances, its clients, and single bytes through
 * either end. The handles are good or the test fails; what comes of the bytes is not looked at. */
HANDLE machine_create_pipe(const WCHAR *name, DWORD quota_bytes);
HANDLE machine_open_pipe(const WCHAR *name);
void machine_write_byte(HANDLE end);
void machine_read_byte(HANDLE end);

/* [text] has [words] in it, or is exactly [expected]. */
#define must_say(text, words)     must_say_at((text), (words), __FILE__, __LINE__)
#define must_read(text, expected) must_read_text_at((text), (expected), __FILE__, __LINE__)
void must_say_at(const char *text, const char *words, const char *file, int line);
void must_read_text_at(const char *text, const char *expected, const char *file, int line);

#endif
