/* The string functions that programs are bound to, in both character widths: what the program
 * self-strings checks of them, part by part, is what Microsoft documents. */
#include "fixture.h"
#include "memory_misdeed.h"

static void must_pass(const char *const *parts)
{
    fixture_all_must_pass("self-strings", parts);
    fixture_all_must_pass("self-strings-w", parts);
}

struct refusal {
    const char *part;
    const char *words;
};

static void must_crash(const struct refusal *rows, size_t count)
{
    struct program program = machine_load("self-strings");
    for (size_t i = 0; i < count; i++)
        fixture_must_crash(&program, &(struct fixture){ .part = rows[i].part }, rows[i].words);
    program_close(&program);
}

TEST_OUTSIDE(crt_strings, compare_and_change_ascii_without_regard_to_case)
{
    must_pass((const char *[]){ "narrow_case", "narrow_case_change", "wide_case", NULL });
}

TEST_OUTSIDE(crt_strings, bounded_copies_terminate_and_truncate_when_told_so)
{
    must_pass((const char *[]){ "narrow_bounded", "narrow_truncate", "wide_bounded",
                                "memory_bounded", "error_texts", NULL });
}

TEST_OUTSIDE(crt_strings, bounded_copies_end_the_program_when_it_does_not_fit)
{
    static const struct refusal rows[] = {
        { "strcpy_s_too_long", "a string that does not fit" },
        { "strncpy_s_too_long", "a string that does not fit" },
        { "strcat_s_too_long", "a string that does not fit" },
        { "strcat_s_unterminated", "a string that does not fit" },
        { "strcpy_s_no_buffer", "no buffer" },
        { "strcpy_s_no_string", "no string" },
        { "memcpy_s_too_long", "memcpy_s: the bytes do not fit" },
        { "wcscpy_s_too_long", "a string that does not fit" },
        { "wcscat_s_too_long", "a string that does not fit" },
        { "wcscpy_s_no_buffer", "no buffer" },
        { "wcscpy_s_no_string", "no string" },
        { "itoa_odd_base", "_itoa: the base" },
    };
    must_crash(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt_strings, bounded_lengths_stop_at_their_bound)
{
    must_pass((const char *[]){ "bounded_lengths", NULL });
}

TEST_OUTSIDE(crt_strings, duplicates_are_blocks_of_the_heap)
{
    must_pass((const char *[]){ "copies_on_the_heap", NULL });
}

TEST_OUTSIDE(crt_strings, wide_functions_count_in_16_bit_units)
{
    must_pass((const char *[]){ "wide_memory", "wide_copies", "wide_comparisons", "wide_searches",
                                NULL });
}

TEST_OUTSIDE(crt_strings, tokens_are_cut_off_one_by_one)
{
    must_pass((const char *[]){ "tokens", "wide_tokens", NULL });
}

TEST_OUTSIDE(crt_strings, numbers_are_read_with_a_long_of_32_bits)
{
    must_pass((const char *[]){ "long_numbers", "unsigned_long_numbers", "short_numbers", NULL });
}

TEST_OUTSIDE(crt_strings, numbers_of_64_bits_are_read_whole)
{
    must_pass((const char *[]){ "numbers_of_64_bits", NULL });
}

TEST_OUTSIDE(crt_strings, zeros_before_a_number_may_be_many)
{
    must_pass((const char *[]){ "numbers_with_many_zeros", NULL });
}

TEST_OUTSIDE(crt_strings, itoa_shows_a_sign_in_base_10_only)
{
    must_pass((const char *[]){ "numbers_written", NULL });
}

TEST_OUTSIDE(crt_strings, kinds_of_wide_characters_are_those_of_unicode)
{
    must_pass((const char *[]){ "kinds", "kind_changes", NULL });
}

TEST_OUTSIDE(crt_strings, formatting_cuts_and_terminates_each_function_in_its_way)
{
    must_pass((const char *[]){ "narrow_fits", "wide_fits", "counted", "unbounded", NULL });
}

TEST_OUTSIDE(crt_strings, formatting_by_argument_lists_does_the_same)
{
    must_pass((const char *[]){ "lists", NULL });
}

TEST_OUTSIDE(crt_strings, safe_formatting_ends_the_program_when_it_does_not_fit)
{
    static const struct refusal rows[] = {
        { "sprintf_s_too_long", "the text does not fit" },
        { "sprintf_s_no_buffer", "there is no buffer" },
        { "snprintf_s_too_long", "the text does not fit" },
        { "snprintf_s_no_buffer", "there is no buffer" },
        { "swprintf_s_too_long", "the text does not fit" },
        { "swprintf_s_no_buffer", "there is no buffer" },
        { "snwprintf_s_too_long", "the text does not fit" },
        { "snwprintf_s_no_buffer", "there is no buffer" },
    };
    must_crash(rows, COUNT_OF(rows));
}

TEST_OUTSIDE(crt_strings, neutral_names_mean_the_width_of_the_build)
{
    must_pass((const char *[]){ "neutral", NULL });
}

TEST_OUTSIDE(crt_strings, sscanf_and_its_kin_read_what_microsofts_do)
{
    fixture_all_must_pass("self-scans", (const char *[]){ "numbers", "floats", "texts", "ends",
                                                          "rooms", "wide", NULL });
}

TEST_OUTSIDE(crt_strings, sscanf_ends_the_program_at_a_format_that_is_none)
{
    memory_misdeed_must_crash("self-scans", "open_set", "has no closing bracket");
    memory_misdeed_must_crash("self-scans", "unknown_directive", "does not know");
}

TEST_OUTSIDE(crt_strings, sscanf_refuses_a_number_of_which_it_cannot_know_how_long_it_is)
{
    memory_misdeed_must_end("self-scans", "long_numbers", OUTCOME_UNSUPPORTED,
                            "a long has 64 bits here");
}
