/* Who ask the server to stop, in the way that its user told. */
#ifndef PIPERIG_STOPPER_H
#define PIPERIG_STOPPER_H

#include "scene.h"

/* The check speaks of servers that can be asked to stop, in the way that their user told. */
void scene_must_have_a_way_to_stop(struct scene *scene);

/* Start somebody who asks it. */
void scene_ask_to_stop(struct scene *scene);

/* The same beside a client that comes then, and is heard of again soon, or when much of the server may
 * be gone already: each is tried. */
void scene_ask_to_stop_in_a_session(struct scene *scene);

#endif
