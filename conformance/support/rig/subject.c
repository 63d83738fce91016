#include "subject.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static struct subject reference[] = {
    { .name = "ansi", .file = "pipe-server.rig", .client_file = "pipe-client.rig" },
    { .name = "unicode",
      .file = "pipe-server-w.rig",
      .client_file = "pipe-client-w.rig",
      .told = { .wide = true } },
};

static struct subject *subjects = reference;
static unsigned subject_count = sizeof reference / sizeof *reference;

void subjects_set(struct subject *others, unsigned count)
{
    subjects = others;
    subject_count = count;
}

struct subject *subject_at(unsigned nth)
{
    return nth < subject_count ? &subjects[nth] : NULL;
}

struct subject *subject_find(const char *name)
{
    for (unsigned i = 0; i < subject_count; i++)
        if (strcmp(subjects[i].name, name) == 0) return &subjects[i];
    return NULL;
}

static bool open_program(struct program *program, const char *name, const char *file,
                         char trouble[PROFILE_TROUBLE_MAX])
{
    const char *path = strchr(file, '/') != NULL ? file : program_beside(file);
    return program_open(program, name, path, trouble, PROFILE_TROUBLE_MAX);
}

/* What goes wrong while it is got to know is no test's complaint. */
static bool learn(struct subject *subject)
{
    bool was_quiet = test_is_quiet();
    test_set_quiet(true);
    subject->profile = subject->told;
    bool well = profile_learn(&subject->profile, &subject->program, subject->trouble);
    test_set_quiet(was_quiet);
    return well;
}

bool subject_prepare(struct subject *subject)
{
    if (subject->ready) return subject->trouble[0] == '\0';
    subject->ready = true;
    if (!open_program(&subject->program, "server", subject->file, subject->trouble)) return false;
    if (subject->client_file != NULL &&
        !open_program(&subject->client, "client", subject->client_file, subject->trouble))
        return false;
    return learn(subject);
}
