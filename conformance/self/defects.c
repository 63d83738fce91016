/* The small servers of conformance/defects/: that they are what their table says. */
#include "machine.h"

#include "kernel/sanitizer.h"

#include <stdio.h>

/* --- The tables ------------------------------------------------------------------------------- */

enum when { HIDES, SHOWS };

struct design {
    const char *name;
    const char *file;
};

static const struct design designs[] = {
#define CORRECT(DESIGN, PLACES, TRAITS, WHAT) { #DESIGN, "correct-" #DESIGN },
#define DEFECT(NAME, DESIGN, THEME, NUMBER, CLASS, WHAT, REPORT, WHEN)
#include "../defects/defects.def"
#undef CORRECT
#undef DEFECT
};

struct defect {
    const char *name;
    const char *file;
    const char *design;
    const char *rule;
    const char *class;
    enum when when;
};

static const struct defect defects[] = {
#define CORRECT(DESIGN, PLACES, TRAITS, WHAT)
#define DEFECT(NAME, DESIGN, THEME, NUMBER, CLASS, WHAT, REPORT, WHEN)                             \
    { #NAME, "defect-" #NAME, #DESIGN, #THEME "-" #NUMBER, CLASS, WHEN },
#include "../defects/defects.def"
#undef CORRECT
#undef DEFECT
};

static const char *const rules[] = {
#define RULE(THEME, NUMBER, LEVEL, PREMISE, CLASS, SENTENCE, FACTS, REPORTS) #THEME "-" #NUMBER,
#include "../rules.def"
#undef RULE
};

static const char *const classes[] = {
    "availability-gap",     "security",           "flush-hang/deadlock",   "more-data/zero-msg",
    "overlapped-lifetime",  "connect-race",       "no-data-on-connect",    "broken-pipe",
    "shutdown/cancel",      "accept-loop-death",  "disconnect-loses-data", "leak",
    "termination/overread", "partial-io/framing", "error-check",
};

static bool is_rule(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (strcmp(rules[i], name) == 0) return true;
    return false;
}

static bool is_design(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(designs); i++)
        if (strcmp(designs[i].name, name) == 0) return true;
    return false;
}

static size_t count_class(const char *class)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(defects); i++)
        if (strcmp(defects[i].class, class) == 0) count++;
    return count;
}

TEST_OUTSIDE(defects, are_caught_by_rules_that_exist)
{
    for (size_t i = 0; i < COUNT_OF(defects); i++) {
        ROW(defects[i].name);
        must_hold(is_rule(defects[i].rule));
        must_hold(is_design(defects[i].design));
    }
    ROW(NULL);
}

TEST_OUTSIDE(defects, are_of_every_class_and_of_no_other)
{
    size_t sum = 0;
    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        ROW(classes[i]);
        must_hold(count_class(classes[i]) > 0);
        sum += count_class(classes[i]);
    }
    ROW(NULL);
    must_equal(sum, COUNT_OF(defects));
    must_hold(COUNT_OF(defects) >= 40);
}

/* --- The programs ----------------------------------------------------------------------------- */

/* What one would try first: ask once, and look at the reply as the string that it is. */
static int ask(void *argument)
{
    char reply[256] = "";
    DWORD count = 0;
    HANDLE pipe = machine_open_pipe(u"\\\\.\\pipe\\mynamedpipe");
    (void)argument;
    must_succeed(WriteFile(pipe, "hello", sizeof "hello", &count, NULL));
    ReadFile(pipe, reply, sizeof reply - 1, &count, NULL);
    CloseHandle(pipe);
    return strcmp(reply, "HELLO") != 0;
}

/* Whether one client gets its reply from a server that waits for it already, nothing unusual
 * happens, and the server serves on and says nothing. */
static bool serves_a_client(const char *file)
{
    struct program program = machine_load(file);
    struct machine machine;
    machine_open(&machine);
    struct process *server = world_start(machine.world, &program, PROCESS_SERVES, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    struct process *client = machine_start(&machine, "client", ask, NULL);
    bool served = world_run(machine.world) == OUTCOME_FINISHED && process_exit_code(client) == 0 &&
                  !process_ended(server) && strcmp(process_output(server), "") == 0;
    machine_close(&machine);
    program_close(&program);
    return served;
}

TEST_OUTSIDE(defects, are_in_designs_that_serve_a_client)
{
    for (size_t i = 0; i < COUNT_OF(designs); i++) {
        ROW(designs[i].name);
        must_hold(serves_a_client(designs[i].file));
    }
    ROW(NULL);
}

/* Some are in what a program does with its memory. A sanitizer that sees it ends the program, and
 * is right to; one that does not lets it serve, since the rig sees nothing then. */
static bool is_left_to_sanitizer(const struct defect *defect)
{
    static const char *const names[] = {
        "replies_with_uninitialised_bytes",
        "prints_the_whole_buffer",
        "frees_the_session_too_early",
    };
    for (size_t i = 0; MACHINE_IS_SANITIZED && i < COUNT_OF(names); i++)
        if (strcmp(defect->name, names[i]) == 0) return true;
    return false;
}

TEST_OUTSIDE(defects, hide_from_a_single_client_but_where_the_table_says_so)
{
    for (size_t i = 0; i < COUNT_OF(defects); i++) {
        if (is_left_to_sanitizer(&defects[i])) continue;
        ROW(defects[i].name);
        must_equal(serves_a_client(defects[i].file), defects[i].when == HIDES);
    }
    ROW(NULL);
}
