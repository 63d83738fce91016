/* What programs asked of named pipes: every CreateNamedPipe of a run with all that was asked for,
 * how much each process reads at once, and in which mode.
 *
 * Rules about security read it, and so does whoever has to learn a server's ways from its calls.
 */
#ifndef PIPERIG_PIPE_REQUEST_H
#define PIPERIG_PIPE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct process;
struct world;

/* One CreateNamedPipe. What it points to lives as long as the run, it itself until the run goes
 * on. */
struct pipe_request {
    const struct process *process;
    uint16_t thread;         // ordinal in the run
    const uint16_t *name;    // UTF-16, as given (Latin-1 for the A form); NULL when none was
    uint32_t open_mode;      // PIPE_ACCESS_* and FILE_FLAG_*, unchanged
    uint32_t pipe_mode;
    uint32_t max_instances;
    uint32_t out_bytes;
    uint32_t in_bytes;
    uint32_t default_timeout_ms;
    const char *security;    // "default", "null dacl", or the descriptor in SDDL, as given
    const char *open_to;     // strangers who may write by [security]: see below
    bool succeeded;
    uint32_t error;    // Win32 error, 0 when it succeeded
};

/* The CreateNamedPipe number [index] of the run, in the order in which they returned; NULL behind
 * the last one.
 *
 * [open_to] is for whom the descriptor leaves the pipe open: strangers who may write into it, create
 * further instances of it, or help themselves to either. It names
 *
 *   - everyone, of a NULL DACL (also "D:NO_ACCESS_CONTROL");
 *   - the first of the groups that hold whoever comes, with its letters, as in "everyone (WD)", to which
 *     an entry grants FILE_WRITE_DATA, FILE_APPEND_DATA (which creates instances), WRITE_DAC or
 *     WRITE_OWNER, be it as a part of a generic right: WD, AN, AU, BG, NU, DG, AC, in letters or as
 *     S-1-...; unless an earlier entry denies all of that to the same group or to WD. Entries that are
 *     only inherited do not count, nor do the groups of people to whom somebody gave an account, or who
 *     sit at the machine, such as BU, DU and IU: to let these in is a choice.
 *
 * It is NULL of the default security, which lets everyone read but not write, and of a descriptor
 * without a DACL, which means the same.
 * Source: Microsoft, Named Pipe Security and Access Rights; DACL for a New Object. */
const struct pipe_request *world_pipe_request(const struct world *world, size_t index);

/* The most bytes that [process] has asked for in one ReadFile of a pipe; 0 when it has read none. */
uint32_t world_read_size(const struct world *world, const struct process *process);

/* Whether [process] has read a pipe in byte mode, PIPE_READMODE_BYTE, be the pipe one of messages
 * or not: it does not learn from that read where a message ends. */
bool world_reads_bytes(const struct world *world, const struct process *process);

#endif
