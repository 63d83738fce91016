/* A run is a pure function of its choices: what a token recorded happens again, to the letter. */
#include "machine.h"

#include <piperig/token.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SEEDS = 200, CLIENTS = 3 };

static const struct fault_plan no_faults;

static const WCHAR replay_pipe[] = u"\\\\.\\pipe\\replay";

/* A server of two threads, whose answers depend on who comes first. */
static DWORD WINAPI serve(void *argument)
{
    LONG volatile *served = argument;
    HANDLE pipe = CreateNamedPipeW(replay_pipe, PIPE_ACCESS_DUPLEX,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 2, 16, 16, 0, NULL);
    for (;;) {
        char byte;
        DWORD count;
        ConnectNamedPipe(pipe, NULL);
        while (ReadFile(pipe, &byte, 1, &count, NULL)) {
            byte = (char)('0' + InterlockedIncrement(served));
            WriteFile(pipe, &byte, 1, &count, NULL);
        }
        FlushFileBuffers(pipe);
        DisconnectNamedPipe(pipe);
    }
    return 0;
}

static int run_server(void *argument)
{
    LONG volatile served = 0;
    (void)argument;
    HANDLE thread = CreateThread(NULL, 0, serve, (void *)&served, 0, NULL);
    serve((void *)&served);
    return thread == NULL;
}

static HANDLE open_patiently(void)
{
    for (;;) {
        HANDLE pipe =
            CreateFileW(replay_pipe, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE) return pipe;
        if (!WaitNamedPipeW(replay_pipe, 30)) Sleep(5);
    }
}

static int run_client(void *argument)
{
    char byte = 'q';
    DWORD count;
    (void)argument;
    HANDLE pipe = open_patiently();
    WriteFile(pipe, &byte, 1, &count, NULL);
    ReadFile(pipe, &byte, 1, &count, NULL);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), &byte, 1, &count, NULL);
    CloseHandle(pipe);
    return byte;
}

/* One run of the scenario under [choice].  Returns: its listing, which the caller frees. */
static char *play(struct choice *choice, unsigned clients, enum outcome *outcome)
{
    struct machine machine = { .world = world_open(choice) };
    world_set_early_timeouts(machine.world, true);
    machine_serve(&machine, "server", run_server, NULL);
    for (unsigned i = 0; i < clients; i++)
        machine_start(&machine, "client", run_client, NULL);
    *outcome = world_run(machine.world);
    char *listing = machine_list(&machine);
    world_close(machine.world);
    return listing;
}

/* A recorded run: what happened, and its token. */
struct recording {
    char *listing;
    char *token;
    uint32_t digest;
};

static struct recording record(struct choice *choice)
{
    enum outcome outcome;
    struct recording recording = { .listing = play(choice, CLIENTS, &outcome) };
    must_equal(outcome, OUTCOME_FINISHED);
    recording.token = token_write("self/replay", 0xC0FFEE, &no_faults, choice);
    recording.digest = choice->digest;
    choice_fini(choice);
    return recording;
}

static struct recording record_seed(uint64_t seed)
{
    struct choice choice;
    choice_init_random(&choice, seed);
    return record(&choice);
}

static void forget(struct recording *recording)
{
    free(recording->listing);
    free(recording->token);
}

static struct token read_token(const char *text)
{
    struct token token;
    const char *why;
    if (!token_read(&token, text, &why)) test_fail(__FILE__, __LINE__, "%s: %s", text, why);
    return token;
}

static void must_be_refused(const char *text, const char *reason)
{
    struct token token;
    const char *why = NULL;
    if (token_read(&token, text, &why))
        test_fail(__FILE__, __LINE__, "the token \"%s\" must be refused", text);
    must_say(why, reason);
}

/* Ten thousand on request: PIPERIG_TOKENS=10000. */
static uint64_t tokens_wanted(void)
{
    const char *wanted = getenv("PIPERIG_TOKENS");
    return wanted != NULL ? strtoull(wanted, NULL, 10) : SEEDS;
}

TEST_OUTSIDE(replay, gives_the_same_trace_byte_for_byte_twice)
{
    for (uint64_t seed = 1; seed <= tokens_wanted(); seed++) {
        struct recording recorded = record_seed(seed);
        struct token token = read_token(recorded.token);
        for (int time = 0; time < 2; time++) {
            struct choice choice;
            choice_init_replay(&choice, token.deviations, token.deviation_count, false);
            struct recording replayed = record(&choice);
            must_read(replayed.listing, recorded.listing);
            must_read(replayed.token, recorded.token);
            forget(&replayed);
        }
        token_fini(&token);
        forget(&recorded);
    }
}

