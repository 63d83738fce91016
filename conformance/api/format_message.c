/* FormatMessage for the one purpose that servers have: the text of a system error. The text depends
 * on the machine's language, so only its shape is demanded. */
#include "support.h"

enum { ROOM = 512, FLAGS = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS };

static const DWORD error_without_text = 0x0DEFACED;

TEST(format_message, returns_the_length_of_the_text)
{
    FACT("T11");
    char text[ROOM];

    DWORD length = FormatMessageA(FLAGS, NULL, ERROR_FILE_NOT_FOUND, 0, text, ROOM, NULL);

    must_hold(length > 2);
    must_equal(strlen(text), length);
}

TEST(format_message, says_the_same_in_both_widths)
{
    FACT("T11");
    char text[ROOM];
    WCHAR wide[ROOM];
    char narrowed[ROOM];

    must_succeed((BOOL)FormatMessageA(FLAGS, NULL, ERROR_PIPE_BUSY, 0, text, ROOM, NULL));
    DWORD length = FormatMessageW(FLAGS, NULL, ERROR_PIPE_BUSY, 0, wide, ROOM, NULL);

    must_equal(lstrlenW(wide), length);
    must_succeed(WideCharToMultiByte(CP_ACP, 0, wide, -1, narrowed, ROOM, NULL, NULL));
    must_hold(strcmp(text, narrowed) == 0);
}

TEST(format_message, ends_the_text_with_a_new_line)
{
    FACT("T12");
    char text[ROOM];

    DWORD length = FormatMessageA(FLAGS, NULL, ERROR_BROKEN_PIPE, 0, text, ROOM, NULL);

    must_hold(length > 2);
    must_equal_text(text + length - 2, 2, "\r\n");
}

TEST(format_message, can_allocate_the_buffer)
{
    FACT("T13", "T27");
    char *text = NULL;
    WCHAR *wide = NULL;

    DWORD length = FormatMessageA(FLAGS | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_ACCESS_DENIED,
                                  0, (char *)&text, 0, NULL);
    DWORD wide_length = FormatMessageW(FLAGS | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                                       ERROR_ACCESS_DENIED, 0, (WCHAR *)&wide, 0, NULL);

    must_hold(text != NULL && wide != NULL);
    must_equal(strlen(text), length);
    must_equal(lstrlenW(wide), wide_length);
    must_hold(LocalFree(text) == NULL);
    must_hold(LocalFree(wide) == NULL);
}

TEST(format_message, fails_for_a_number_without_a_text)
{
    FACT("T14");
    char text[ROOM];
    WCHAR wide[ROOM];

    must_fail((BOOL)FormatMessageA(FLAGS, NULL, error_without_text, 0, text, ROOM, NULL),
              ERROR_MR_MID_NOT_FOUND);
    must_fail((BOOL)FormatMessageW(FLAGS, NULL, error_without_text, 0, wide, ROOM, NULL),
              ERROR_MR_MID_NOT_FOUND);
}

TEST(format_message, fails_when_the_text_does_not_fit)
{
    FACT("T15");
    char text[2];
    WCHAR wide[2];

    must_fail((BOOL)FormatMessageA(FLAGS, NULL, ERROR_FILE_NOT_FOUND, 0, text, 2, NULL),
              ERROR_INSUFFICIENT_BUFFER);
    must_fail((BOOL)FormatMessageW(FLAGS, NULL, ERROR_FILE_NOT_FOUND, 0, wide, 2, NULL),
              ERROR_INSUFFICIENT_BUFFER);
}

/* --- From a string ---------------------------------------------------------------------------- */

enum { FROM_STRING = FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY };

/* A message and its arguments: texts, then numbers, as both widths have them. */
struct insert_row {
    const char *message;
    const WCHAR *wide_message;
    const char *expected;
    DWORD flags;
};

