/* The StringCch functions know the room that they have: what does not fit is cut, terminated, and
 * said. */
#include "support.h"

#include <stdarg.h>
#include <strsafe.h>

enum { ROOM = 6 };    // for "hello" and its terminator

TEST(string_cch, succeeds_when_the_result_just_fits)
{
    FACT("T16");
    char copied[ROOM];
    char joined[ROOM] = "he";
    char printed[ROOM];

    must_equal(StringCchCopyA(copied, ROOM, "hello"), S_OK);
    must_equal(StringCchCatA(joined, ROOM, "llo"), S_OK);
    must_equal(StringCchPrintfA(printed, ROOM, "%s%d", "hell", 0), S_OK);

    must_equal_text(copied, ROOM - 1, "hello");
    must_equal_text(joined, ROOM - 1, "hello");
    must_equal_text(printed, ROOM - 1, "hell0");
    must_hold(copied[5] == '\0' && joined[5] == '\0' && printed[5] == '\0');
}

TEST(string_cch, succeeds_when_the_wide_result_just_fits)
{
    FACT("T16");
    WCHAR copied[ROOM];
    WCHAR joined[ROOM] = u"he";

    must_equal(StringCchCopyW(copied, ROOM, u"hello"), S_OK);
    must_equal(StringCchCatW(joined, ROOM, u"llo"), S_OK);

    must_hold(memcmp(copied, u"hello", sizeof(copied)) == 0);
    must_hold(memcmp(joined, u"hello", sizeof(joined)) == 0);
}

