/* Footprints: what each step read and wrote, from which an exploration concludes which orders
 * can differ. */
#include "machine.h"
#include "marks.h"

#include <conio.h>

#include "kernel/handle.h"
#include "kernel/pipe.h"
#include "kernel/process.h"
#include "kernel/sync.h"
#include "kernel/world.h"

int __wrap_getchar(void);

static const WCHAR pipe_a[] = u"\\\\.\\pipe\\a";

#define must_only_read(object) must_touch_at((object), false, __FILE__, __LINE__)
#define must_write(object)     must_touch_at((object), true, __FILE__, __LINE__)

/* The step in progress, whose call has just returned, reads or writes the object. */
static void must_touch_at(footprint_id object, bool writes, const char *file, int line)
{
    const struct footprint *seen = marks_find(marks_step(), object);
    if (seen == NULL) test_fail(file, line, "the step does not touch the object");
    if ((seen->kind != FOOTPRINT_READ) != writes)
        test_fail(file, line, "the step must %s the object", writes ? "write" : "only read");
}

static void must_not_touch(footprint_id object)
{
    must_hold(marks_find(marks_step(), object) == NULL);
}

static footprint_id id_of(HANDLE handle)
{
    struct object *object = NULL;
    must_equal(handle_object(handle, OBJECT_ANY, 0, &object), STATUS_SUCCESS);
    return object->id;
}

static struct pipe_instance *instance_of(HANDLE server)
{
    struct file *file = NULL;
    must_equal(handle_object(server, OBJECT_FILE, 0, &file), STATUS_SUCCESS);
    return file->instance;
}

/* What a wait may take, it writes; a signal that stays is only looked at. */
static int use_events(void *argument)
{
    (void)argument;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    HANDLE other = CreateEventW(NULL, TRUE, FALSE, NULL);

    must_equal(WaitForSingleObject(other, 0), WAIT_TIMEOUT);
    must_only_read(id_of(other));
    must_not_touch(id_of(event));
    SetEvent(event);
    must_write(id_of(event));
    must_not_touch(id_of(other));
    must_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    must_write(id_of(event));
    ResetEvent(event);
    must_write(id_of(event));
    GetTickCount();
    must_not_touch(id_of(event));
    return 0;
}

static int use_names(void *argument)
{
    (void)argument;
    HANDLE server = machine_create_pipe(pipe_a, 64);
    struct pipe_instance *instance = instance_of(server);
    must_write(FOOTPRINT_NAMES);

    WaitNamedPipeW(pipe_a, 1);
    must_only_read(FOOTPRINT_NAMES);
    must_only_read(instance->pipe->id);
    machine_create_pipe(pipe_a, 64);
    must_only_read(FOOTPRINT_NAMES);
    must_write(instance->pipe->id);
    machine_open_pipe(pipe_a);
    must_only_read(FOOTPRINT_NAMES);
    must_write(instance->pipe->id);
    must_write(instance->id);
    return 0;
}

static int use_pipe(void *argument)
{
    (void)argument;
    HANDLE server = machine_create_pipe(pipe_a, 64), client = machine_open_pipe(pipe_a);
    struct pipe_instance *instance = instance_of(server);
    footprint_id inbound = instance->written[PIPE_CLIENT].id;
    footprint_id outbound = instance->written[PIPE_SERVER].id;

    machine_write_byte(client);
    must_write(inbound);
    must_not_touch(outbound);
    must_only_read(instance->id);
    must_not_touch(instance->pipe->id);
    PeekNamedPipe(server, NULL, 0, NULL, NULL, NULL);
    must_only_read(inbound);
    machine_read_byte(server);
    must_write(inbound);
    must_not_touch(outbound);
    must_only_read(instance->id);
    FlushFileBuffers(server);
    must_not_touch(inbound);
    DisconnectNamedPipe(server);
    must_write(instance->id);
    must_write(inbound);
    must_write(outbound);
    return 0;
}

static int close_pipe(void *argument)
{
    (void)argument;
    HANDLE server = machine_create_pipe(pipe_a, 64), client = machine_open_pipe(pipe_a);
    struct pipe_instance *instance = instance_of(server);

    CloseHandle(client);
    must_write(instance->id);
    must_not_touch(FOOTPRINT_NAMES);
    CloseHandle(server);
    must_write(instance->id);
    must_write(FOOTPRINT_NAMES);
    return 0;
}

TEST_OUTSIDE(footprints, show_which_objects_each_call_reads_and_writes)
{
    static const struct {
        const char *name;
        machine_main *main;
    } rows[] = {
        { "events", use_events },
        { "names", use_names },
        { "data", use_pipe },
        { "ends", close_pipe },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        ROW(rows[i].name);
        marks_open(&machine);
        machine_start(&machine, "app", rows[i].main, NULL);
        machine_must_end(&machine, OUTCOME_FINISHED);
        machine_close(&machine);
    }
    ROW(NULL);
}

static int make_pipe(void *argument)
{
    (void)argument;
    machine_create_pipe(pipe_a, 64);
    machine_open_pipe(pipe_a);
    return 0;
}

TEST_OUTSIDE(footprints, are_not_recorded_unless_asked_for)
{
    struct machine machine;
    machine_open(&machine);
    machine_start(&machine, "app", make_pipe, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    must_equal(marks_all()->count, 0);
    must_equal(marks_all()->step_count, 0);
    machine_close(&machine);
}

TEST_OUTSIDE(footprints, belong_to_steps_that_know_their_thread)
{
    struct machine machine;
    marks_open(&machine);
    machine_start(&machine, "a", use_events, NULL);
    machine_start(&machine, "b", use_events, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);

    const struct footprints *all = marks_all();
    must_equal(all->step_count, world_steps(machine.world));
    for (size_t i = 0; i < all->step_count; i++) {
        must_equal(all->steps[i].thread, i < all->step_count / 2 ? 0 : 1);
        must_hold(all->steps[i].first_mark <= all->count);
    }
    machine_close(&machine);
}

static int use_the_console(void *unused)
{
    (void)unused;
    footprint_id console = process_current()->console_object.id;
    GetTickCount();
    must_hold(_kbhit());
    must_only_read(console);
    __wrap_getchar();
    must_write(console);
    return 0;
}

/* What one thread reads no other gets. */
TEST_OUTSIDE(footprints, of_reading_the_console_and_of_asking_whether_there_is_something)
{
    struct machine machine;
    marks_open(&machine);
    process_set_input(machine_start(&machine, "app", use_the_console, NULL), "ab", 2);
    machine_must_end(&machine, OUTCOME_FINISHED);
    machine_close(&machine);
}

static int tell_id(void *argument)
{
    footprint_id *id = argument;
    GetTickCount();
    CreateEventW(NULL, FALSE, FALSE, NULL);
    *id = id_of(CreateEventW(NULL, FALSE, FALSE, NULL));
    return 0;
}

TEST_OUTSIDE(footprints, name_objects_alike_whatever_the_order)
{
    footprint_id calm[3];
    for (uint64_t seed = 0; seed < 50; seed++) {
        footprint_id ids[3];
        struct machine machine;
        if (seed == 0)
            machine_open(&machine);
        else
            machine_open_seeded(&machine, seed);
        for (int i = 0; i < 3; i++)
            machine_start(&machine, "app", tell_id, &ids[i]);
        machine_must_end(&machine, OUTCOME_FINISHED);
        if (seed == 0) memcpy(calm, ids, sizeof calm);
        must_hold(memcmp(calm, ids, sizeof calm) == 0);
        machine_close(&machine);
    }
}
