/* piperig replay: a run that a token recorded, again. */
#include "check.h"
#include "command.h"
#include "options.h"
#include "target.h"

const char command_replay_help[] =
    "usage: piperig replay TOKEN PROGRAM [OPTION...] [--lenient] [-- ARGUMENT...]\n"
    "\n"
    "Runs again what the token recorded, call for call, and draws it. PROGRAM and the options\n"
    "are those of the piperig check that printed the token: it prints the whole command line.\n"
    "Where another call comes than the recorded one, the replay stops and says which, and there\n"
    "is no verdict; --lenient goes on, and judges the run that comes of it.\n"
    "\n"
    "Exit codes: 0 the rule holds in this run, 1 it is broken, 2 wrong usage, 3 the program\n"
    "cannot be built or run in the rig, 4 no verdict: this is not the run that was recorded, 5\n"
    "what came of it could not be written.\n";

int command_replay(int count, char **arguments)
{
    struct options options;
    int end = COMMAND_USAGE;
    if (options_read(&options, OPTIONS_OF_REPLAY, count, arguments)) {
        end = target_open(&options);
        if (end == COMMAND_HOLDS) end = check_replay(options.token, options.lenient, stdout);
    }
    options_fini(&options);
    return end;
}
