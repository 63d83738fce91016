/* Programs as the steering wheel knows them: an image, or a function of the host. */
#define _POSIX_C_SOURCE 200809L    // readlink

#include "crt/image.h"
#include "invariant.h"
#include "race/race.h"

#include <piperig/world.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool program_open(struct program *program, const char *name, const char *path, char *why,
                  size_t why_size)
{
    *program = (struct program){ .name = name, .image = image_open(path, why, why_size) };
    return program->image != NULL;
}

uint64_t program_hash(const struct program *program)
{
    return program->image != NULL ? image_hash(program->image) : 0;
}

bool program_shows_memory(const struct program *program)
{
    return race_possible() && program->image != NULL && image_shows_memory(program->image);
}

void program_close(struct program *program)
{
    if (program->image != NULL) image_close(program->image);
    *program = (struct program){ 0 };
}

const char *program_beside(const char *file)
{
    enum { FOLDER_MAX = 4096 };
    static char path[FOLDER_MAX + 256];
    ssize_t size = readlink("/proc/self/exe", path, FOLDER_MAX);
    INVARIANT(size > 0 && size < FOLDER_MAX);
    path[size] = '\0';
    char *name = strrchr(path, '/') + 1;
    snprintf(name, (size_t)(path + sizeof path - name), "%s", file);
    return path;
}
