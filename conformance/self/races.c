#define _GNU_SOURCE    // open_memstream under -std=c17
/* Data races: which ones are found, what is taken for order, and how a race is told. The program
 * self-races does, part by part, what the tests are about.
 *
 * A build whose programs do not tell of their accesses has nothing to find. */
#include "fixture.h"

#include <piperig/search.h>
#include <piperig/token.h>

#include <stdio.h>
#include <stdlib.h>

#include "kernel/process.h"
#include "kernel/world.h"
#include "programs/check.h"

enum { SEEDS = 40 };

static bool can_watch(void)
{
    struct machine machine;
    machine_open(&machine);
    bool can = world_set_race_watch(machine.world, true);
    must_hold(world_set_race_watch(machine.world, false) == can);
    machine_close(&machine);
    return can;
}

/* --- What is found ---------------------------------------------------------------------------- */

static void must_end_as(const struct program *program, const struct fixture *fixture,
                        enum outcome outcome)
{
    struct fixture_end end = fixture_run(program, fixture);
    if (end.outcome != outcome)
        test_fail(__FILE__, __LINE__, "the run must end as %s, but ends as %s: %s",
                  outcome_name(outcome), outcome_name(end.outcome), end.why);
    if (outcome == OUTCOME_FINISHED) must_equal(end.code, CHECK_PASSED);
    fixture_forget(&end);
}

/* The part ends so calmly and under every schedule that is tried. */
static void must_always_end_as(const char *part, enum outcome outcome)
{
    struct program program = machine_load("self-races");
    struct fixture fixture = { .part = part, .race_watch = true };
    must_end_as(&program, &fixture, outcome);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        fixture.seed = &seed;
        must_end_as(&program, &fixture, outcome);
    }
    program_close(&program);
}

static void skip_if_blind(void)
{
    if (!can_watch()) SKIP("this build does not see what a program does with its memory");
}

static void must_race(const char *part)
{
    skip_if_blind();
    must_always_end_as(part, OUTCOME_RACED);
}

static void must_not_race(const char *part)
{
    skip_if_blind();
    must_always_end_as(part, OUTCOME_FINISHED);
}

TEST_OUTSIDE(races, find_a_counter_without_a_lock)
{
    must_race("plain_counter");
}

TEST_OUTSIDE(races, find_none_where_a_critical_section_is_held)
{
    must_not_race("counter_in_section");
}

TEST_OUTSIDE(races, find_what_is_done_after_a_critical_section)
{
    must_race("counter_after_section");
}

TEST_OUTSIDE(races, find_none_where_a_mutex_is_held_or_was_abandoned)
{
    must_not_race("counter_with_mutex");
    must_not_race("counter_with_abandoned_mutex");
}

TEST_OUTSIDE(races, find_none_where_a_slim_lock_is_held)
{
    must_not_race("counter_in_srw_lock");
}

TEST_OUTSIDE(races, find_what_is_written_under_a_lock_for_reading)
{
    must_race("counter_between_readers");
}

TEST_OUTSIDE(races, find_none_behind_what_is_done_once_a_condition_or_a_timer)
{
    must_not_race("counter_begun_once");
    must_not_race("counter_behind_a_condition");
    must_not_race("counter_of_a_timer");
}

TEST_OUTSIDE(races, find_a_timer_that_nobody_waits_for)
{
    must_race("counter_beside_a_timer");
}

TEST_OUTSIDE(races, find_none_between_interlocked_accesses)
{
    must_not_race("counter_interlocked");
    must_not_race("counters_interlocked");
}

TEST_OUTSIDE(races, find_a_plain_access_among_interlocked_ones)
{
    must_race("counter_half_interlocked");
}

TEST_OUTSIDE(races, are_not_hidden_by_interlocked_variables_that_others_use)
{
    must_race("counter_beside_other_interlocked");
}

TEST_OUTSIDE(races, are_not_hidden_by_printing_allocating_and_creating)
{
    must_race("counter_between_prints");
}

TEST_OUTSIDE(races, find_none_behind_a_volatile_or_an_atomic_flag)
{
    must_not_race("flag_volatile");
    must_not_race("flag_atomic");
    must_not_race("flag_fenced");
}

TEST_OUTSIDE(races, find_what_is_done_after_a_volatile_flag_was_raised)
{
    must_race("flag_volatile_too_early");
}

TEST_OUTSIDE(races, find_a_plain_and_a_relaxed_flag)
{
    must_race("flag_plain");
    must_race("flag_relaxed");
}

TEST_OUTSIDE(races, leave_to_atomic_operations_what_they_compute)
{
    struct program program = machine_load("self-races");
    struct fixture fixture = { .part = "atomics_compute" };
    must_end_as(&program, &fixture, OUTCOME_FINISHED);
    program_close(&program);
    must_not_race("atomics_compute");
}

