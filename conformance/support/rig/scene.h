/* A scene: a server and its clients in one run, and what must be true of them.
 *
 * The words of the checks. All of them end the run as broken, with a sentence (demand.h), when they
 * are not met. */
#ifndef PIPERIG_SCENE_H
#define PIPERIG_SCENE_H

#include "demand.h"
#include "subject.h"

#include <piperig/mock.h>
#include <piperig/world.h>

#include <stdbool.h>

/* A client's part, played in a process of its own; written with client.h. */
typedef int scene_script(void *argument);

enum { SCENE_STEPS_MAX = 12 };

/* A client that comes at a certain moment. */
struct scene_step {
    struct scene *scene;
    scene_script *script;
};

struct scene {
    struct world *world;
    struct subject *subject;
    struct process *server;    // NULL until it is started
    struct process *stray;     // the client started first as such
    unsigned clients;          // started so far
    unsigned strays;
    struct scene_step steps[SCENE_STEPS_MAX];
    unsigned step_count;
    enum outcome outcome;          // of the last part of the run
    const char *does_not_apply;    // the check, and why; NULL: it does
    bool forgives;                 // what goes wrong is another rule's matter ...
    enum outcome matter;           // ... but for a run that ends so,
    enum crash matter_crash;       // by a crash of this kind; CRASH_NONE: of any
    enum call matter_call;         // over and over in this call; CALL_NONE: in any
    bool looks_for_self_waits;
    bool has_control;    // a run is broken only if its control run is not: scene_arm_canary()
    bool is_control;
};

/* The check speaks of servers of which [condition] is true: others need not obey, for [why], a
 * sentence about them (static). */
void scene_apply(struct scene *scene, bool condition, const char *why);

/* What goes wrong from now on is no matter of the rule that is tried, and other rules say so; but for
 * a run that ends as [matter] (OUTCOMES: none). scene_insist() ends that. */
void scene_forgive(struct scene *scene, enum outcome matter);

/* The same, but for a crash of that kind; or for a runaway that repeats [call]. */
void scene_forgive_all_but_crash(struct scene *scene, enum crash crash);
void scene_forgive_all_but_repeats(struct scene *scene, enum call call);
void scene_insist(struct scene *scene);

/* The rule is about threads of the server that wait for each other: a run that comes to a deadlock is
 * broken if some do. All else is forgiven. */
void scene_look_for_self_waits(struct scene *scene);

/* No threads of the server wait for each other now, while all who came wait for the server. */
void scene_must_not_wait_for_itself(struct scene *scene);

/* Calls that succeed leave a last error that means nothing: none that there is; or one of those that
 * servers look for, each is tried. The check is broken only if the same run goes well without that. */
void scene_arm_canary(struct scene *scene);
void scene_arm_some_canary(struct scene *scene);

/* Which of [count] variants the run is: each is tried. Requires: the world is not hushed, or only the
 * first would be. */
unsigned scene_pick(struct scene *scene, unsigned count);

/* Start the server; it runs with whatever else there is. */
void scene_start_server(struct scene *scene);

/* Start the server and let it come to where it waits for its first client. */
void scene_await_server(struct scene *scene);

/* Start a client, which must end. */
struct process *scene_start_client(struct scene *scene, scene_script *script);
struct process *scene_start_client_with(struct scene *scene, scene_script *script, void *argument);

/* The same, for a client that may be left waiting, or is going to be killed. */
struct process *scene_start_stray(struct scene *scene, scene_script *script);
struct process *scene_start_stray_with(struct scene *scene, scene_script *script, void *argument);

/* Start a stray client that stays. Whether others are delayed by it shows in a control run, in which it
 * leaves after a while: the check is broken only if that goes well. */
void scene_start_staying(struct scene *scene, scene_script *script);

/* Run beside that client. */
void scene_run_beside(struct scene *scene);

/* Start the client program that belongs to the server, with what follows its name on the command
 * line (NULL-terminated), and what it will read from its console. */
struct process *scene_start_program(struct scene *scene, const char *const *arguments,
                                    const char *input);

