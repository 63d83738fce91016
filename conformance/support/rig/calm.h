/* A calm world for one test body: nothing unusual happens, time is virtual. */
#ifndef PIPERIG_CALM_H
#define PIPERIG_CALM_H

/* Run [body] as the main thread of a process in a fresh calm world.
 * Returns: 0 if the run ended well; otherwise the reason and the trace picture were printed. */
int calm_world_run(void (*body)(void));

/* Give up the run from inside the body: calm_world_run() then returns other than 0. */
__attribute__((noreturn)) void calm_world_abort(void);

#endif