TEST_OUTSIDE(races, find_none_after_a_thread_was_waited_for)
{
    must_not_race("joined");
    must_not_race("asked_for_exit_code");
}

TEST_OUTSIDE(races, find_what_is_done_before_a_thread_has_ended)
{
    must_race("joined_too_late");
    must_race("join_timed_out");
}

TEST_OUTSIDE(races, find_none_after_a_wait_for_an_event_or_a_semaphore)
{
    must_not_race("event_orders");
    must_not_race("semaphore_orders");
}

TEST_OUTSIDE(races, find_what_an_event_does_not_order)
{
    must_race("event_too_early");
    must_race("event_other_way");
}

TEST_OUTSIDE(races, find_the_variable_of_a_loop_that_threads_are_given)
{
    must_race("variable_of_the_loop");
}

TEST_OUTSIDE(races, find_none_where_a_stack_or_a_block_is_used_again)
{
    must_not_race("stack_used_again");
    must_not_race("block_used_again");
}

TEST_OUTSIDE(races, find_a_block_that_is_shared_or_freed_too_early)
{
    must_race("block_shared");
    must_race("block_freed_too_early");
}

TEST_OUTSIDE(races, find_a_block_that_is_used_after_another_thread_freed_it)
{
    must_race("block_used_too_late");
    must_race("block_grown");
}

TEST_OUTSIDE(races, find_none_where_a_block_is_handed_over_or_outlives_its_process)
{
    must_not_race("block_handed_over");
    must_not_race("block_in_use_at_the_end");
}

TEST_OUTSIDE(races, find_a_pointer_that_is_looked_at_before_the_lock_unless_it_is_volatile)
{
    must_race("double_checked_plainly");
    must_not_race("double_checked");
}

TEST_OUTSIDE(races, find_none_between_bytes_that_lie_side_by_side)
{
    must_not_race("bytes_apart");
}

TEST_OUTSIDE(races, find_what_the_c_library_and_win32_touch)
{
    must_race("table_cleared");
    must_race("table_printed");
    must_race("text_copied_and_measured");
    must_race("text_copied_and_printed");
}

TEST_OUTSIDE(races, find_what_the_string_functions_touch_and_nothing_else)
{
    must_race("text_appended");
    must_race("text_appended_in_part");
    must_race("text_copied_in_part");
    must_race("text_compared_in_part");
    must_race("text_searched_for_a_byte");
    must_race("text_searched_for_the_last_byte");
    must_race("text_searched_for_a_text");
    must_race("text_measured_as_wide");
    must_not_race("texts_beside_the_end");
}

TEST_OUTSIDE(races, find_one_buffer_for_all_sessions)
{
    must_race("buffer_shared_and_parsed");
    must_race("buffer_shared_and_unread");
}

TEST_OUTSIDE(races, find_none_behind_a_message_a_flush_a_connection_or_its_end)
{
    must_not_race("message_orders");
    must_not_race("flush_orders");
    must_not_race("connect_orders");
    must_not_race("disconnect_orders");
}

TEST_OUTSIDE(races, find_what_is_done_after_a_message_was_sent)
{
    must_race("message_too_early");
}

static void press_ctrl_c(struct world *world, void *unused)
{
    (void)unused;
    process_ctrl_event(world->processes[0], CTRL_C_EVENT);
}

TEST_OUTSIDE(races, order_a_console_handler_behind_its_registration_only)
{
    skip_if_blind();
    struct program program = machine_load("self-races");
    struct mock ctrl_c = { .call = CALL_SLEEP, .then = MOCK_STEP, .step = press_ctrl_c };
    struct fixture fixture = { .part = "handler_registered", .race_watch = true, .mock = ctrl_c };
    must_end_as(&program, &fixture, OUTCOME_FINISHED);
    fixture.part = "handler_counts_too";
    must_end_as(&program, &fixture, OUTCOME_RACED);
    program_close(&program);
}

/* --- The watch -------------------------------------------------------------------------------- */

TEST_OUTSIDE(races, are_looked_for_only_when_asked)
{
    struct program program = machine_load("self-races");
    struct fixture fixture = { .part = "plain_counter" };
    must_end_as(&program, &fixture, OUTCOME_FINISHED);
    program_close(&program);
}

TEST_OUTSIDE(races, are_seen_in_images_exactly_if_the_build_can_watch)
{
    struct program program = machine_load("self-races");
    struct program function = { .name = "function" };
    must_equal(program_shows_memory(&program), can_watch());
    must_hold(!program_shows_memory(&function));
    program_close(&program);
}

/* --- How they are told ------------------------------------------------------------------------ */

