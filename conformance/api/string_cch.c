/* The StringCch functions know the room that they have: what does not fit is cut, terminated, and
 * said. */
#include "support.h"

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
