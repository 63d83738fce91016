/* Clients that hold what others want, until they leave or die. */
#ifndef PIPERIG_HOLDER_H
#define PIPERIG_HOLDER_H

#include "scene.h"

/* A client opens the pipe again and again, says nothing, and stays: it holds all instances that there
 * are, or [most]. It comes calmly. Returns: whether one more client is served while it is there. */
enum { HOLDING_MAX = 70 };    // more than the 64 objects that one wait can take
bool scene_let_one_hold_all(struct scene *scene, unsigned most);

/* Start its leaving, by closing all or by dying: each is tried. */
void scene_start_leaving(struct scene *scene);

/* A client that may be in the middle of anything: it asks twice, and reads. Its process dies at
 * some moment: each is tried. */
void scene_start_one_who_dies(struct scene *scene);

#endif
