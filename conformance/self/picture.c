/* The picture of a run is what a person sees of a failure: it has to be right to the letter. */
#include "outside.h"
#include "story.h"

#include <stdlib.h>

#include "must.h"
#include "trace/excerpt.h"
#include "trace/record.h"

static const char *const two_threads[] = { "server", "client" };
static const char *const five_threads[] = { "server", "client", "server/1", "client2", "server/2" };

/* A client comes before the server waits for it, and sends while the server reads. */
static void given_early_client(struct story *story)
{
    story_init(story, two_threads, COUNT_OF(two_threads));
    story_mark(story, TRACE_START, 0, NULL);
    story_open(story, 0, CALL_CREATE_NAMED_PIPE, "\\\\.\\pipe\\echo", 1);
    story_mark(story, TRACE_START, 1, NULL);
    story_open(story, 1, CALL_CREATE_FILE, "\\\\.\\pipe\\echo", 2);
    story_fail(story, story_begin(story, 0, CALL_CONNECT_NAMED_PIPE, 1), FALSE, 535);

    size_t read = story_begin(story, 0, CALL_READ_FILE, 1);
    size_t write = story_begin(story, 1, CALL_WRITE_FILE, 2);
    story_show_data(story, write, "hello");
    story_end(story, write, TRUE);
    story_show_data(story, read, "hello");
    story_end(story, read, TRUE);
}

/* Two threads take two mutexes, each the other's first. */
static void given_deadlock(struct story *story)
{
    story_init(story, two_threads, COUNT_OF(two_threads));
    story_begin(story, 0, CALL_WAIT_FOR_SINGLE_OBJECT, 1);
    story_begin(story, 1, CALL_WAIT_FOR_SINGLE_OBJECT, 2);
}

