/* A demand that is not met is told in a sentence: what was due, to whom, and what came instead. */
#include "check.h"
#include "client.h"
#include "machine.h"

#include <string.h>

/* What a check says that one client breaks. */
static void must_tell(void (*body)(struct scene *scene), const char *sentence)
{
    const struct check check = { .suite = "self", .name = "demand", .body = body };
    const struct check_limits limits = { .runs_max = 1, .random_divisor = 1 };
    FILE *out = tmpfile();
    must_hold(out != NULL);
    struct check_result result = check_try(&check, &limits, out);
    fclose(out);
    must_equal(result.verdict, VERDICT_BROKEN);
    must_read(result.why, sentence);
}

static scene_script *played;

static void play(struct scene *scene)
{
    scene_start_client(scene, played);
    scene_run(scene);
}

static void must_tell_of(scene_script *script, const char *sentence)
{
    played = script;
    must_tell(play, sentence);
}

static int find_no_pipe(void *unused)
{
    (void)unused;
    demand_success(client_open_once(), "the pipe is to be there");
    return 0;
}

static int wait_in_vain(void *unused)
{
    (void)unused;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    demand_return(WaitForSingleObject(event, INFINITE) == WAIT_OBJECT_0, "it is to be woken");
    return 0;
}

static int wait_for_nothing(void *unused)
{
    (void)unused;
    demand_return(SetEvent(CreateEventW(NULL, TRUE, FALSE, NULL)), "this comes back");
    WaitForSingleObject(CreateEventW(NULL, TRUE, FALSE, NULL), INFINITE);
    return 0;
}

TEST_OUTSIDE(demands, name_the_client_the_call_and_the_error)
{
    must_tell_of(find_no_pipe, "client: the pipe is to be there, but CreateFile failed with "
                               "ERROR_FILE_NOT_FOUND (2)");
}

TEST_OUTSIDE(demands, name_the_call_that_never_returns)
{
    must_tell_of(wait_in_vain, "client: it is to be woken, but WaitForSingleObject never returns: "
                               "client waits in WaitForSingleObject");
}

TEST_OUTSIDE(demands, are_forgotten_once_they_are_met)
{
    must_tell_of(wait_for_nothing, "client waits for ever: client waits in WaitForSingleObject");
}

static int close_twice(void *unused)
{
    (void)unused;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CloseHandle(event);
    demand_failure(CloseHandle(event), ERROR_BROKEN_PIPE, "it is to be told so");
    return 0;
}

static int close_once(void *unused)
{
    (void)unused;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    demand_failure(CloseHandle(event), ERROR_INVALID_HANDLE, "it is to be told so");
    return 0;
}

TEST_OUTSIDE(demands, of_an_error_tell_which_came_instead)
{
    must_tell_of(close_twice, "client: it is to be told so, but CloseHandle failed with "
                              "ERROR_INVALID_HANDLE (6) instead of ERROR_BROKEN_PIPE (109)");
    must_tell_of(close_once, "client: it is to be told so, but CloseHandle succeeded");
}

static void demand_of_the_host(struct scene *scene)
{
    demand(true, "this is met");
    demand(scene == NULL, "there are %d worlds", 1);
}

TEST_OUTSIDE(demands, of_the_host_are_nobodys_in_particular)
{
    must_tell(demand_of_the_host, "there are 1 worlds");
}

/* --- Replies ---------------------------------------------------------------------------------- */

static struct exchange exchange = { .kind = REPLY_EXACT };

static int get_odd_bytes(void *unused)
{
    (void)unused;
    memcpy(exchange.reply, "a\n\"\xff", exchange.reply_bytes = 5);
    client_must_have_got(&exchange, exchange.reply, 5);
    client_must_have_got(&exchange, "", 1);
    return 0;
}

static int get_another_end(void *unused)
{
    enum { SIZE = 100, PLACE = 60 };
    char seen[SIZE];
    (void)unused;
    memset(seen, 'a', sizeof seen);
    memcpy(exchange.reply, seen, exchange.reply_bytes = SIZE);
    seen[PLACE] = 'b';
    client_must_have_got(&exchange, seen, SIZE);
    return 0;
}

TEST_OUTSIDE(demands, of_a_reply_quote_what_came_and_what_is_due)
{
    must_tell_of(
        get_odd_bytes,
        "client: its reply is \"\\0\" (1 byte), but \"a\\n\\\"\\xff\\0\" (5 bytes) is due");
}

TEST_OUTSIDE(demands, of_a_long_reply_tell_from_where_on_it_is_another)
{
    must_tell_of(
        get_another_end,
        "client: its reply is \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"... (100 bytes), but "
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"... (100 bytes) is due; they differ from byte "
        "60 on");
}
