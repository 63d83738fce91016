/* Parts: what a plan's clients do, in Win32 alone, each in a process of its own. */
#ifndef PIPERIG_PART_H
#define PIPERIG_PART_H

#include "plan.h"

#define PART_PIPE_NAME u"\\\\.\\pipe\\mynamedpipe"

struct process;

struct part {
    const struct plan_client *client;
    bool wide;                 // how the server wants its characters
    bool *name_is_there;       // shared: a client has found the pipe
    struct process *victim;    // of part_kill()
    uint32_t requests;         // how many it has begun to send
};

/* A client that keeps to the protocol. It ends the run, saying why, unless each of its requests is
 * answered once and rightly, and unless its session lasts until it closes. */
int part_play_polite(void *part);

/* A client that does whatever was planned. It may wait for ever. */
int part_play_rude(void *part);

/* Waits for some turns of the others; then the [victim]'s process dies, wherever it is. */
int part_kill(void *part);

#endif
