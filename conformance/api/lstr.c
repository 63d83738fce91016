/* The lstr functions: their callers must know the room. Only lstrcpyn is told it, and cuts in
 * silence. */
#include "support.h"

enum { ROOM = 6 };    // for "hello" and its terminator

TEST(lstr, lstrlen_counts_without_the_terminator)
{
    FACT("T20");

    must_equal(lstrlenA("hello"), 5);
    must_equal(lstrlenW(u"hello"), 5);
    must_equal(lstrlenA(""), 0);
}

TEST(lstr, lstrlen_is_0_for_a_null_string)
{
    FACT("T20");

    must_equal(lstrlenA(NULL), 0);
    must_equal(lstrlenW(NULL), 0);
}

TEST(lstr, lstrcpy_returns_the_terminated_destination)
{
    FACT("T21");
    char place[ROOM] = "?????";
    WCHAR wide[ROOM] = u"?????";

    must_hold(lstrcpyA(place, "hey") == place);
    must_hold(lstrcpyW(wide, u"hey") == wide);

    must_hold(strcmp(place, "hey") == 0);
    must_equal(lstrlenW(wide), 3);
    must_hold(memcmp(wide, u"hey", 4 * sizeof(WCHAR)) == 0);
}

TEST(lstr, lstrcat_returns_the_terminated_destination)
{
    FACT("T21");
    char place[ROOM] = "he";
    WCHAR wide[ROOM] = u"he";

    must_hold(lstrcatA(place, "llo") == place);
    must_hold(lstrcatW(wide, u"llo") == wide);

    must_hold(strcmp(place, "hello") == 0);
    must_hold(memcmp(wide, u"hello", sizeof(wide)) == 0);
}

TEST(lstr, lstrcpyn_keeps_room_for_the_terminator)
{
    FACT("T22");
    char place[ROOM] = "?????";
    WCHAR wide[ROOM] = u"?????";

    must_hold(lstrcpynA(place, "hello", 3) == place);
    must_hold(lstrcpynW(wide, u"hello", 3) == wide);

    must_hold(strcmp(place, "he") == 0);
    must_hold(memcmp(wide, u"he", 3 * sizeof(WCHAR)) == 0);
}

TEST(lstr, lstrcmp_minds_the_letter_case)
{
    FACT("T23");

    must_equal(lstrcmpA("hello", "hello"), 0);
    must_not_equal(lstrcmpA("hello", "Hello"), 0);
    must_hold(lstrcmpA("abc", "abd") < 0);
    must_equal(lstrcmpW(u"hello", u"hello"), 0);
    must_not_equal(lstrcmpW(u"hello", u"Hello"), 0);
}

TEST(lstr, lstrcmpi_does_not_mind_the_letter_case)
{
    FACT("T23");

    must_equal(lstrcmpiA("hello", "HELLO"), 0);
    must_equal(lstrcmpiW(u"hello", u"HELLO"), 0);
    must_hold(lstrcmpiA("abc", "ABD") < 0);
}