TEST_OUTSIDE(replay, runs_with_the_same_seed_are_equal)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct recording first = record_seed(seed), second = record_seed(seed);
        must_read(second.listing, first.listing);
        forget(&first);
        forget(&second);
    }
}

TEST_OUTSIDE(replay, runs_with_different_seeds_differ)
{
    unsigned different = 0;
    struct recording first = record_seed(0);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct recording other = record_seed(seed);
        different += strcmp(first.listing, other.listing) != 0;
        forget(&other);
    }
    forget(&first);
    must_hold(different >= SEEDS * 9 / 10);
}

TEST_OUTSIDE(replay, runs_from_the_same_bytes_are_equal_and_no_bytes_are_a_calm_run)
{
    static const uint8_t bytes[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3 };
    struct choice choice;
    choice_init_bytes(&choice, bytes, sizeof bytes);
    struct recording first = record(&choice);
    choice_init_bytes(&choice, bytes, sizeof bytes);
    struct recording second = record(&choice);
    choice_init_bytes(&choice, NULL, 0);
    struct recording empty = record(&choice);
    choice_init_calm(&choice);
    struct recording calm = record(&choice);

    must_read(second.listing, first.listing);
    must_read(empty.listing, calm.listing);
    must_hold(strcmp(first.listing, calm.listing) != 0);
    forget(&first);
    forget(&second);
    forget(&empty);
    forget(&calm);
}

TEST_OUTSIDE(replay, the_token_of_a_calm_run_says_so)
{
    struct choice choice;
    choice_init_calm(&choice);
    struct recording recorded = record(&choice);
    struct token token = read_token(recorded.token);

    must_say(recorded.token, "pr3.self/replay.00c0ffee.none.calm.");
    must_equal(token.deviation_count, 0);
    token_fini(&token);
    forget(&recorded);
}

TEST_OUTSIDE(replay, a_token_carries_scenario_program_choices_and_questions)
{
    struct choice choice;
    enum outcome outcome;
    choice_init_random(&choice, 7);
    free(play(&choice, CLIENTS, &outcome));
    char *text = token_write("self/replay", 0xC0FFEE, &no_faults, &choice);
    struct token token = read_token(text);

    must_read(token.scenario, "self/replay");
    must_equal(token.program, 0xC0FFEE);
    must_equal(token.digest, choice.digest);
    must_equal(token.deviation_count, choice.deviation_count);
    for (size_t i = 0; i < token.deviation_count; i++) {
        must_equal(token.deviations[i].at, choice.deviations[i].at);
        must_equal(token.deviations[i].picked, choice.deviations[i].picked);
    }
    token_fini(&token);
    free(text);
    choice_fini(&choice);
}

/* [text] with a checksum that fits.  Owns: the caller frees it. */
static char *sign_again(const char *text)
{
    uint32_t sum = 0x811C9DC5u;
    size_t size = strlen(text) - 8;
    char *copy = strdup(text);
    must_hold(copy != NULL);
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ (uint8_t)text[i]) * 0x01000193u;
    snprintf(copy + size, 9, "%08x", sum);
    return copy;
}

TEST_OUTSIDE(replay, a_token_carries_the_plan)
{
    struct choice choice;
    struct fault_plan plan;
    const char *why;
    must_hold(fault_plan_read(&plan, "client%202:3+=ReadFile-killed", &why));
    choice_init_calm(&choice);
    char *text = token_write("self/replay", 0xC0FFEE, &plan, &choice);
    struct token token = read_token(text);

    must_say(text, "pr3.self/replay.00c0ffee.client%202:3+=ReadFile-killed.calm.");
    must_hold(fault_plan_same(&token.plan, &plan));
    token_fini(&token);
    free(text);
    choice_fini(&choice);
}

/* As one of a build with other faults would have. */
TEST_OUTSIDE(replay, a_token_with_an_outcome_that_is_unknown_is_refused_as_such)
{
    struct choice choice;
    struct fault_plan plan;
    const char *why;
    must_hold(fault_plan_read(&plan, "server:3=ReadFile-killed", &why));
    choice_init_calm(&choice);
    char *text = token_write("self/replay", 0, &plan, &choice);
    memcpy(strstr(text, "killed"), "felled", 6);
    char *changed = sign_again(text);

    must_be_refused(changed, "an outcome of the plan is none that this build knows");
    free(changed);
    free(text);
    choice_fini(&choice);
}

TEST_OUTSIDE(replay, a_token_with_any_character_changed_is_refused)
{
    struct recording recorded = record_seed(1);
    for (size_t i = strlen("pr3."); recorded.token[i] != '\0'; i++) {
        char kept = recorded.token[i];
        recorded.token[i] = kept == '1' ? '2' : '1';
        must_be_refused(recorded.token, "cut short or changed");
        recorded.token[i] = kept;
    }
    forget(&recorded);
}

