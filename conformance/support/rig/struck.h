/* Whose matter a call is that a fault has struck: a session's, or the whole server's.
 *
 * What strikes in a session and passes may cost that session, and no other client. A server that ends
 * over it loses all of them for one. But where it makes ready, or lets clients in, a server may end: one
 * that nobody can reach had better end where it is seen. */
#ifndef PIPERIG_STRUCK_H
#define PIPERIG_STRUCK_H

#include <piperig/trace.h>

#include <stdbool.h>

/* Whether [event] of [trace], a call of the server's, was made in a session:
 *
 * - what reads or writes a pipe, and what parts with a client, whoever calls it;
 * - calls of a thread that awaits clients, from when it has found one until it creates an instance or
 *   awaits the next; and then too the threads that it creates, since these are for sessions;
 * - calls of a thread that awaits none, if the call that created it was one in a session.
 *
 * To create an instance, to await a client and to wait for other threads never is. */
bool struck_in_session(const struct trace *trace, const struct trace_event *event);

#endif