TEST(string_cch, cuts_a_copy_that_does_not_fit_and_says_so)
{
    FACT("T17");
    char copied[ROOM];
    WCHAR wide[ROOM];

    must_equal(StringCchCopyA(copied, ROOM, "hello!"), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_equal(StringCchCopyW(wide, ROOM, u"hello!"), STRSAFE_E_INSUFFICIENT_BUFFER);

    must_hold(strcmp(copied, "hello") == 0);
    must_hold(memcmp(wide, u"hello", sizeof(wide)) == 0);
}

TEST(string_cch, cuts_a_join_that_does_not_fit_and_says_so)
{
    FACT("T17");
    char joined[ROOM] = "hel";
    WCHAR wide[ROOM] = u"hel";

    must_equal(StringCchCatA(joined, ROOM, "lo!"), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_equal(StringCchCatW(wide, ROOM, u"lo!"), STRSAFE_E_INSUFFICIENT_BUFFER);

    must_hold(strcmp(joined, "hello") == 0);
    must_hold(memcmp(wide, u"hello", sizeof(wide)) == 0);
}

TEST(string_cch, cuts_a_print_that_does_not_fit_and_says_so)
{
    FACT("T17");
    char printed[ROOM];

    must_equal(StringCchPrintfA(printed, ROOM, "%s, %d", "hello", 1),
               STRSAFE_E_INSUFFICIENT_BUFFER);

    must_hold(strcmp(printed, "hello") == 0);
}

TEST(string_cch, refuses_a_destination_of_no_characters)
{
    FACT("T18");
    char place[] = "?";

    must_equal(StringCchCopyA(place, 0, "hello"), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchCatA(place, 0, "hello"), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchPrintfA(place, 0, "%d", 1), STRSAFE_E_INVALID_PARAMETER);

    must_hold(strcmp(place, "?") == 0);
}

TEST(string_cch, counts_up_to_the_terminator)
{
    FACT("T19");
    size_t length = 0;

    must_equal(StringCchLengthA("hello", ROOM, &length), S_OK);
    must_equal(length, 5);
    must_equal(StringCchLengthW(u"hi", ROOM, &length), S_OK);
    must_equal(length, 2);
}

TEST(string_cch, refuses_a_text_without_a_terminator_in_reach)
{
    FACT("T19");
    size_t length = 0;

    must_equal(StringCchLengthA("hello", 5, &length), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchLengthW(u"hello", 5, &length), STRSAFE_E_INVALID_PARAMETER);
}

TEST(string_cch, takes_no_more_of_the_source_than_told)
{
    FACT("T29");
    char copied[ROOM], joined[ROOM] = "he";
    WCHAR wide_copied[ROOM], wide_joined[ROOM] = u"he";

    must_equal(StringCchCopyNA(copied, ROOM, "hello!", 5), S_OK);
    must_equal(StringCchCatNA(joined, ROOM, "llo!", 3), S_OK);
    must_equal(StringCchCopyNW(wide_copied, ROOM, u"hello!", 5), S_OK);
    must_equal(StringCchCatNW(wide_joined, ROOM, u"llo!", 3), S_OK);

    must_hold(strcmp(copied, "hello") == 0 && strcmp(joined, "hello") == 0);
    must_hold(memcmp(wide_copied, u"hello", sizeof(wide_copied)) == 0);
    must_hold(memcmp(wide_joined, u"hello", sizeof(wide_joined)) == 0);
}

TEST(string_cch, cuts_a_part_that_does_not_fit_and_says_so)
{
    FACT("T17", "T29");
    char copied[ROOM], joined[ROOM] = "he";

    must_equal(StringCchCopyNA(copied, ROOM, "hello!", 6), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_equal(StringCchCatNA(joined, ROOM, "llo!", 4), STRSAFE_E_INSUFFICIENT_BUFFER);

    must_hold(strcmp(copied, "hello") == 0 && strcmp(joined, "hello") == 0);
}

TEST(string_cch, prints_wide_text_that_just_fits_and_cuts_what_does_not)
{
    FACT("T16", "T17");
    WCHAR fits[ROOM], cut[ROOM];

    must_equal(StringCchPrintfW(fits, ROOM, u"%d-%d", 12, 34), S_OK);
    must_equal(StringCchPrintfW(cut, ROOM, u"%d-%d", 12, 345), STRSAFE_E_INSUFFICIENT_BUFFER);

    must_hold(memcmp(fits, u"12-34", sizeof(fits)) == 0);
    must_hold(memcmp(cut, u"12-34", sizeof(cut)) == 0);
}

/* More characters than any string may have: nothing of the sort is there, and nothing is read. */
TEST(string_cch, refuses_a_size_beyond_all_strings)
{
    FACT("T31");
    const size_t too_many = (size_t)STRSAFE_MAX_CCH + 1;
    char text[ROOM] = "he";
    WCHAR wide[ROOM] = u"he";
    size_t length = 99;

    must_equal(StringCchCopyA(text, too_many, "x"), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchCatA(text, too_many, "x"), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchCatW(wide, too_many, u"x"), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchCopyNA(text, ROOM, "x", too_many), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchPrintfA(text, too_many, "%d", 1), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCchLengthA(text, too_many, &length), STRSAFE_E_INVALID_PARAMETER);
}

TEST(string_cch, refuses_to_join_to_a_text_without_a_terminator)
{
    FACT("T18");
    char full[2] = { 'a', 'b' };

    must_equal(StringCchCatA(full, 2, "c"), STRSAFE_E_INVALID_PARAMETER);

    must_hold(full[0] == 'a' && full[1] == 'b');
}

TEST(string_cch, has_no_length_for_a_null_string)
{
    FACT("T32");
    size_t length = 99;

    must_equal(StringCchLengthA(NULL, ROOM, &length), STRSAFE_E_INVALID_PARAMETER);
    must_equal(length, 0);
    must_equal(StringCchLengthW(NULL, ROOM, NULL), STRSAFE_E_INVALID_PARAMETER);
}

/* --- Counted in bytes ------------------------------------------------------------------------- */

TEST(string_cb, counts_the_room_in_bytes)
{
    FACT("T28");
    char copied[ROOM], joined[ROOM] = "he", printed[ROOM];
    WCHAR wide_copied[ROOM], wide_joined[ROOM] = u"he", wide_printed[ROOM];

    must_equal(StringCbCopyA(copied, sizeof(copied), "hello"), S_OK);
    must_equal(StringCbCatA(joined, sizeof(joined), "llo"), S_OK);
    must_equal(StringCbPrintfA(printed, sizeof(printed), "%d", 12345), S_OK);
    must_equal(StringCbCopyW(wide_copied, sizeof(wide_copied), u"hello"), S_OK);
    must_equal(StringCbCatW(wide_joined, sizeof(wide_joined), u"llo"), S_OK);
    must_equal(StringCbPrintfW(wide_printed, sizeof(wide_printed), u"%d", 12345), S_OK);

    must_hold(strcmp(copied, "hello") == 0 && strcmp(joined, "hello") == 0);
    must_hold(strcmp(printed, "12345") == 0);
    must_hold(memcmp(wide_copied, u"hello", sizeof(wide_copied)) == 0);
    must_hold(memcmp(wide_joined, u"hello", sizeof(wide_joined)) == 0);
    must_hold(memcmp(wide_printed, u"12345", sizeof(wide_printed)) == 0);
}

/* An odd byte at the end of the room holds no wide character. */
TEST(string_cb, cuts_what_does_not_fit_its_bytes)
{
    FACT("T28", "T17");
    char text[ROOM];
    WCHAR wide[ROOM];

    must_equal(StringCbCopyA(text, 3, "abc"), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_hold(strcmp(text, "ab") == 0);
    must_equal(StringCbCopyW(wide, 7, u"abc"), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_hold(memcmp(wide, u"ab", 3 * sizeof(WCHAR)) == 0);
    must_equal(StringCbPrintfW(wide, 4, u"%d", 56), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_hold(memcmp(wide, u"5", 2 * sizeof(WCHAR)) == 0);
    must_equal(StringCbCopyW(wide, 1, u"a"), STRSAFE_E_INVALID_PARAMETER);
}

TEST(string_cb, takes_no_more_bytes_of_the_source_than_told)
{
    FACT("T28", "T29");
    char copied[ROOM], joined[ROOM] = "he";
    WCHAR wide_copied[ROOM], wide_joined[ROOM] = u"he";

    must_equal(StringCbCopyNA(copied, sizeof(copied), "hello!", 5), S_OK);
    must_equal(StringCbCatNA(joined, sizeof(joined), "llo!", 3), S_OK);
    must_equal(StringCbCopyNW(wide_copied, sizeof(wide_copied), u"hello!", 10), S_OK);
    must_equal(StringCbCatNW(wide_joined, sizeof(wide_joined), u"llo!", 6), S_OK);

    must_hold(strcmp(copied, "hello") == 0 && strcmp(joined, "hello") == 0);
    must_hold(memcmp(wide_copied, u"hello", sizeof(wide_copied)) == 0);
    must_hold(memcmp(wide_joined, u"hello", sizeof(wide_joined)) == 0);
}

TEST(string_cb, counts_the_length_in_bytes)
{
    FACT("T28");
    size_t length = 0;

    must_equal(StringCbLengthA("hello", ROOM, &length), S_OK);
    must_equal(length, 5);
    must_equal(StringCbLengthW(u"hi", ROOM, &length), S_OK);
    must_equal(length, 4);
    must_equal(StringCbLengthW(u"hi!", ROOM, &length), STRSAFE_E_INVALID_PARAMETER);
    must_equal(StringCbLengthW(u"hi", ROOM, NULL), S_OK);
    must_equal(StringCbLengthA("hi", ROOM, NULL), S_OK);
}

static HRESULT print_list(char *text, WCHAR *wide, bool bytes, size_t room, ...)
{
    va_list arguments;
    HRESULT result;
    va_start(arguments, room);
    if (bytes)
        result = text != NULL ? StringCbVPrintfA(text, room, "%d", arguments)
                              : StringCbVPrintfW(wide, room, u"%d", arguments);
    else
        result = text != NULL ? StringCchVPrintfA(text, room, "%d", arguments)
                              : StringCchVPrintfW(wide, room, u"%d", arguments);
    va_end(arguments);
    return result;
}

TEST(string_cch, prints_the_arguments_of_a_list)
{
    FACT("T30");
    char text[ROOM];
    WCHAR wide[ROOM];

    must_equal(print_list(text, NULL, false, 4, 123), S_OK);
    must_hold(strcmp(text, "123") == 0);
    must_equal(print_list(text, NULL, true, 3, 456), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_hold(strcmp(text, "45") == 0);
    must_equal(print_list(NULL, wide, false, 4, 123), S_OK);
    must_hold(memcmp(wide, u"123", 4 * sizeof(WCHAR)) == 0);
    must_equal(print_list(NULL, wide, true, 6, 456), STRSAFE_E_INSUFFICIENT_BUFFER);
    must_hold(memcmp(wide, u"45", 3 * sizeof(WCHAR)) == 0);
}
