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

/* --- Order ------------------------------------------------------------------------------------ */

TEST(lstr, lstrcmp_sorts_as_a_dictionary_does)
{
    FACT("T33");
    static const struct {
        const char *before, *after;
        const WCHAR *wide_before, *wide_after;
    } rows[] = {
        { "a", "A", u"a", u"A" },    // the small letter first
        { "A", "b", u"A", u"b" },    // but after all letters before it
        { "ab", "Ab", u"ab", u"Ab" },
        { "Ab", "ac", u"Ab", u"ac" },    // the case decides only when nothing else differs
        { "", "a", u"", u"a" },
        { "pipe", "pipes", u"pipe", u"pipes" },
        { "1", "a", u"1", u"a" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ROW(rows[i].after);
        must_hold(lstrcmpA(rows[i].before, rows[i].after) < 0);
        must_hold(lstrcmpA(rows[i].after, rows[i].before) > 0);
        must_hold(lstrcmpW(rows[i].wide_before, rows[i].wide_after) < 0);
        must_hold(lstrcmpW(rows[i].wide_after, rows[i].wide_before) > 0);
    }
    ROW(NULL);
}

/* --- Null strings ----------------------------------------------------------------------------- */

TEST(lstr, copies_of_null_strings_are_null)
{
    FACT("T34");
    char place[ROOM] = "as it";
    WCHAR wide[ROOM] = u"as it";

    must_hold(lstrcpyA(place, NULL) == NULL && lstrcpyA(NULL, "x") == NULL);
    must_hold(lstrcpyW(wide, NULL) == NULL && lstrcpyW(NULL, u"x") == NULL);
    must_hold(lstrcatA(place, NULL) == NULL && lstrcatA(NULL, "x") == NULL);
    must_hold(lstrcatW(wide, NULL) == NULL && lstrcatW(NULL, u"x") == NULL);
    must_hold(lstrcpynA(NULL, "x", 2) == NULL && lstrcpynW(NULL, u"x", 2) == NULL);

    must_hold(strcmp(place, "as it") == 0);
    must_hold(memcmp(wide, u"as it", sizeof(wide)) == 0);
}

TEST(lstr, lstrcmp_sorts_a_null_string_first)
{
    FACT("T35");

    must_hold(lstrcmpA(NULL, "") < 0 && lstrcmpA("", NULL) > 0 && lstrcmpA(NULL, NULL) == 0);
    must_hold(lstrcmpiA(NULL, "a") < 0 && lstrcmpiA("a", NULL) > 0);
    must_hold(lstrcmpW(NULL, u"") < 0 && lstrcmpW(u"", NULL) > 0 && lstrcmpW(NULL, NULL) == 0);
    must_hold(lstrcmpiW(NULL, u"a") < 0 && lstrcmpiW(u"a", NULL) > 0);
}

/* --- wsprintf --------------------------------------------------------------------------------- */

TEST(wsprintf, returns_the_length_of_what_it_wrote)
{
    FACT("T36");
    char text[64];
    WCHAR wide[64];

    must_equal(wsprintfA(text, "%s %d %lu %04X", "pipe", -7, (DWORD)8, 0xAB), 14);
    must_hold(strcmp(text, "pipe -7 8 00AB") == 0);
    must_equal(wsprintfW(wide, u"%s %d", u"pipe", -7), 7);
    must_hold(memcmp(wide, u"pipe -7", 8 * sizeof(WCHAR)) == 0);
    must_equal(wsprintfA(text, "%S", u"wide"), 4);
    must_hold(strcmp(text, "wide") == 0);
}

TEST(wsprintf, stops_at_1024_characters)
{
    FACT("T37");
    static char text[2048], argument[2001];
    static WCHAR wide[2048];
    memset(text, '?', sizeof(text));
    memset(argument, 'a', sizeof(argument) - 1);

    int length = wsprintfA(text, "%s", argument);
    int wide_length = wsprintfW(wide, u"%S", argument);

    must_hold(length <= 1024 && wide_length <= 1024);
    must_hold(text[1022] == 'a' && text[1025] == '?');
    must_hold(wide[1022] == 'a' && wide[1025] == 0);
}