TEST_OUTSIDE(replay, a_token_cut_short_is_refused)
{
    struct recording recorded = record_seed(1);
    for (size_t size = strlen(recorded.token) - 1; size >= strlen("pr3."); size--) {
        recorded.token[size] = '\0';
        must_be_refused(recorded.token, "cut short or changed");
    }
    forget(&recorded);
}

TEST_OUTSIDE(replay, a_token_of_another_version_is_refused_as_such)
{
    struct recording recorded = record_seed(1);
    recorded.token[2] = '9';
    must_be_refused(recorded.token, "a version that this build does not know");
    recorded.token[2] = '2';
    must_be_refused(recorded.token, "an earlier version, which knew no faults");
    forget(&recorded);
}

TEST_OUTSIDE(replay, what_is_no_token_is_refused_as_such)
{
    static const char *const texts[] = { "", "p", "hello", "PR1.x", "connect_race/serves" };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        ROW(texts[i]);
        must_be_refused(texts[i], "not a token");
    }
    ROW(NULL);
}

/* The first question of the run is who of seven begins; two clients and a server cannot answer
 * it so. */
static struct token given_token_for_seven(void)
{
    static const uint8_t last_of_seven = 6;
    struct choice choice;
    enum outcome outcome;
    choice_init_bytes(&choice, &last_of_seven, 1);
    free(play(&choice, 6, &outcome));
    char *text = token_write("self/replay", 0, &no_faults, &choice);
    struct token token = read_token(text);
    must_equal(token.deviation_count, 1);
    free(text);
    choice_fini(&choice);
    return token;
}

TEST_OUTSIDE(replay, on_another_program_stops_at_the_divergence_and_says_so)
{
    struct choice choice;
    enum outcome outcome;
    struct token token = given_token_for_seven();
    choice_init_replay(&choice, token.deviations, token.deviation_count, false);

    char *listing = play(&choice, 2, &outcome);

    must_equal(outcome, OUTCOME_DIVERGED);
    must_say(listing, "the replayed run has diverged");
    free(listing);
    token_fini(&token);
    choice_fini(&choice);
}

TEST_OUTSIDE(replay, on_another_program_goes_on_after_the_divergence_when_lenient)
{
    struct choice choice;
    enum outcome outcome;
    struct token token = given_token_for_seven();
    choice_init_replay(&choice, token.deviations, token.deviation_count, true);

    char *listing = play(&choice, 2, &outcome);

    must_equal(outcome, OUTCOME_FINISHED);
    must_hold(choice.divergence != NULL);
    free(listing);
    token_fini(&token);
    choice_fini(&choice);
}

static int do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

/* Nobody calls anything after the only question, so that nothing but the end of the run can
 * tell. */
TEST_OUTSIDE(replay, a_divergence_at_the_last_question_is_told_at_the_end)
{
    static const struct choice_deviation script = { .at = 0, .picked = 6 };
    struct machine machine;
    choice_init_replay(&machine.choice, &script, 1, false);
    machine.world = world_open(&machine.choice);
    machine_start(&machine, "a", do_nothing, NULL);
    machine_start(&machine, "b", do_nothing, NULL);

    machine_must_end(&machine, OUTCOME_DIVERGED);
    must_say(world_why(machine.world), "diverged");
    machine_close(&machine);
}

/* --- What a divergence says ------------------------------------------------------------------- */

/* Two calls on an event of its own, of which the second is another when so asked. */
static int set_twice(void *other)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    SetEvent(event);
    if (other != NULL)
        ResetEvent(event);
    else
        SetEvent(event);
    return 0;
}

/* [count] threads, of which the last has another second call if [other] is set. */
static void set_up(struct machine *machine, unsigned count, void *other)
{
    static const char *const names[] = { "a", "b", "c" };
    machine->world = world_open(&machine->choice);
    for (unsigned i = 0; i < count; i++)
        machine_start(machine, names[i], set_twice, i + 1 == count ? other : NULL);
}

