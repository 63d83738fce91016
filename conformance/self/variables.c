/* Whoever leaves the variable that he reads or writes ends the run at once, with a sentence that
 * names it. */
#include "machine.h"
#include "memory_misdeed.h"

TEST_OUTSIDE(variables, a_call_that_leaves_a_variable_ends_the_run_and_names_it)
{
    static const struct memory_misdeed rows[] = {
        { "print-a-full-array", " bytes of text, which has 64\n" },
        { "print-a-full-array", "calls printf, which reads " },
        { "print-a-full-array", "\n    print_a_full_array, variables.c:" },
        { "measure-what-was-never-written", " bytes of text, which has 40\n" },
        { "measure-a-full-wide-array", " bytes of text, which has 64\n" },
        { "copy-from-the-middle",
          "the program reads 60 bytes from byte 10 of from, which has 64\n" },
        { "print-a-full-global", " bytes of global_text, which has 16\n" },
        { "copy-a-short-text-too-far", "the program writes 4 bytes of two, which has 2\n" },
        { "read-a-byte-too-much", "the program writes 4 bytes of three, which has 3\n" },
        { "fill-a-static-too-far", "the program writes 25 bytes of own, which has 24\n" },
        { "print-a-full-member", "the program reads 35 bytes of session.request, which has 24\n" },
        { "have-an-array-filled-too-far", "the program writes 70 bytes of text, which has 64\n" },
        { "read-too-much", "the program writes 5000 bytes of text, which has 64\n" },
        { "peek-too-much", "calls PeekNamedPipe, which writes 5000 bytes\n    peek_too_much, " },
        { "have-an-array-filled-too-far", "\n    fill_the_caller_s, variables.c:" },
    };
    memory_misdeeds_must_be_told("self-variables", rows, COUNT_OF(rows));
}

TEST_OUTSIDE(variables, an_element_that_an_array_has_not_ends_the_run_and_is_told)
{
    static const struct memory_misdeed rows[] = {
        { "take-beyond-a-global", "the program takes element 16 of 'char" },
        { "take-beyond-a-global", " is here\n    take_beyond_a_global, variables.c:" },
        { "take-beyond-a-member", "takes element 24 of 'char" },
        { "take-before-a-table", "takes element -1 of 'int" },
    };
    memory_misdeeds_must_be_told("self-variables", rows, COUNT_OF(rows));
}

/* For which the compiler has to put guards on the stack. */
#if defined(__x86_64__) && !defined(__clang__)
TEST_OUTSIDE(variables, a_byte_that_is_written_close_beyond_an_array_ends_the_run_and_names_it)
{
    static const struct memory_misdeed rows[] = {
        { "end-a-text-that-is-full", "the program writes 1 byte beyond text, which has 64\n" },
        { "end-a-text-that-is-full", "\n    end_a_text_that_is_full, variables.c:" },
        { "end-a-wide-text-that-is-full", "writes 2 bytes beyond text, which has 40\n" },
        { "end-a-wider-text-that-is-full", "writes 2 bytes beyond text, which has 64\n" },
    };
    memory_misdeeds_must_be_told("self-variables", rows, COUNT_OF(rows));
}

TEST_OUTSIDE(variables, a_write_that_nobody_told_of_ends_the_run_when_the_function_returns)
{
    static const struct memory_misdeed rows[] = {
        { "write-too-far-unseen",
          "the program wrote beyond the variables of write_too_far_unseen\n" },
        { "write-too-far-unseen", " returns from it\n    write_too_far_unseen, variables.c:" },
    };
    memory_misdeeds_must_be_told("self-variables", rows, COUNT_OF(rows));
}

/* It may be there in one run and not in the next. */
TEST_OUTSIDE(variables, a_guard_that_another_function_left_behind_tells_of_nothing)
{
    SKIP_IF_SANITIZED();
    memory_misdeed_must_be_none("self-variables", "read-between-two-arrays");
}
#endif

TEST_OUTSIDE(variables, whoever_uses_all_of_his_variables_and_no_more_ends_well)
{
    memory_misdeed_must_be_none("self-variables", "stay-within");
}

TEST_OUTSIDE(variables, a_compound_literal_is_no_part_of_the_array_beside_it)
{
    memory_misdeed_must_be_none("self-variables", "read-a-literal-beside-an-array");
}

TEST_OUTSIDE(variables, a_compound_literal_is_none_of_the_variables_that_are_declared_later)
{
    memory_misdeed_must_be_none("self-variables", "send-a-literal-before-an-array");
}

TEST_OUTSIDE(variables, an_array_behind_a_member_of_bits_is_no_part_of_it)
{
    memory_misdeed_must_be_none("self-variables", "fill-what-follows-bits");
}

TEST_OUTSIDE(variables, a_range_that_begins_at_a_number_may_go_on_to_the_end_of_its_struct)
{
    memory_misdeed_must_be_none("self-variables", "begin-at-a-number");
}

TEST_OUTSIDE(variables, a_static_struct_is_as_long_as_its_last_array_was_made)
{
    memory_misdeed_must_be_none("self-variables", "use-what-follows-a-struct");
}

TEST_OUTSIDE(variables, whoever_says_that_he_has_more_room_than_he_needs_ends_well)
{
    memory_misdeed_must_be_none("self-variables", "read-what-fits");
}