static void must_format(const struct insert_row *row)
{
    static const char first[] = "one", second[] = "two";
    static const WCHAR wide_first[] = u"one", wide_second[] = u"two";
    DWORD_PTR narrow[] = { (DWORD_PTR)first, (DWORD_PTR)second, 42 };
    DWORD_PTR units[] = { (DWORD_PTR)wide_first, (DWORD_PTR)wide_second, 42 };
    char text[ROOM], narrowed[ROOM] = "";
    WCHAR wide[ROOM];
    ROW(row->message);
    DWORD length = FormatMessageA(FROM_STRING | row->flags, row->message, 0, 0, text, ROOM,
                                  (va_list *)(void *)narrow);
    DWORD wide_length = FormatMessageW(FROM_STRING | row->flags, row->wide_message, 0, 0, wide,
                                       ROOM, (va_list *)(void *)units);

    must_equal_text(text, length, row->expected);
    must_equal(wide_length, length);
    must_succeed(WideCharToMultiByte(CP_ACP, 0, wide, -1, narrowed, ROOM, NULL, NULL));
    must_hold(strcmp(narrowed, row->expected) == 0);
    ROW(NULL);
}

#define ROW_OF(message, expected, flags)                                                           \
    {                                                                                              \
        message, u##message, expected, flags                                                       \
    }

TEST(format_message, replaces_inserts)
{
    FACT("T38");
    static const struct insert_row rows[] = {
        ROW_OF("%1", "one", 0),
        ROW_OF("%2 before %1", "two before one", 0),
        ROW_OF("%1%1%2", "oneonetwo", 0),
        ROW_OF("[%3!d!][%3!5d!][%3!-5u!][%3!04X!]", "[42][   42][42   ][002A]", 0),
        ROW_OF("%1!s! %2!6s!", "one    two", 0),
        ROW_OF("none", "none", 0),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        must_format(&rows[i]);
}

TEST(format_message, knows_what_follows_a_percent_sign)
{
    FACT("T39");
    static const struct insert_row rows[] = {
        ROW_OF("100%%", "100%", 0),
        ROW_OF("one%ntwo", "one\r\ntwo", 0),
        ROW_OF("ended%0 and more", "ended", 0),
        ROW_OF("hello%! %.", "hello! .", 0),
        ROW_OF("a% b%tc", "a b\tc", 0),
        ROW_OF("a%rb", "a\rb", 0),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        must_format(&rows[i]);
}

TEST(format_message, passes_inserts_through_when_told_so)
{
    FACT("T40");
    static const struct insert_row rows[] = {
        ROW_OF("%1 and %2!d!", "%1 and %2!d!", FORMAT_MESSAGE_IGNORE_INSERTS),
    };
    must_format(&rows[0]);
}

TEST(format_message, ignores_line_ends_when_told_so)
{
    FACT("T41");
    static const struct insert_row rows[] = {
        ROW_OF("one\r\ntwo%nthree", "one two\r\nthree", FORMAT_MESSAGE_MAX_WIDTH_MASK),
        ROW_OF("one\r\ntwo", "one\r\ntwo", 0),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        must_format(&rows[i]);
}

static DWORD format_list(char *text, const char *message, ...)
{
    va_list arguments;
    va_start(arguments, message);
    DWORD length =
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING, message, 0, 0, text, ROOM, &arguments);
    va_end(arguments);
    return length;
}

TEST(format_message, takes_the_arguments_of_a_list_in_any_order)
{
    FACT("T38");
    char text[ROOM];

    DWORD length = format_list(text, "%2 %1 %3!d! %2", "first", "second", 3);

    must_equal_text(text, length, "second first 3 second");
}

TEST(format_message, fails_when_told_no_kind_of_source)
{
    FACT("T42");
    char text[ROOM];

    must_fail((BOOL)FormatMessageA(0, "text", 0, 0, text, ROOM, NULL), ERROR_INVALID_PARAMETER);
    must_fail((BOOL)FormatMessageA(FORMAT_MESSAGE_IGNORE_INSERTS, "text", 0, 0, text, ROOM, NULL),
              ERROR_INVALID_PARAMETER);
}
