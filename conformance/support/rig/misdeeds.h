/* Misdeeds: what clients do that no well-behaved client does. */
#ifndef PIPERIG_MISDEEDS_H
#define PIPERIG_MISDEEDS_H

#include "scene.h"

/* Come, misbehave, and go. */
struct misdeed {
    const char *name;
    scene_script *script;
};

unsigned misdeed_count(void);
const struct misdeed *misdeed_at(unsigned nth);

/* Start a client that does one of the misdeeds: each is tried. */
void scene_start_misbehaving(struct scene *scene);

#endif
