/* MultiByteToWideChar and WideCharToMultiByte: how the ANSI and the UNICODE half of a program meet.
 * The sizes they take and return count the terminator exactly when the length was given as -1. */
#include "support.h"

enum { ROOM = 32 };

/* An e with an acute accent, a euro sign, and a smiling face, which needs two units in UTF-16. */
static const char narrow_text[] = "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
static const WCHAR wide_text[] = u"\u00E9\u20AC\U0001F600";

enum { NARROW_SIZE = sizeof(narrow_text), WIDE_COUNT = sizeof(wide_text) / sizeof(WCHAR) };

TEST(multi_byte_to_wide_char, converts_utf_8)
{
    FACT("T1", "T3");
    WCHAR wide[ROOM];

    must_equal(MultiByteToWideChar(CP_UTF8, 0, narrow_text, -1, wide, ROOM), WIDE_COUNT);

    must_hold(memcmp(wide, wide_text, sizeof(wide_text)) == 0);
}

TEST(wide_char_to_multi_byte, converts_to_utf_8)
{
    FACT("T1", "T3");
    char narrow[ROOM];

    must_equal(WideCharToMultiByte(CP_UTF8, 0, wide_text, -1, narrow, ROOM, NULL, NULL),
               NARROW_SIZE);

    must_hold(memcmp(narrow, narrow_text, sizeof(narrow_text)) == 0);
}

TEST(text_conversion, tells_the_size_that_it_needs)
{
    FACT("T2");

    must_equal(MultiByteToWideChar(CP_UTF8, 0, narrow_text, -1, NULL, 0), WIDE_COUNT);
    must_equal(MultiByteToWideChar(CP_UTF8, 0, narrow_text, NARROW_SIZE - 1, NULL, 0),
               WIDE_COUNT - 1);
    must_equal(WideCharToMultiByte(CP_UTF8, 0, wide_text, -1, NULL, 0, NULL, NULL), NARROW_SIZE);
    must_equal(WideCharToMultiByte(CP_UTF8, 0, wide_text, WIDE_COUNT - 1, NULL, 0, NULL, NULL),
               NARROW_SIZE - 1);
}

TEST(text_conversion, adds_no_terminator_to_a_text_of_given_length)
{
    FACT("T3");
    WCHAR wide[ROOM] = { '?', '?', '?' };
    char narrow[ROOM] = "???";

    must_equal(MultiByteToWideChar(CP_UTF8, 0, "hello", 2, wide, ROOM), 2);
    must_equal(WideCharToMultiByte(CP_UTF8, 0, u"hello", 2, narrow, ROOM, NULL, NULL), 2);

    must_hold(wide[1] == 'e' && wide[2] == '?');
    must_hold(narrow[1] == 'e' && narrow[2] == '?');
}

TEST(text_conversion, fails_when_the_room_is_too_small)
{
    FACT("T4");
    WCHAR wide[ROOM];
    char narrow[ROOM];

    must_fail(MultiByteToWideChar(CP_UTF8, 0, "hello", -1, wide, 5), ERROR_INSUFFICIENT_BUFFER);
    must_fail(WideCharToMultiByte(CP_UTF8, 0, u"hello", -1, narrow, 5, NULL, NULL),
              ERROR_INSUFFICIENT_BUFFER);
    must_fail(WideCharToMultiByte(CP_UTF8, 0, wide_text, -1, narrow, 1, NULL, NULL),
              ERROR_INSUFFICIENT_BUFFER);
}

struct ill_formed {
    const char *name;
    const char *text;
};

static const struct ill_formed ill_formed_texts[] = {
    { "a byte that never occurs", "a\xFFz" },
    { "a continuation without a start", "a\x80z" },
    { "a sequence cut short by the end", "a\xE2\x82" },
    { "a sequence cut short by a letter", "a\xC3z" },
    { "an overlong form of a slash", "a\xC0\xAFz" },
    { "half a surrogate pair", "a\xED\xA0\x80z" },
    { "beyond the last code point", "a\xF4\x90\x80\x80z" },
};

TEST(multi_byte_to_wide_char, refuses_ill_formed_utf_8_when_told_so)
{
    FACT("T5");
    WCHAR wide[ROOM];

    for (unsigned i = 0; i < COUNT_OF(ill_formed_texts); i++) {
        ROW(ill_formed_texts[i].name);
        must_fail(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, ill_formed_texts[i].text, -1,
                                      wide, ROOM),
                  ERROR_NO_UNICODE_TRANSLATION);
    }
    ROW(NULL);
}

TEST(multi_byte_to_wide_char, replaces_what_is_ill_formed_otherwise)
{
    FACT("T6");
    WCHAR wide[ROOM];

    must_equal(MultiByteToWideChar(CP_UTF8, 0, "a\xFFz", -1, wide, ROOM), 4);

    must_hold(memcmp(wide, u"a\uFFFDz", 4 * sizeof(WCHAR)) == 0);
}

TEST(wide_char_to_multi_byte, refuses_half_a_surrogate_pair_when_told_so)
{
    FACT("T7");
    static const WCHAR lone_high[] = { 'a', 0xD83D, 'z', 0 };
    static const WCHAR lone_low[] = { 'a', 0xDE00, 'z', 0 };
    char narrow[ROOM];

    must_fail(
        WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone_high, -1, narrow, ROOM, NULL, NULL),
        ERROR_NO_UNICODE_TRANSLATION);
    must_fail(
        WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone_low, -1, narrow, ROOM, NULL, NULL),
        ERROR_NO_UNICODE_TRANSLATION);
}

TEST(text_conversion, fails_for_a_length_of_0)
{
    FACT("T8");
    WCHAR wide[ROOM];
    char narrow[ROOM];

    must_fail(MultiByteToWideChar(CP_UTF8, 0, "hello", 0, wide, ROOM), ERROR_INVALID_PARAMETER);
    must_fail(WideCharToMultiByte(CP_UTF8, 0, u"hello", 0, narrow, ROOM, NULL, NULL),
              ERROR_INVALID_PARAMETER);
}

TEST(wide_char_to_multi_byte, has_no_default_character_for_utf_8)
{
    WINE_DEVIATES("accepts a default character");
    FACT("T9");
    char narrow[ROOM];
    BOOL used = FALSE;

    must_fail(WideCharToMultiByte(CP_UTF8, 0, u"hello", -1, narrow, ROOM, "?", NULL),
              ERROR_INVALID_PARAMETER);
    must_fail(WideCharToMultiByte(CP_UTF8, 0, u"hello", -1, narrow, ROOM, NULL, &used),
              ERROR_INVALID_PARAMETER);
}

TEST(text_conversion, carries_ascii_through_the_ansi_code_page)
{
    FACT("T10");
    WCHAR wide[ROOM];
    char narrow[ROOM];

    must_equal(MultiByteToWideChar(CP_ACP, 0, "Hello, 1~", -1, wide, ROOM), 10);
    must_hold(memcmp(wide, u"Hello, 1~", 10 * sizeof(WCHAR)) == 0);
    must_equal(WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, ROOM, NULL, NULL), 10);
    must_equal_text(narrow, 9, "Hello, 1~");
}
