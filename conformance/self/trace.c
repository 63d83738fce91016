/* The trace keeps what happened and gives it back, the same for equal runs. */
#include "outside.h"
#include "story.h"

#include "trace/record.h"
#include "trace/utf8.h"

static const char *const two_threads[] = { "server", "client" };

TEST_OUTSIDE(trace, lists_everything_but_addresses)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    struct trace *trace = &story.trace;
    story_mark(&story, TRACE_START, 1, NULL);
    size_t read = story_begin(&story, 1, CALL_READ_FILE, 7);
    trace_show(trace, read, "timeout", TRACE_TIMEOUT, 0xFFFFFFFF);
    trace_show(trace, read, "mode", TRACE_HEX, 0x1F);
    trace_show_text(trace, read, "name", NULL);
    story_print(&story, 0, "hi");
    story.now_ms = 20;
    trace_set_mocked(trace, read);
    story_fail(&story, read, FALSE, 109);
    story_call(&story, 0, CALL_MALLOC, 0);
    story_mark(&story, TRACE_STEP, TRACE_NOBODY, "step");
    story_mark(&story, TRACE_NOTE, 0, "note");
    story_mark(&story, TRACE_END, 1, NULL);
    story_begin(&story, 0, CALL_EXIT_PROCESS, 0);

    must_list(&story,
              "0 t=0 1 client start process=1\n"
              "1-5 t=0-20 1 client ReadFile handle=h1 timeout=4294967295 mode=0x1f name=NULL"
              " = FALSE error=109 ERROR_BROKEN_PIPE mocked\n"
              "2-4 t=0 0 server printf = 2\n"
              "3 t=0 0 server output \"hi\"\n"
              "6-7 t=20 0 server malloc\n"
              "8 t=20 - rig step \"step\"\n"
              "9 t=20 0 server note \"note\"\n"
              "10 t=20 1 client end code=0\n"
              "11- t=20 0 server ExitProcess\n");
    story_fini(&story);
}

TEST_OUTSIDE(trace, tells_an_excerpt_from_a_whole_text)
{
    struct story story;
    story_init(&story, two_threads, 1);
    size_t write = story_begin(&story, 0, CALL_WRITE_FILE, 1);
    const char *kept = trace_keep(&story.trace, "abc", 3);
    trace_show(&story.trace, write, "data", TRACE_EXCERPT, (uintptr_t)kept);
    trace_show_text(&story.trace, write, "data", kept);

    must_list(&story, "0- t=0 0 server WriteFile handle=h1 data=\"abc\"... data=\"abc\"\n");
    story_fini(&story);
}

TEST_OUTSIDE(trace, finds_the_nth_call_of_a_thread_or_of_anybody)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    story_call(&story, 0, CALL_CLOSE_HANDLE, 1);
    story_call(&story, 1, CALL_CLOSE_HANDLE, 2);
    story_call(&story, 0, CALL_CLOSE_HANDLE, 3);
    struct trace_event *events = story.trace.events;

    must_hold(trace_find(&story.trace, CALL_CLOSE_HANDLE, -1, 2) == &events[1]);
    must_hold(trace_find(&story.trace, CALL_CLOSE_HANDLE, 0, 2) == &events[2]);
    must_hold(trace_find(&story.trace, CALL_CLOSE_HANDLE, 1, 2) == NULL);
    must_hold(trace_find(&story.trace, CALL_READ_FILE, -1, 1) == NULL);
    story_fini(&story);
}

TEST_OUTSIDE(trace, reads_the_same_after_a_reset)
{
    struct story story;
    story_init(&story, two_threads, COUNT_OF(two_threads));
    story_fail(&story, story_begin(&story, 0, CALL_READ_FILE, 1), FALSE, 109);

    trace_reset(&story.trace);
    trace_add_thread(&story.trace, "client", 0);
    story_call(&story, 0, CALL_READ_FILE, 0);

    must_list(&story, "0-1 t=0 0 client ReadFile = TRUE\n");
    story_fini(&story);
}

/* Events move when there are many, texts never do: readers hold on to them. */
TEST_OUTSIDE(trace, keeps_texts_where_they_are_when_there_are_many)
{
    struct story story;
    story_init(&story, two_threads, 1);
    const char *first = trace_keep(&story.trace, "first", 5);
    for (unsigned i = 0; i < 10000; i++)
        trace_keep(&story.trace, "one of many", 11);

    must_equal_text(first, 5, "first");
    trace_reset(&story.trace);
    must_equal_text(trace_keep(&story.trace, "next", 4), 4, "next");
    story_fini(&story);
}

