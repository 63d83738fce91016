/* What is kept of each CreateNamedPipe, and who may write by which descriptor. */
#include "given.h"
#include "machine.h"

#include <piperig/pipe_request.h>
#include <sddl.h>

struct row {
    const char *sddl;
    const char *open_to;
};

/* Create a pipe with the security that [argument], a string, describes. */
static int create(void *argument)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    must_succeed(ConvertStringSecurityDescriptorToSecurityDescriptorA(argument, SDDL_REVISION_1,
                                                                      &descriptor, NULL));
    SECURITY_ATTRIBUTES attributes = { sizeof attributes, descriptor, FALSE };
    HANDLE pipe = CreateNamedPipeW(PIPE("kept"), PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                   PIPE_TYPE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS, 7, 100, 200, 300,
                                   &attributes);
    must_hold(LocalFree(descriptor) == NULL);
    must_succeed(CloseHandle(pipe));
    return 0;
}

static int create_twice(void *argument)
{
    (void)argument;
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\kept", PIPE_ACCESS_INBOUND, 0, 255, 0, 0, 0, NULL);
    must_fail(CreateNamedPipeW(PIPE("kept"), PIPE_ACCESS_DUPLEX, 0, 255, 0, 0, 0, NULL),
              ERROR_ACCESS_DENIED);
    must_succeed(CloseHandle(pipe));
    return 0;
}

static int create_with_null_dacl(void *argument)
{
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_ATTRIBUTES attributes = { sizeof attributes, &descriptor, FALSE };
    (void)argument;
    must_succeed(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    must_succeed(SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE));
    CloseHandle(CreateNamedPipeW(PIPE("a"), PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, &attributes));
    must_succeed(SetSecurityDescriptorDacl(&descriptor, FALSE, NULL, FALSE));
    CloseHandle(CreateNamedPipeW(PIPE("b"), PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, &attributes));
    return 0;
}

static int create_with_garbage(void *argument)
{
    static char garbage[SECURITY_DESCRIPTOR_MIN_LENGTH];
    SECURITY_ATTRIBUTES attributes = { sizeof attributes, garbage, FALSE };
    (void)argument;
    CreateNamedPipeW(PIPE("a"), PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, &attributes);
    return 0;
}

