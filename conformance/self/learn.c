/* What calm runs tell of a server's ways. */
#include "machine.h"
#include "profile.h"

/* What it does when it has replied. */
typedef void habit(HANDLE pipe);

/* One client at a time, again and again by the same instance. */
static int serve(void *argument)
{
    habit *const *habit = argument;
    char message[64];
    DWORD size = 0;
    HANDLE pipe = CreateNamedPipeW(u"\\\\.\\pipe\\learned", PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 64, 64, 0, NULL);
    while (ConnectNamedPipe(pipe, NULL) || GetLastError() == ERROR_PIPE_CONNECTED) {
        while (ReadFile(pipe, message, sizeof message, &size, NULL) &&
               WriteFile(pipe, message, size, &size, NULL))
            (*habit)(pipe);
        DisconnectNamedPipe(pipe);
    }
    return 1;
}

static void flush_the_pipe(HANDLE pipe)
{
    FlushFileBuffers(pipe);
}

static void flush_the_console(HANDLE pipe)
{
    (void)pipe;
    FlushFileBuffers(GetStdHandle(STD_OUTPUT_HANDLE));
}

static const struct profile *learn(habit *habit)
{
    static struct profile profile;
    char trouble[PROFILE_TROUBLE_MAX];
    struct program server = { .name = "server", .function = serve, .argument = &habit };
    profile = (struct profile){ 0 };
    must_hold(profile_learn(&profile, &server, trouble));
    return &profile;
}

TEST_OUTSIDE(learn, who_flushes_the_pipe_waits_until_a_reply_is_read)
{
    must_hold(learn(flush_the_pipe)->flushes_replies);
}

TEST_OUTSIDE(learn, who_flushes_the_console_waits_for_nobody)
{
    must_hold(!learn(flush_the_console)->flushes_replies);
}

TEST_OUTSIDE(learn, an_instance_that_is_disconnected_and_awaits_another_is_used_again)
{
    must_hold(learn(flush_the_pipe)->reuses_instances);
}
