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