TEST_OUTSIDE(picture, has_a_lane_for_each_thread)
{
    struct story story;
    given_early_client(&story);

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "+ CreateNamedPipe echo = h1\n"
              "|                                       + CreateFile echo = h2\n"
              "> ConnectNamedPipe h1 = FALSE 535       |\n"
              "! ERROR_PIPE_CONNECTED                  |\n"
              "| ReadFile h1 waits...                  |\n"
              ":                                       > WriteFile h2 6 bytes \"hello\\0\" = TRUE\n"
              "> ...ReadFile h1 6 bytes \"hello\\0\"      |\n"
              "|   = TRUE                              |\n"
              "+ begins  > takes over  | runs or could  : waits  ! failed\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, tells_who_still_waits_and_in_which_call)
{
    struct story story;
    given_deadlock(&story);

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "+ WaitForSingleObject h1 waits...\n"
              ":                                       + WaitForSingleObject h2 waits...\n"
              "+ begins  : waits\n"
              "server still waits in WaitForSingleObject h1\n"
              "client still waits in WaitForSingleObject h2\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, says_that_a_quiet_call_in_which_the_run_ended_never_returns)
{
    struct story story;
    story_init(&story, two_threads, 1);
    story_begin(&story, 0, CALL_FREE, 0);

    must_draw(&story, 80,
              "server\n"
              "------\n"
              "+ free never returns\n"
              "+ begins\n"
              "server never returns from free\n");
    story_fini(&story);
}

/* One call a row of the table, with one argument. */
TEST_OUTSIDE(picture, puts_arguments_and_results_in_words)
{
    static const struct {
        enum call call;
        const char *label;
        enum trace_kind kind;
        uint64_t value;
        uint64_t result;
        const char *words;
    } rows[] = {
        { CALL_PEEK_NAMED_PIPE, "bytes", TRACE_NUMBER, 1, 1, "PeekNamedPipe 1 byte = TRUE" },
        { CALL_PEEK_NAMED_PIPE, "bytes", TRACE_NUMBER, 2, 0, "PeekNamedPipe 2 bytes = FALSE" },
        { CALL_EXIT_THREAD, "code", TRACE_NUMBER, 3, 0, "ExitThread code 3" },
        { CALL_SLEEP, "", TRACE_NUMBER, 3, 0, "Sleep 3" },
        { CALL_SLEEP, "timeout", TRACE_TIMEOUT, 50, 0, "Sleep 50 ms" },
        { CALL_SLEEP, "timeout", TRACE_TIMEOUT, 0xFFFFFFFF, 0, "Sleep INFINITE" },
        { CALL_READ_FILE, "mode", TRACE_HEX, 31, 1, "ReadFile mode 0x1f = TRUE" },
        { CALL_READ_FILE, "file", TRACE_HANDLE, 0, 1, "ReadFile NULL = TRUE" },
        { CALL_READ_FILE, "file", TRACE_HANDLE, 7, 1, "ReadFile 0x7 = TRUE" },
        { CALL_CREATE_FILE, "name", TRACE_TEXT, 0, UINT64_MAX,
          "CreateFile NULL = INVALID_HANDLE_VALUE" },
        { CALL_CREATE_EVENT, "n", TRACE_NUMBER, 1, 0, "CreateEvent n 1 = NULL" },
        { CALL_CONSOLE_READ, "n", TRACE_NUMBER, 1, 10, "getchar n 1 = 10" },
        { CALL_WAIT_FOR_SINGLE_OBJECT, "n", TRACE_NUMBER, 1, 0,
          "WaitForSingleObject n 1 = WAIT_OBJECT_0" },
        { CALL_WAIT_FOR_SINGLE_OBJECT, "n", TRACE_NUMBER, 1, 0x80,
          "WaitForSingleObject n 1 = WAIT_ABANDONED_0" },
        { CALL_WAIT_FOR_SINGLE_OBJECT, "n", TRACE_NUMBER, 1, 0x102,
          "WaitForSingleObject n 1 = WAIT_TIMEOUT" },
        { CALL_WAIT_FOR_SINGLE_OBJECT, "n", TRACE_NUMBER, 1, 0xFFFFFFFF,
          "WaitForSingleObject n 1 = WAIT_FAILED" },
        { CALL_WAIT_FOR_MULTIPLE_OBJECTS, "n", TRACE_NUMBER, 1, 2,
          "WaitForMultipleObjects n 1 = WAIT_OBJECT_2" },
        { CALL_WAIT_FOR_MULTIPLE_OBJECTS, "n", TRACE_NUMBER, 1, 0xC0,
          "WaitForMultipleObjects n 1 = 192" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].words);
        struct story story;
        story_init(&story, two_threads, 1);
        size_t call = story_begin(&story, 0, rows[i].call, 0);
        trace_show(&story.trace, call, rows[i].label, rows[i].kind, rows[i].value);
        story_end(&story, call, rows[i].result);

        char *picture = story_read(&story, STORY_DRAWN, 80, 0);
        const char *row = strstr(picture, "+ ") + 2;
        must_equal_text(row, (DWORD)strcspn(row, "\n"), rows[i].words);
        free(picture);
        story_fini(&story);
    }
}

TEST_OUTSIDE(picture, says_that_a_call_without_a_result_failed)
{
    struct story story;
    story_init(&story, two_threads, 1);
    story_fail(&story, story_begin(&story, 0, CALL_ENTER_CRITICAL_SECTION, 0), 0, 6);

    must_draw(&story, 80,
              "server\n"
              "------\n"
              "+ EnterCriticalSection fails: 6\n"
              "! ERROR_INVALID_HANDLE\n"
              "+ begins  ! failed\n");
    story_fini(&story);
}

/* Data is cut between characters, and the cut shows outside of the quotes. */
TEST_OUTSIDE(picture, cuts_long_data_between_characters)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    size_t write = story_begin(&story, 1, CALL_WRITE_FILE, 1);
    story_show_data(&story, write, "0123456789\n\nrest");
    story_end(&story, write, TRUE);

    char *picture = story_read(&story, STORY_DRAWN, 80, 0);
    must_hold(strstr(picture, "\"0123456789\\n\"... = TRUE\n") != NULL);
    free(picture);
    story_fini(&story);
}