TEST_OUTSIDE(trace, drops_arguments_beyond_the_fourth)
{
    struct story story;
    story_init(&story, two_threads, 1);
    size_t call = story_begin(&story, 0, CALL_READ_FILE, 0);
    for (uint64_t i = 0; i < 6; i++) {
        trace_show(&story.trace, call, "n", TRACE_NUMBER, i);
    }

    must_list(&story, "0- t=0 0 server ReadFile n=0 n=1 n=2 n=3\n");
    story_fini(&story);
}

/* What a program sends may hold anything; what is kept is one printable line. */
TEST_OUTSIDE(trace, escapes_what_is_not_printable)
{
    static const struct {
        const char *name;
        const char *bytes;
        size_t size;
        const char *kept;
    } rows[] = {
        { "nothing", "", 0, "" },
        { "plain", "hello", 5, "hello" },
        { "a terminator", "a\0b", 3, "a\\0b" },
        { "line ends", "\r\n\t", 3, "\\r\\n\\t" },
        { "quotes", "\"\\", 2, "\\\"\\\\" },
        { "controls", "\x1B[31m\x7F", 6, "\\x1b[31m\\x7f" },
        { "UTF-8", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9,
          "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" },
        { "a byte of Windows-1252", "\xE9t\xE9", 3, "\\xe9t\\xe9" },
        { "half a character", "\xE2\x82", 2, "\\xe2\\x82" },
        { "a longer form than needed", "\xC0\xAF\xE0\x80\xAF", 5, "\\xc0\\xaf\\xe0\\x80\\xaf" },
        { "a surrogate", "\xED\xA0\x80", 3, "\\xed\\xa0\\x80" },
        { "beyond Unicode", "\xF4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80" },
        { "a second control range", "\xC2\x85", 2, "\\u0085" },
        { "turned reading direction", "\xE2\x80\xAE", 3, "\\u202e" },
    };
    struct story story;
    story_init(&story, two_threads, 1);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].name);
        const char *kept = trace_keep(&story.trace, rows[i].bytes, rows[i].size);
        must_equal_text(kept, (DWORD)strlen(kept), rows[i].kept);
    }
    story_fini(&story);
}

TEST_OUTSIDE(trace, knows_how_wide_a_character_is_shown)
{
    must_equal(utf8_columns('~'), 1);
    must_equal(utf8_columns(0x00E9), 1);     // e with an acute accent
    must_equal(utf8_columns(0x0301), 0);     // the accent alone
    must_equal(utf8_columns(0x4E00), 2);     // an ideograph
    must_equal(utf8_columns(0x1F600), 2);    // a face
}

TEST_OUTSIDE(trace, keeps_utf16_as_utf8_and_escapes_half_pairs)
{
    static const uint16_t units[] = { 'p', 0xE9, 0xD83D, 0xDE00, 0xD83D, 'x', 0xDE00, 0 };
    struct story story;
    story_init(&story, two_threads, 1);

    const char *kept = trace_keep_wide(&story.trace, units, COUNT_OF(units));

    must_equal_text(kept, (DWORD)strlen(kept), "p\xC3\xA9\xF0\x9F\x98\x80\\ud83dx\\ude00\\0");
    story_fini(&story);
}

TEST_OUTSIDE(trace, knows_calls_by_name_with_or_without_their_suffix)
{
    must_equal(call_by_name("CreateNamedPipe"), CALL_CREATE_NAMED_PIPE);
    must_equal(call_by_name("CreateNamedPipeA"), CALL_CREATE_NAMED_PIPE);
    must_equal(call_by_name("CreateNamedPipeW"), CALL_CREATE_NAMED_PIPE);
    must_equal(call_by_name("CreateNamed"), CALL_NONE);
    must_equal(call_by_name("CreateNamedPipeWW"), CALL_NONE);
    must_equal(call_by_name(""), CALL_NONE);
    must_hold(strcmp(call_name(CALL_READ_FILE), "ReadFile") == 0);
}

TEST_OUTSIDE(trace, knows_errors_by_name)
{
    must_hold(strcmp(error_name(ERROR_PIPE_CONNECTED), "ERROR_PIPE_CONNECTED") == 0);
    must_hold(error_name(4711) == NULL);
}
