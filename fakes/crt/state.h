/* What the C library remembers between two calls: per process, and per thread as Microsoft's
 * does. */
#ifndef FAKES_CRT_STATE_H
#define FAKES_CRT_STATE_H

#include "kernel/heap.h"
#include "kernel/list.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { CRT_EXITS_MAX = 32 };    // the C standard's least number of atexit functions
enum { CRT_SIGNALS = 23 };      // Microsoft's are below that

/* One process's part. The kernel embeds it in its process. */
struct crt_state {
    void (*exits[CRT_EXITS_MAX])(void);    // registered by atexit, in that order
    size_t exit_count;
    void (*signals[CRT_SIGNALS])(int);    // their handlers; NULL: what happens by default
    bool hears_signals;                   // of the console
    bool input_ended;                     // reading met the end
    unsigned char streams_failed;         // a bit for each of stdin, stdout and stderr
    unsigned char input_back;             // a byte that was read too early, or 0
    uint16_t input_half;                  // the second half of a surrogate pair that was read, or 0
    char last_words[200];                 // of a failed assertion
    struct list texts;                    // struct crt_text: long output on its way to the console
    struct list starts;                   // struct crt_start
    struct list heaps;                    // struct crt_heap: made by HeapCreate, not yet destroyed
};

/* One thread's part. The kernel embeds it in its thread. */
struct crt_thread_state {
    uint32_t seed;           // of rand
    char *token;             // where strtok goes on
    uint16_t *wide_token;    // where _wcstok goes on
    struct tm time;          // what gmtime and localtime point to
};

/* A heap of HeapCreate. Its handle is a block of the process's own heap, so that forgetting to
 * destroy it shows in the ledger. */
struct crt_heap {
    struct list link;
    struct heap heap;
    void *handle;
};

/* Text too long for the stack while it is being written. Writing lets others run, and one of
 * them may end the process: then the state frees it. */
struct crt_text {
    struct list link;
    size_t size;
    char bytes[];
};

/* A thread of _beginthread. Both sides hold it: the one that starts it, until the handle is
 * known, and the thread itself, until it ends. */
struct crt_start {
    struct list link;
    void (*function)(void *);
    void *argument;
    void *handle;          // NULL until the starter knows it
    uint32_t thread_id;    // once [running]
    bool running;
    bool ended;
};

/* The state of the process, and of the thread, that runs now: the world knows. */
struct crt_state *crt_state(void);
struct crt_thread_state *crt_thread_state(void);

void crt_state_init(struct crt_state *state);

/* Forget everything, freeing private heaps with what is in them. Runs no atexit function. */
void crt_state_fini(struct crt_state *state);

void crt_thread_state_init(struct crt_thread_state *state);

/* Run what was given to atexit, the last one first, each once: `exit` and a return from main end
 * so. */
void crt_state_exit(struct crt_state *state);

#endif