/* Run until nobody can. A deadlock, a crash, a runaway breaks the check. */
void scene_run(struct scene *scene);

/* The same, but a client may be left waiting: what it waits for may come yet.
 * Returns: whether none is. */
bool scene_let_run(struct scene *scene);

/* The server has not ended. */
void scene_must_be_there(const struct scene *scene);

/* The server still serves: it has not ended, has used no handle that was not open, and holds no
 * more than when it was idle first. */
void scene_must_be_idle(struct scene *scene);

/* The server has reported no failure. */
void scene_must_not_complain(struct scene *scene);

/* The server still serves: it has not ended, and a client that comes now is served. */
void scene_must_serve_on(struct scene *scene);

/* [count] clients come one after another, calmly: no other order of events is tried for them. */
void scene_serve_calmly(struct scene *scene, unsigned count);

/* The server holds no more than [allowed]: no handle, thread or heap block. */
void scene_must_hold_no_more(struct scene *scene, struct holdings allowed);

/* No thread of the server has used a handle that was not open. */
void scene_must_use_open_handles(struct scene *scene);

/* How many calls the server has made so far, and in what time. */
struct scene_pace {
    unsigned calls;
    uint64_t ms;    // of virtual time
};
struct scene_pace scene_server_pace(const struct scene *scene);

/* Since then the server has made [most] calls at most, and as many again as [before], or at the same
 * pace: who looks for work again and again does that when there is none, too. */
void scene_must_call_rarely(struct scene *scene, struct scene_pace before, unsigned most);

/* What the server has done so far: its calls, by kind, and what it wrote to its console. Digits are left
 * out there, since what is numbered is longer or shorter from time to time. */
struct scene_doings {
    unsigned calls[CALLS];
    unsigned letters;
};
struct scene_doings scene_server_doings(const struct scene *scene);

/* Not more than [most] of the server's calls of [call] have failed with [error]. */
void scene_must_fail_rarely(struct scene *scene, enum call call, uint32_t error, unsigned most);

/* The server has read [bytes] bytes or more from its clients. */
void scene_must_have_read(struct scene *scene, uint32_t bytes);

/* Wherever the server has disconnected a client to which it had written, it had flushed in between,
 * or knew that the client had gone. */
void scene_must_flush_before_disconnecting(struct scene *scene);

/* The server, which has ended, has reported an error: by its exit code, and on its console since that
 * event (NULL: it did not come to it). [over], words, is what was wrong. */
void scene_must_have_reported(struct scene *scene, const char *over,
                              const struct trace_event *since);

/* The process has ended with that exit code, and its console shows [text]. */
void scene_must_end(const struct process *process, unsigned exit_code, const char *text);

/* The server's console shows [text], or does not. */
void scene_must_print(struct scene *scene, const char *text);
void scene_must_not_print(struct scene *scene, const char *text);

/* Just before the server's nth [call] from now on acts, a client plays [script] until it waits or ends. */
void scene_step_before(struct scene *scene, enum call call, unsigned nth, const char *label,
                       scene_script *script);

/* Just before the server's nth [call] acts, the stray client is killed. */
void scene_kill_before(struct scene *scene, enum call call, unsigned nth);

/* Just before the server's nth [call] acts, somebody else who holds the server's end of the pipe
 * disconnects it: another thread, or a process that has a duplicate of the handle. Nobody does when
 * there is no client, nor after world_lift_plan(). */
void scene_disconnect_before(struct scene *scene, enum call call, unsigned nth);

/* The stray client's process dies now. */
void scene_kill_stray(struct scene *scene);

/* The server's nth [call] fails with [error]. */
void scene_fail(struct scene *scene, enum call call, unsigned nth, uint32_t error);

/* The same for all of its calls, or for one of the client's. */
void scene_fail_always(struct scene *scene, enum call call, uint32_t error);
void scene_fail_client(struct scene *scene, enum call call, unsigned nth, uint32_t error);

/* The server's calls [first] and [second], of whichever thread, came in that order wherever one
 * thread made both, and some thread did. */
void scene_must_call_in_order(struct scene *scene, enum call first, enum call second);

#endif
