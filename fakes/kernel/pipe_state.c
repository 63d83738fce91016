#include "pipe_state.h"

#include "invariant.h"

/* A forgotten cell is all zeros, which is neither of the two. */
struct cell {
    bool known;
    NTSTATUS status;
};

// clang-format off
#define OK        { true, STATUS_SUCCESS }
#define NO(name)  { true, STATUS_##name }

/* A read in CLOSING gets what is left and then 109; that and flushing are decided where the data
 * is. Facts F1, F36 to F49, G9 to G11, H1 to H7, J13 to J16, K9, E2 to E8. Disconnecting an
 * instance that listens is known from a reimplementation only (H5). */
static const struct cell cells[PIPE_SIDES][PIPE_STATES][PIPE_OPERATIONS] = {
    [PIPE_SERVER] = {
        [PIPE_DISCONNECTED] = {
            [PIPE_READ]     = NO(PIPE_DISCONNECTED),  [PIPE_WRITE]      = NO(PIPE_DISCONNECTED),
            [PIPE_PEEK]     = NO(INVALID_PIPE_STATE), [PIPE_TRANSACT]   = NO(INVALID_PIPE_STATE),
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = OK,
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = NO(PIPE_DISCONNECTED) },
        [PIPE_LISTENING] = {
            [PIPE_READ]     = NO(PIPE_LISTENING),     [PIPE_WRITE]      = NO(PIPE_LISTENING),
            [PIPE_PEEK]     = NO(INVALID_PIPE_STATE), [PIPE_TRANSACT]   = NO(INVALID_PIPE_STATE),
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = OK,
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = OK },
        [PIPE_CONNECTED] = {
            [PIPE_READ]     = OK,                     [PIPE_WRITE]      = OK,
            [PIPE_PEEK]     = OK,                     [PIPE_TRANSACT]   = OK,
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = NO(PIPE_CONNECTED),
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = OK },
        [PIPE_CLOSING] = {
            [PIPE_READ]     = OK,                     [PIPE_WRITE]      = NO(PIPE_CLOSING),
            [PIPE_PEEK]     = OK,                     [PIPE_TRANSACT]   = NO(INVALID_PIPE_STATE),
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = NO(PIPE_CLOSING),
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = OK },
    },
    [PIPE_CLIENT] = {
        [PIPE_DISCONNECTED] = {
            [PIPE_READ]     = NO(PIPE_DISCONNECTED),  [PIPE_WRITE]      = NO(PIPE_DISCONNECTED),
            [PIPE_PEEK]     = NO(PIPE_DISCONNECTED),  [PIPE_TRANSACT]   = NO(PIPE_DISCONNECTED),
            [PIPE_FLUSH]    = NO(PIPE_DISCONNECTED),  [PIPE_LISTEN]     = NO(ILLEGAL_FUNCTION),
            [PIPE_QUERY]    = NO(PIPE_DISCONNECTED),  [PIPE_DISCONNECT] = NO(PIPE_DISCONNECTED) },
        [PIPE_CONNECTED] = {
            [PIPE_READ]     = OK,                     [PIPE_WRITE]      = OK,
            [PIPE_PEEK]     = OK,                     [PIPE_TRANSACT]   = OK,
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = NO(ILLEGAL_FUNCTION),
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = NO(ILLEGAL_FUNCTION) },
        [PIPE_CLOSING] = {
            [PIPE_READ]     = OK,                     [PIPE_WRITE]      = NO(PIPE_CLOSING),
            [PIPE_PEEK]     = OK,                     [PIPE_TRANSACT]   = NO(INVALID_PIPE_STATE),
            [PIPE_FLUSH]    = OK,                     [PIPE_LISTEN]     = NO(ILLEGAL_FUNCTION),
            [PIPE_QUERY]    = OK,                     [PIPE_DISCONNECT] = NO(ILLEGAL_FUNCTION) },
    },
};
// clang-format on

NTSTATUS pipe_state_allows(enum pipe_side side, enum pipe_state state,
                           enum pipe_operation operation)
{
    struct cell cell = cells[side][state][operation];
    INVARIANT(cell.known);
    return cell.status;
}
