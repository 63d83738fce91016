/* The command: does a named-pipe server do what it must? */
#include "command.h"
#include "options.h"
#include "written.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int count, char **arguments);
    const char *help;
} commands[] = {
    { "check", command_check, command_check_help },
    { "replay", command_replay, command_replay_help },
    { "rules", command_rules, command_rules_help },
    { "explain", command_explain, command_explain_help },
};

static const char help[] =
    "usage: piperig check PROGRAM [OPTION...]     try the rules on a server\n"
    "       piperig replay TOKEN PROGRAM [...]    run a run again that broke one\n"
    "       piperig rules [PATTERN]               list the rules\n"
    "       piperig explain RULE                  what a rule asks for, and why\n"
    "       piperig --help | --version\n"
    "\n"
    "PROGRAM is the Win32 source of a named-pipe server (.c), or a .rig that piperig-cc made of "
    "it.\n"
    "piperig COMMAND --help tells more.\n";

int command_misused(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "piperig%s%s: ", *command != '\0' ? " " : "", command);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, " (try piperig%s%s --help)\n", *command != '\0' ? " " : "", command);
    va_end(arguments);
    return COMMAND_USAGE;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int run(const struct command *command, int count, char **arguments)
{
    if (count >= 1 && is_help(arguments[0])) {
        fputs(command->help, stdout);
        return COMMAND_HOLDS;
    }
    return command->run(count, arguments);
}

static int run_any(int count, char **arguments)
{
    if (count >= 2 && is_help(arguments[1])) {
        fputs(help, stdout);
        return COMMAND_HOLDS;
    }
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("piperig %s\n", PIPERIG_VERSION);
        return COMMAND_HOLDS;
    }
    for (size_t i = 0; count >= 2 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, arguments[1]) == 0)
            return run(&commands[i], count - 2, arguments + 2);
    if (count < 2) return command_misused("", "what is to be done?");
    return command_misused("", "there is no command %s", arguments[1]);
}

int main(int count, char **arguments)
{
    options_set_caller(arguments[0]);
    return written_code("piperig", run_any(count, arguments), COMMAND_UNWRITTEN);
}
