/* Whatever of a program's memory a call reads or writes is told to those who watch it: else
 * neither a data race nor a stray access by that call is seen. */
#include "machine.h"

#include "crt/elf.h"
#include "crt/import.h"

#include <stdio.h>
#include <stdlib.h>

enum access { READ, WRITTEN };

static const struct row {
    const char *function;
    enum access access;
    const char *call;
} rows[] = {
#define READS(name, call)  { #name, READ, #call },
#define WRITES(name, call) { #name, WRITTEN, #call },
#define NOTHING(name)
#include "touches.def"
#undef READS
#undef WRITES
#undef NOTHING
};

static const char *const named[] = {
#define READS(name, call)  #name,
#define WRITES(name, call) #name,
#define NOTHING(name)      #name,
#include "touches.def"
};

static bool is_named(const char *function)
{
    for (size_t i = 0; i < COUNT_OF(named); i++)
        if (strcmp(named[i], function) == 0) return true;
    return false;
}

/* --- What is told ----------------------------------------------------------------------------- */

static const char a_line[] = "aaaaaaaaaaaa\n";

static bool says(const char *why, const struct row *row)
{
    char words[32];
    snprintf(words, sizeof words, ", which %s ", row->access == READ ? "reads" : "writes");
    return strstr(why, "beyond a heap block") != NULL && strstr(why, words) != NULL;
}

static void must_be_told(const struct program *program, size_t number)
{
    struct machine machine;
    char argument[16];
    snprintf(argument, sizeof argument, "%zu", number);
    machine_open(&machine);
    struct process *process =
        world_start(machine.world, program, PROCESS_MUST_END, (const char *[]){ argument, NULL });
    process_set_input(process, a_line, sizeof a_line - 1);
    enum outcome outcome = world_run(machine.world);
    const char *why = world_why(machine.world);
    if (outcome != OUTCOME_CRASHED || !says(why, &rows[number]))
        test_fail(__FILE__, __LINE__, "what %s must be told, but the run ends as %s: %s",
                  rows[number].call, outcome_name(outcome), why);
    machine_close(&machine);
}

TEST_OUTSIDE(touches, a_call_tells_of_the_memory_that_it_reads_or_writes)
{
    struct program program = machine_load("self-touches");
    bool shows = program_shows_memory(&program);
    for (size_t i = 0; shows && i < COUNT_OF(rows); i++)
        must_be_told(&program, i);
    program_close(&program);
    if (!shows) SKIP("this build does not see what a program does with its memory");
}

/* --- Nothing is forgotten --------------------------------------------------------------------- */

static void must_be_named(void *context, const char *function)
{
    (void)context;
    if (!is_named(function))
        test_fail(__FILE__, __LINE__, "touches.def must say what %s reads and writes", function);
}

/* Whether the name is one of Microsoft's, and not ours, whose modules have names in small letters,
 * nor that of where the host begins. */
static bool is_microsofts(const char *name)
{
    size_t length = strlen(name);
    if (name[0] == '_') return name[1] >= 'a' && name[1] <= 'z' && strcmp(name, "_start") != 0;
    return (name[0] >= 'A' && name[0] <= 'Z') || strncmp(name, "lstr", 4) == 0 ||
           strncmp(name, "wsprintf", 8) == 0 || strncmp(name, "wvsprintf", 9) == 0 ||
           (length > 2 && strcmp(name + length - 2, "_s") == 0);
}

static void visit(void *context, const struct elf_symbol *symbol)
{
    bool is_provided = !symbol->undefined && symbol->size > 0;    // some mark a place in the file
    if (is_provided && is_microsofts(symbol->name)) must_be_named(context, symbol->name);
}

TEST_OUTSIDE(touches, there_is_no_function_of_which_nobody_says_what_it_touches)
{
    struct elf elf;
    SKIP_IF_SANITIZED();    // it brings functions of its own
    elf_open(&elf,
             "/proc/self/exe");    // which cannot be loaded into itself, but is there to be read
    must_hold(elf.bytes != NULL);
    elf_each_symbol(&elf, ELF_DYNAMIC, visit, NULL);
    elf_close(&elf);
    import_each_name(must_be_named, NULL);
}