TEST_OUTSIDE(picture, leaves_out_quiet_calls_that_went_well_and_shows_those_that_failed)
{
    struct story story;
    story_init(&story, two_threads, 1);
    story_call(&story, 0, CALL_HEAP_ALLOC, 0);
    story_fail(&story, story_begin(&story, 0, CALL_HEAP_ALLOC, 0), 0, 8);

    must_draw(&story, 80,
              "server\n"
              "------\n"
              "+ HeapAlloc = NULL 8\n"
              "! ERROR_NOT_ENOUGH_MEMORY\n"
              "+ begins  ! failed\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, marks_what_a_test_mocked)
{
    struct story story;
    story_init(&story, two_threads, 1);
    size_t flush = story_begin(&story, 0, CALL_FLUSH_FILE_BUFFERS, 1);
    story.trace.events[flush].mocked = true;
    story_fail(&story, flush, FALSE, 4711);

    must_draw(&story, 80,
              "server\n"
              "------\n"
              "+ *FlushFileBuffers h1 = FALSE 4711\n"
              "! (an error without a name)\n"
              "+ begins  ! failed  * mocked\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, shows_where_the_clock_moved)
{
    struct story story;
    story_init(&story, two_threads, 1);
    size_t sleep = story_begin(&story, 0, CALL_SLEEP, 0);
    story.now_ms = 50;
    story_end(&story, sleep, 0);

    must_draw(&story, 40,
              "server\n"
              "------\n"
              "+ Sleep waits...\n"
              "... t = 50 ms ..........................\n"
              "| ...Sleep\n"
              "+ begins  | runs or could\n");
    story_fini(&story);
}

/* The first thread polls each 10 ms, so often. */
static void add_polls(struct story *story, int times)
{
    for (int i = 0; i < times; i++) {
        story_fail(story, story_begin(story, 0, CALL_CONNECT_NAMED_PIPE, 1), FALSE, 536);
        size_t sleep = story_begin(story, 0, CALL_SLEEP, 2);
        story->now_ms += 10;
        story_end(story, sleep, 0);
    }
}

TEST_OUTSIDE(picture, says_once_that_the_same_goes_on)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    add_polls(&story, 5);
    story_open(&story, 1, CALL_CREATE_FILE, "\\\\.\\pipe\\echo", 2);
    add_polls(&story, 1);

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "+ ConnectNamedPipe h1 = FALSE 536\n"
              "! ERROR_PIPE_LISTENING\n"
              "| Sleep h2 waits...\n"
              "... t = 10 ms ..................................................................\n"
              "| ...Sleep h2\n"
              "| ConnectNamedPipe h1 = FALSE 536\n"
              "! ERROR_PIPE_LISTENING\n"
              "| Sleep h2 waits...\n"
              "... the same again and again, until t = 40 ms ..................................\n"
              "... t = 50 ms ..................................................................\n"
              "| ...Sleep h2\n"
              "|                                       + CreateFile echo = h2\n"
              "> ConnectNamedPipe h1 = FALSE 536       |\n"
              "! ERROR_PIPE_LISTENING                  |\n"
              "| Sleep h2 waits...                     |\n"
              "... t = 60 ms ..................................................................\n"
              "| ...Sleep h2                           |\n"
              "+ begins  > takes over  | runs or could  ! failed\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, shows_what_goes_on_where_there_is_a_preemption)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    add_polls(&story, 4);
    trace_note_preemption(&story.trace);
    add_polls(&story, 2);

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "+ ConnectNamedPipe h1 = FALSE 536\n"
              "! ERROR_PIPE_LISTENING\n"
              "| Sleep h2 waits...\n"
              "... t = 10 ms ..................................................................\n"
              "| ...Sleep h2\n"
              "| ConnectNamedPipe h1 = FALSE 536\n"
              "! ERROR_PIPE_LISTENING\n"
              "| Sleep h2 waits...\n"
              "... the same again and again, until t = 30 ms ..................................\n"
              "... t = 40 ms ..................................................................\n"
              "| ...Sleep h2\n"
              "| ConnectNamedPipe h1 = FALSE 536\n"
              "! ERROR_PIPE_LISTENING\n"
              "| Sleep h2 waits...\n"
              "... the same again and again, until t = 50 ms ..................................\n"
              "... t = 60 ms ..................................................................\n"
              "| ...Sleep h2\n"
              "+ begins  | runs or could  ! failed\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, draws_steps_and_notes_across_all_lanes)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    story_mark(&story, TRACE_STEP, 0xFFFF, "a client connects");
    story_call(&story, 0, CALL_CLOSE_HANDLE, 1);
    story_mark(&story, TRACE_NOTE, 0, "a remark that is longer than one line has room for");

    must_draw(&story, 40,
              "--- a client connects ------------------\n"
              "server  + CloseHandle h1 = TRUE\n"
              "=== a remark that is longer than one ===\n"
              "=== line has room for ==================\n"
              "+ begins\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, shows_output_line_by_line_as_the_console_does)
{
    struct story story;
    story_init(&story, two_threads, 1);
    story_print(&story, 0, "\nPipe \"\\\\.\\pipe\\echo\"\r\nis open\t\n");

    must_draw(&story, 80,
              "server\n"
              "------\n"
              "+ \"Pipe \"\\\\.\\pipe\\echo\"\"\n"
              "| \"is open\\t\"\n"
              "+ begins  | runs or could\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, shows_a_thread_that_was_ended_inside_a_call)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    story_begin(&story, 1, CALL_READ_FILE, 2);
    story_begin(&story, 0, CALL_EXIT_PROCESS, 0);
    story_mark(&story, TRACE_END, 1, NULL);
    story_mark(&story, TRACE_END, 0, NULL);
    story.trace.events[3].result = 3;

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "                                        + ReadFile h1 waits...\n"
              "+ ExitProcess                           :\n"
              "|                                       x ends inside ReadFile\n"
              "x ends, exit code 3\n"
              "+ begins  | runs or could  : waits  x ends\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, becomes_a_list_with_bars_in_a_gutter_when_lanes_do_not_fit)
{
    struct story story;
    story_init(&story, five_threads, COUNT_OF(five_threads));
    for (int i = 0; i < 5; i++)
        story_begin(&story, i, CALL_READ_FILE, (unsigned)i + 1);
    story_mark(&story, TRACE_END, 1, NULL);
    story_print(&story, 4, "goes on");

    must_draw(&story, 80,
              "          server\n"
              "          | client\n"
              "          | | server/1\n"
              "          | | | client2\n"
              "          | | | | server/2\n"
              "server    +          ReadFile h1 waits...\n"
              "client    : +        ReadFile h2 waits...\n"
              "server/1  : : +      ReadFile h3 waits...\n"
              "client2   : : : +    ReadFile h4 waits...\n"
              "server/2  : : : : +  ReadFile h5 waits...\n"
              "client    : x : : :  ends inside ReadFile\n"
              "server/2  :   : : |  \"goes on\"\n"
              "+ begins  | runs or could  : waits  x ends\n"
              "server still waits in ReadFile h1\n"
              "server/1 still waits in ReadFile h3\n"
              "client2 still waits in ReadFile h4\n"
              "server/2 still waits in ReadFile h5\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, names_the_thread_in_every_row_when_not_even_the_bars_fit)
{
    struct story story;
    story_init(&story, five_threads, COUNT_OF(five_threads));
    story_call(&story, 1, CALL_CLOSE_HANDLE, 1);
    story_call(&story, 1, CALL_CLOSE_HANDLE, 2);

    must_draw(&story, 40,
              "client    + CloseHandle h1 = TRUE\n"
              "client    | CloseHandle h2 = TRUE\n"
              "+ begins  | runs or could\n");
    story_fini(&story);
}

TEST_OUTSIDE(picture, that_is_too_long_says_how_much_is_left_out)
{
    struct story story;
    given_early_client(&story);

    must_draw_short(&story, 80, 2,
                    "server                                  client\n"
                    "------                                  ------\n"
                    "(6 rows are left out)\n"
                    "> ...ReadFile h1 6 bytes \"hello\\0\"      |\n"
                    "|   = TRUE                              |\n"
                    "+ begins  > takes over  | runs or could  : waits  ! failed\n");
    story_fini(&story);
}

/* Of the rows so many are kept: '.' is left out, '!' is telling. */
static void must_keep(const char *telling, size_t rows, const char *expected)
{
    enum { ROWS_MAX = 40 };
    bool tells[ROWS_MAX] = { false }, keep[ROWS_MAX];
    char seen[ROWS_MAX + 1] = "";
    size_t count = strlen(telling);
    for (size_t i = 0; i < count; i++)
        tells[i] = telling[i] == '!';
    excerpt_choose(tells, count, rows, keep);
    for (size_t i = 0; i < count; i++)
        seen[i] = keep[i] ? telling[i] : '.';
    must_equal_text(seen, (DWORD)count, expected);
}

TEST_OUTSIDE(picture, that_is_too_long_keeps_its_beginning_its_end_and_what_tells_much)
{
    must_keep("-----!--", 8, "-----!--");
    must_keep("------------------------", 12, "----............--------");
    must_keep("--------!---------------", 12, "----...-!-.........-----");
    must_keep("-----!--!--!--!--!------", 12, "-----!--!-............--");
    must_keep("---!---------------------", 12, "---!-.............-------");
    must_keep("------------", 0, "............");
}

TEST_OUTSIDE(picture, of_nothing_is_empty)
{
    struct story story;
    story_init(&story, NULL, 0);

    must_draw(&story, 0, "\n\n");
    story_fini(&story);
}

/* Names, data and wide characters are cut and wrapped: nothing sticks out, whatever the width. */
TEST_OUTSIDE(picture, stays_within_its_width)
{
    struct story story;
    given_early_client(&story);
    story_print(&story, 1,
                "a_word_that_is_much_longer_than_any_lane_could_ever_be_on_any_paper_at_all");
    story_print(&story, 0,
                "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E");
    story_mark(&story, TRACE_NOTE, 0, "a_note_of_one_word_that_is_longer_than_the_line_is_wide");

    for (unsigned columns = 40; columns < 130; columns++) {
        char *picture = story_read(&story, STORY_DRAWN, columns, 0);
        for (char *row = strtok(picture, "\n"); row; row = strtok(NULL, "\n")) {
            // Each of the six wide characters takes three bytes and two columns.
            size_t spare = strstr(row, "\xE6") || strstr(row, "\xE8") ? 6 : 0;
            must_hold(strlen(row) <= columns + spare);
        }
        free(picture);
    }
    story_fini(&story);
}

/* The server could have gone on when the client came. */
TEST_OUTSIDE(picture, marks_who_takes_the_turn_from_one_that_could_go_on)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    story_mark(&story, TRACE_START, 0, NULL);
    story_open(&story, 0, CALL_CREATE_NAMED_PIPE, "\\\\.\\pipe\\echo", 1);
    trace_note_preemption(&story.trace);
    story_mark(&story, TRACE_START, 1, NULL);
    story_open(&story, 1, CALL_CREATE_FILE, "\\\\.\\pipe\\echo", 2);
    story_fail(&story, story_begin(&story, 0, CALL_CONNECT_NAMED_PIPE, 1), FALSE, 535);

    must_draw(&story, 80,
              "server                                  client\n"
              "------                                  ------\n"
              "+ CreateNamedPipe echo = h1\n"
              "|                                       # CreateFile echo = h2\n"
              "> ConnectNamedPipe h1 = FALSE 535       |\n"
              "! ERROR_PIPE_CONNECTED                  |\n"
              "+ begins  > takes over  # preempts  | runs or could  ! failed\n");
    story_fini(&story);
}