static int read_some(void *argument)
{
    char byte;
    DWORD count = 0;
    (void)argument;
    HANDLE server = CreateNamedPipeW(PIPE("read"), PIPE_ACCESS_DUPLEX, 0, 1, 100, 100, 0, NULL);
    HANDLE client =
        CreateFileW(PIPE("read"), GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    must_succeed(WriteFile(client, "abc", 3, &count, NULL));
    must_succeed(ReadFile(server, &byte, 1, &count, NULL));
    char rest[50];
    must_succeed(ReadFile(server, rest, sizeof rest, &count, NULL));
    must_succeed(CloseHandle(client));
    must_succeed(CloseHandle(server));
    return 0;
}

/* A pipe of messages, of which [argument] is the server's mode. */
static int read_by_mode(void *argument)
{
    char bytes[8];
    DWORD count = 0, mode = *(const DWORD *)argument;
    HANDLE server =
        CreateNamedPipeW(PIPE("read"), PIPE_ACCESS_DUPLEX,
                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 100, 100, 0, NULL);
    HANDLE client =
        CreateFileW(PIPE("read"), GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    must_succeed(SetNamedPipeHandleState(server, &mode, NULL, NULL));
    must_succeed(WriteFile(client, "abc", 3, &count, NULL));
    must_succeed(ReadFile(server, bytes, sizeof bytes, &count, NULL));
    must_succeed(CloseHandle(client));
    must_succeed(CloseHandle(server));
    return 0;
}

/* Run [function] on a machine of its own. */
static const struct world *run(struct machine *machine, machine_main *function, void *argument)
{
    machine_open(machine);
    machine_start(machine, "p", function, argument);
    machine_must_end(machine, OUTCOME_FINISHED);
    return machine->world;
}

TEST_OUTSIDE(pipe_requests, keep_all_that_was_asked_for)
{
    static char sddl[] = "D:P(A;;GA;;;OW)";
    struct machine machine;
    const struct world *world = run(&machine, create, sddl);

    const struct pipe_request *request = world_pipe_request(world, 0);

    must_hold(request != NULL && world_pipe_request(world, 1) == NULL);
    must_hold(strcmp(process_name(request->process), "p") == 0);
    must_equal(request->thread, 0);
    must_hold(memcmp(request->name, PIPE("kept"), sizeof PIPE("kept")) == 0);
    must_equal(request->open_mode, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE);
    must_equal(request->pipe_mode, PIPE_TYPE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS);
    must_equal(request->max_instances, 7);
    must_equal(request->out_bytes, 100);
    must_equal(request->in_bytes, 200);
    must_equal(request->default_timeout_ms, 300);
    must_hold(strcmp(request->security, sddl) == 0);
    must_hold(request->succeeded && request->error == 0);
    machine_close(&machine);
}

TEST_OUTSIDE(pipe_requests, tell_which_failed)
{
    struct machine machine;
    const struct world *world = run(&machine, create_twice, NULL);

    must_hold(world_pipe_request(world, 0)->succeeded);
    must_hold(memcmp(world_pipe_request(world, 0)->name, PIPE("kept"), sizeof PIPE("kept")) == 0);
    must_hold(strcmp(world_pipe_request(world, 0)->security, "default") == 0);
    must_hold(world_pipe_request(world, 0)->open_to == NULL);
    must_hold(!world_pipe_request(world, 1)->succeeded);
    must_equal(world_pipe_request(world, 1)->error, ERROR_ACCESS_DENIED);
    machine_close(&machine);
}

TEST_OUTSIDE(pipe_requests, tell_a_null_dacl_from_none)
{
    struct machine machine;
    const struct world *world = run(&machine, create_with_null_dacl, NULL);

    must_hold(strcmp(world_pipe_request(world, 0)->security, "null dacl") == 0);
    must_say(world_pipe_request(world, 0)->open_to, "everyone (its DACL is NULL)");
    must_hold(strcmp(world_pipe_request(world, 1)->security, "default") == 0);
    must_hold(world_pipe_request(world, 1)->open_to == NULL);
    machine_close(&machine);
}

TEST_OUTSIDE(pipe_requests, refuse_descriptors_that_nobody_made)
{
    struct machine machine;
    machine_open(&machine);

    machine_start(&machine, "p", create_with_garbage, NULL);

    machine_must_end(&machine, OUTCOME_UNSUPPORTED);
    machine_close(&machine);
}

/* Whether both are missing, or the same. */
static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

TEST_OUTSIDE(pipe_requests, know_which_strangers_may_write)
{
    static const char everyone[] = "everyone (WD)";
    static const struct row rows[] = {
        { "D:(A;;GA;;;WD)", everyone },
        { "D:(A;;GW;;;AN)", "whoever is anonymous (AN)" },
        { "D:(A;;FA;;;AU)", "all authenticated users (AU)" },
        { "D:(A;;FW;;;S-1-5-32-546)", "guests (BG)" },
        { "D:(A;;0x4;;;DG)", "guests of the domain (DG)" },    // creates instances
        { "D:(A;;GR;;;OW)(A;;DCLC;;;NU)",
          "whoever comes over the network (NU)" },    // bits of both
        { "D:(A;;WD;;;S-1-1-0)", everyone },          // may change who may
        { "D:(OA;;GA;;;AC)", "every app of the store (AC)" },
        { "D:(A;;GA;;;AU)(A;;GA;;;WD)", "all authenticated users (AU)" },    // the first of them
        { "D:NO_ACCESS_CONTROL", "everyone (its DACL is NULL)" },
        { "D:(D;;GW;;;BA)(A;;GW;;;WD)", everyone },    // others are kept out
        { "O:BAG:SYD:(A;;GA;;;WD)S:(AU;SA;GA;;;WD)", everyone },
        { "D:P(A;;GA;;;OW)(A;;GA;;;BA)(A;;GA;;;SY)", NULL },
        { "D:(A;;0x12019b;;;IU)(A;;GRGW;;;BU)(A;;GW;;;DU)", NULL },    // they have accounts
        { "D:(A;;GR;;;WD)", NULL },
        { "D:(A;IO;GA;;;WD)", NULL },              // for those that inherit it
        { "D:(D;;GA;;;WD)(A;;GA;;;AU)", NULL },    // denied before
        { "D:(D;;GW;;;NU)(A;;GW;;;NU)", NULL },
        { "D:(A;;0x180;;;WD)", NULL },    // attributes only
        { "D:", NULL },
        { "O:BA", NULL },
        { "S:(AU;SA;GA;;;WD)", NULL },
        { "D:(A;;GA;;;S-1-5-21-1-2-3-1001)", NULL },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].sddl);
        struct machine machine;
        const struct world *world = run(&machine, create, (void *)(uintptr_t)rows[i].sddl);
        must_hold(same(world_pipe_request(world, 0)->open_to, rows[i].open_to));
        machine_close(&machine);
    }
}

/* One is the beginning of the other: what was found out of one is not true of the other. */
TEST_OUTSIDE(pipe_requests, tell_descriptors_apart_however_long_they_are)
{
    enum { ENTRIES = 42, LONG = 512 };
    static char beginning[LONG], whole[2 * LONG];
    strcpy(beginning, "O:BAD:P");
    for (int i = 0; i < ENTRIES; i++)
        strcat(beginning, "(A;;GA;;;OW)");
    must_equal(strlen(beginning), LONG - 1);
    strcat(strcpy(whole, beginning), "(A;;GA;;;WD)");
    const struct row rows[] = { { whole, "everyone (WD)" }, { beginning, NULL } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        const struct world *world = run(&machine, create, (void *)(uintptr_t)rows[i].sddl);
        must_hold(same(world_pipe_request(world, 0)->open_to, rows[i].open_to));
        machine_close(&machine);
    }
}

TEST_OUTSIDE(pipe_requests, know_the_largest_read_of_a_process)
{
    struct machine machine;
    const struct world *world = run(&machine, read_some, NULL);

    must_equal(world_read_size(world, world_pipe_request(world, 0)->process), 50);
    machine_close(&machine);
}

TEST_OUTSIDE(pipe_requests, know_whether_a_process_reads_messages_as_bytes)
{
    DWORD modes[] = { PIPE_READMODE_MESSAGE, PIPE_READMODE_BYTE };
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        struct machine machine;
        const struct world *world = run(&machine, read_by_mode, &modes[i]);

        must_equal(world_reads_bytes(world, world_pipe_request(world, 0)->process), i == 1);
        machine_close(&machine);
    }
}