TEST_OUTSIDE(races, are_told_with_both_accesses_and_who_called_them)
{
    skip_if_blind();
    struct program program = machine_load("self-races");
    struct fixture fixture = { .part = "plain_counter", .race_watch = true };
    struct fixture_end end = fixture_run(&program, &fixture);

    must_say(end.why, "nothing orders two accesses to counter\n");
    must_say(end.why, "  self-races/1 wrote 4 bytes\n    bump, races.c:");
    must_say(end.why, "\n    count_plainly, races.c:");
    must_say(end.why, "\n  self-races/2 ");
    must_say(end.why, "s 4 bytes\n    bump, races.c:");
    fixture_forget(&end);
    program_close(&program);
}

TEST_OUTSIDE(races, are_told_with_what_was_touched)
{
    static const struct {
        const char *part;
        const char *words;
    } rows[] = {
        { "block_shared", "byte 8 of a heap block of 24, from malloc in self-races\n" },
        { "block_of_a_heap_shared",
          "byte 8 of a heap block of 24, from HeapAlloc in self-races\n" },
        { "variable_of_the_loop", "a variable on the stack of self-races\n" },
        { "table_cleared", "table + 3\n" },
        { "table_cleared", "calls memset, which writes 64 bytes\n" },
        { "buffer_shared_and_parsed",
          "calls ReadFile, which writes 1 byte\n    read_into_table, " },
        { "block_used_too_late", "a heap block that was freed\n" },
        { "block_freed_too_early", "calls free, which writes 24 bytes\n" },
        { "counter_half_interlocked", "calls InterlockedIncrement, which writes 4 bytes\n" },
    };
    skip_if_blind();
    struct program program = machine_load("self-races");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fixture fixture = { .part = rows[i].part, .race_watch = true };
        struct fixture_end end = fixture_run(&program, &fixture);
        must_equal(end.outcome, OUTCOME_RACED);
        must_say(end.why, rows[i].words);
        fixture_forget(&end);
    }
    program_close(&program);
}

/* One run of the part, to its race. Returns: the report, and then the picture.
 * Owns: the caller frees it. */
static char *report_of(const struct program *program, struct choice *choice, const char *part)
{
    const char *const arguments[] = { part, NULL };
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct world *world = world_open(choice);
    world_set_race_watch(world, true);
    world_start(world, program, PROCESS_MUST_END, arguments);
    must_equal(world_run(world), OUTCOME_RACED);
    fprintf(out, "%s\n", world_why(world));
    trace_draw(world_trace(world), out, 0);
    world_close(world);
    fclose(out);
    return text;
}

TEST_OUTSIDE(races, are_marked_in_the_picture)
{
    skip_if_blind();
    struct program program = machine_load("self-races");
    struct choice choice;
    choice_init_calm(&choice);
    char *report = report_of(&program, &choice, "plain_counter");
    must_say(report, "=== data race of self-races/1 and self-races/2 for counter =");
    free(report);
    choice_fini(&choice);
    program_close(&program);
}

TEST_OUTSIDE(races, are_told_word_for_word_alike_when_their_token_is_replayed)
{
    skip_if_blind();
    struct program program = machine_load("self-races");
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct choice choice, again;
        struct token token;
        const char *why;
        choice_init_random(&choice, seed);
        char *report = report_of(&program, &choice, "buffer_shared_and_parsed");
        char *text = token_write("races", (uint32_t)program_hash(&program),
                                 &(struct fault_plan){ 0 }, &choice);
        must_hold(token_read(&token, text, &why));

        choice_init_replay(&again, token.deviations, token.deviation_count, false);
        char *replayed = report_of(&program, &again, "buffer_shared_and_parsed");
        must_read(replayed, report);

        choice_fini(&again);
        token_fini(&token);
        free(replayed);
        free(text);
        free(report);
        choice_fini(&choice);
    }
    program_close(&program);
}

/* --- Searches --------------------------------------------------------------------------------- */

struct tally {
    unsigned raced;
    unsigned finished;
};

/* Every distinct run of the part. */
static struct tally search_all(const char *part)
{
    struct tally tally = { 0 };
    const char *const arguments[] = { part, NULL };
    struct program program = machine_load("self-races");
    struct search *search = search_exhaustive();
    struct choice *choice;
    while ((choice = search_next(search)) != NULL) {
        struct world *world = world_open(choice);
        world_set_race_watch(world, true);
        world_start(world, &program, PROCESS_MUST_END, arguments);
        enum outcome outcome = world_run(world);
        tally.raced += outcome == OUTCOME_RACED;
        tally.finished += outcome == OUTCOME_FINISHED;
        world_close(world);
    }
    must_hold(search_progress(search).exhausted);
    search_close(search);
    program_close(&program);
    return tally;
}

TEST_OUTSIDE(races, are_found_or_excluded_in_all_distinct_runs)
{
    skip_if_blind();
    struct tally racy = search_all("plain_counter"), sound = search_all("counter_in_section");
    must_hold(racy.raced > 0);
    must_equal(racy.finished, 0);
    must_equal(sound.raced, 0);
    must_hold(sound.finished > 0);
}
