/* Whose matter a call is: that of a session or of the whole server. */
#include "struck.h"

#include "outside.h"
#include "story.h"

#include <windows.h>

#include "trace/record.h"

static const char *const server[] = { "server", "server/1" };

/* A call that is struck now: its index. */
static size_t strike(struct story *story, int thread, enum call call)
{
    size_t index = story_begin(story, thread, call, 0);
    story_fail(story, index, 0, ERROR_NOT_ENOUGH_MEMORY);
    return index;
}

static bool in_session(struct story *story, int thread, enum call call)
{
    size_t index = strike(story, thread, call);
    return struck_in_session(&story->trace, &story->trace.events[index]);
}

static void connect_failing_with(struct story *story, int thread, uint32_t error)
{
    story_fail(story, story_begin(story, thread, CALL_CONNECT_NAMED_PIPE, 1), FALSE, error);
}

/* One thread creates the other. */
static void create_thread(struct story *story)
{
    size_t index = story_begin(story, 0, CALL_CREATE_THREAD, 0);
    trace_note_creation(&story->trace, 1, index);
    story_end(story, index, 8);
}

#define STORY_TEST(NAME)                                                                           \
    static void NAME##_story(struct story *story);                                                 \
    TEST_OUTSIDE(struck, NAME)                                                                     \
    {                                                                                              \
        struct story story;                                                                        \
        story_init(&story, server, COUNT_OF(server));                                              \
        NAME##_story(&story);                                                                      \
        story_fini(&story);                                                                        \
    }                                                                                              \
    static void NAME##_story(struct story *story)

STORY_TEST(calls_on_a_connection_are_a_sessions_whoever_makes_them)
{
    must_hold(in_session(story, 0, CALL_READ_FILE));
    must_hold(in_session(story, 1, CALL_WRITE_FILE));
    must_hold(in_session(story, 0, CALL_FLUSH_FILE_BUFFERS));
    must_hold(in_session(story, 0, CALL_DISCONNECT_NAMED_PIPE));
}

STORY_TEST(but_not_those_on_the_console)
{
    size_t index = story_begin(story, 0, CALL_WRITE_FILE, 0);
    trace_show(&story->trace, index, "console", TRACE_HANDLE, 4);
    story_fail(story, index, FALSE, ERROR_DISK_FULL);
    must_hold(!struck_in_session(&story->trace, &story->trace.events[index]));
}

STORY_TEST(calls_before_a_client_came_are_the_servers)
{
    must_hold(!in_session(story, 0, CALL_MALLOC));
    must_hold(!in_session(story, 0, CALL_CREATE_NAMED_PIPE));
    must_hold(!in_session(story, 0, CALL_CREATE_THREAD));
    must_hold(!in_session(story, 0, CALL_CONNECT_NAMED_PIPE));
    must_hold(!in_session(story, 0, CALL_MALLOC));
}

/* The three ways in which ConnectNamedPipe tells of a client. */
STORY_TEST(calls_after_one_has_come_are_a_sessions)
{
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    must_hold(in_session(story, 0, CALL_MALLOC));
    must_hold(!in_session(story, 0, CALL_CONNECT_NAMED_PIPE));
    must_hold(!in_session(story, 0, CALL_MALLOC));
    connect_failing_with(story, 0, ERROR_PIPE_CONNECTED);
    must_hold(in_session(story, 0, CALL_MALLOC));
    connect_failing_with(story, 0, ERROR_NO_DATA);
    must_hold(in_session(story, 0, CALL_MALLOC));
}

STORY_TEST(a_wait_is_the_servers_wherever_it_is)
{
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    must_hold(!in_session(story, 0, CALL_WAIT_FOR_SINGLE_OBJECT));
    must_hold(!in_session(story, 0, CALL_WAIT_FOR_MULTIPLE_OBJECTS));
    must_hold(!in_session(story, 0, CALL_SLEEP_CONDITION_VARIABLE));
}

STORY_TEST(of_a_server_that_makes_room_for_the_next_one_only_its_threads_are)
{
    must_hold(!in_session(story, 0, CALL_CREATE_THREAD));
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    story_call(story, 0, CALL_CREATE_NAMED_PIPE, 2);
    must_hold(!in_session(story, 0, CALL_MALLOC));
    must_hold(in_session(story, 0, CALL_CREATE_THREAD));
}

STORY_TEST(calls_of_a_thread_that_was_created_for_a_client_are_a_sessions)
{
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    story_call(story, 0, CALL_CREATE_NAMED_PIPE, 2);
    create_thread(story);
    must_hold(in_session(story, 1, CALL_MALLOC));
    must_hold(in_session(story, 1, CALL_CREATE_THREAD));
}

STORY_TEST(those_of_a_thread_that_was_there_before_are_not)
{
    create_thread(story);
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    must_hold(!in_session(story, 1, CALL_MALLOC));
}

STORY_TEST(those_of_a_thread_that_awaits_clients_itself_are_its_own_matter)
{
    story_call(story, 0, CALL_CONNECT_NAMED_PIPE, 1);
    create_thread(story);
    story_call(story, 1, CALL_CREATE_NAMED_PIPE, 2);
    must_hold(!in_session(story, 1, CALL_MALLOC));
    story_call(story, 1, CALL_CONNECT_NAMED_PIPE, 2);
    must_hold(in_session(story, 1, CALL_MALLOC));
}