/* The run of [count] threads in which each question is answered with its [option]. */
static struct token record_option(unsigned count, uint8_t option)
{
    struct machine machine;
    uint8_t bytes[8];
    memset(bytes, option, sizeof bytes);
    choice_init_bytes(&machine.choice, bytes, sizeof bytes);
    set_up(&machine, count, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    char *text = token_write("self/replay", 0, &no_faults, &machine.choice);
    struct token token = read_token(text);
    free(text);
    machine_close(&machine);
    return token;
}

static void must_diverge(struct token *token, unsigned count, void *other, const char *words)
{
    struct machine machine;
    choice_init_replay(&machine.choice, token->deviations, token->deviation_count, false);
    set_up(&machine, count, other);
    machine_must_end(&machine, OUTCOME_DIVERGED);
    must_say(world_why(machine.world), words);
    machine_close(&machine);
    token_fini(token);
}

TEST_OUTSIDE(replay, a_divergence_names_the_call_that_was_expected_and_the_one_that_came)
{
    struct token token = record_option(2, 1);
    must_diverge(&token, 2, "other", "b in SetEvent was expected, but b in ResetEvent came");
}

/* What a test picks before anybody runs is no thread's. */
TEST_OUTSIDE(replay, a_divergence_from_a_choice_of_the_test_names_it_as_that)
{
    struct machine machine;
    uint8_t ones[8];
    memset(ones, 1, sizeof ones);
    choice_init_bytes(&machine.choice, ones, sizeof ones);
    machine.world = world_open(&machine.choice);
    must_equal(choice_pick(&machine.choice, CHOICE_DATA, 2), 1);
    machine_start(&machine, "a", set_twice, NULL);
    machine_start(&machine, "b", set_twice, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    char *text = token_write("self/replay", 0, &no_faults, &machine.choice);
    struct token token = read_token(text);
    free(text);
    machine_close(&machine);
    must_diverge(
        &token, 2, NULL,
        "question 1: a choice of the test's own was expected, but b at its beginning came");
}

TEST_OUTSIDE(replay, a_divergence_names_who_could_go_on_when_the_expected_thread_is_not_there)
{
    struct token token = record_option(3, 2);
    must_diverge(&token, 2, NULL,
                 "question 1: thread 2, which there is not yet, at its beginning was expected, "
                 "but a at its beginning or b at its beginning came");
}

TEST_OUTSIDE(replay, a_divergence_between_two_recorded_answers_shows_at_the_next)
{
    struct token token = record_option(2, 1);
    must_diverge(&token, 3, NULL,
                 "question 1: b at its beginning comes as recorded, but after "
                 "other questions");
}

TEST_OUTSIDE(replay, tags_of_calls_are_unique)
{
    for (enum call call = CALL_NONE; call < CALLS; call++)
        must_equal(call_by_tag(call_tag(call)), call);
}

/* --- Between builds --------------------------------------------------------------------------- */

static uint64_t hash(const char *text)
{
    uint64_t sum = 0xCBF29CE484222325u;
    for (; *text != '\0'; text++)
        sum = (sum ^ (uint8_t)*text) * 0x100000001B3u;
    return sum;
}

/* Write down random runs, a line each: the token, and what its listing comes to. */
static void write_tokens(FILE *out, uint64_t count)
{
    for (uint64_t seed = 1; seed <= count; seed++) {
        struct recording recorded = record_seed(seed);
        fprintf(out, "%s %016" PRIx64 "\n", recorded.token, hash(recorded.listing));
        forget(&recorded);
    }
}

/* Returns: how many there were. */
static uint64_t must_replay_all(FILE *in)
{
    char text[4096];
    uint64_t listed, count = 0;
    for (; fscanf(in, "%4095s %" SCNx64, text, &listed) == 2; count++) {
        struct token token = read_token(text);
        struct choice choice;
        choice_init_replay(&choice, token.deviations, token.deviation_count, false);
        struct recording replayed = record(&choice);
        must_read(replayed.token, text);
        must_equal(hash(replayed.listing), listed);
        forget(&replayed);
        token_fini(&token);
    }
    return count;
}

static FILE *open_named_by(const char *variable, const char *mode)
{
    const char *path = getenv(variable);
    FILE *file = path != NULL ? fopen(path, mode) : tmpfile();
    must_hold(file != NULL);
    return file;
}

/* PIPERIG_TOKENS_TO=FILE leaves the tokens there for another build, PIPERIG_TOKENS_FROM=FILE replays
 * those that another has left. */
TEST_OUTSIDE(replay, of_tokens_that_were_written_down_gives_the_same_traces)
{
    FILE *to = open_named_by("PIPERIG_TOKENS_TO", "w+");
    write_tokens(to, tokens_wanted());
    rewind(to);
    must_equal(must_replay_all(to), tokens_wanted());
    fclose(to);
}

TEST_OUTSIDE(replay, of_the_tokens_of_another_build_gives_the_same_traces)
{
    if (getenv("PIPERIG_TOKENS_FROM") == NULL) SKIP("PIPERIG_TOKENS_FROM names no tokens");
    FILE *from = open_named_by("PIPERIG_TOKENS_FROM", "r");
    must_equal(must_replay_all(from), tokens_wanted());
    fclose(from);
}
