/* The commands of piperig. Each gets the arguments behind its name, and returns an exit code. */
#ifndef PIPERIG_COMMAND_H
#define PIPERIG_COMMAND_H

enum command_end {
    COMMAND_HOLDS = 0,         // all that was asked for holds, or does not apply
    COMMAND_BROKEN = 1,        // a rule is broken
    COMMAND_USAGE = 2,         // wrong usage
    COMMAND_NO_PROGRAM = 3,    // the program is not there, or cannot be built or run in the rig
    COMMAND_UNDECIDED = 4,     // there is no verdict on a rule; or a replay is not the recorded run
    COMMAND_UNWRITTEN = 5      // what came of it could not be written
};

int command_check(int count, char **arguments);
int command_replay(int count, char **arguments);
int command_rules(int count, char **arguments);
int command_explain(int count, char **arguments);

extern const char command_check_help[];
extern const char command_replay_help[];
extern const char command_rules_help[];
extern const char command_explain_help[];

/* Say what was wrong, as printf does, and where there is help for [command].
 * Returns: COMMAND_USAGE. */
__attribute__((format(printf, 2, 3)))    //
int command_misused(const char *command, const char *format, ...);

#endif
