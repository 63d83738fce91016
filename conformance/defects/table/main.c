/* The rules and the small servers of defects.def against each other.
 *
 * Every rule is tried on every server. A defect must break the rule that it is listed with, and of the
 * others just those of also.def; a correct server must break none that is core. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A defect whose plainest run needs more preemptions is not understood from its picture. */
enum { PREEMPTIONS_MAX = 2 };

enum {
    RANDOM_DIVISOR = 40,
    RUNS_MAX = 500,
    COMMAND_MAX = 4352,    // a path and some words
    EXIT_MISSED = 1,
    EXIT_USAGE = 2
};

struct server {
    const char *name;
    const char *file;
    enum rule_id rule;    // that it breaks; RULE_NONE: it is correct
    const char *sentence;
};

static const struct server servers[] = {
#define CORRECT(DESIGN, PLACES, TRAITS, SENTENCE)                                                  \
    { #DESIGN, "correct-" #DESIGN ".rig", RULE_NONE, SENTENCE },
#define DEFECT(NAME, DESIGN, THEME, NUMBER, CLASS, SENTENCE, REPORT, WHEN)                         \
    { #NAME, "defect-" #NAME ".rig", RULE_##THEME##_##NUMBER, SENTENCE },
#include "../defects.def"
#undef CORRECT
#undef DEFECT
};
enum { SERVERS = sizeof servers / sizeof *servers };

/* What else a defect breaks. */
static const struct {
    const char *server;
    const char *rules;    // ids, each with a blank before it
} also[] = {
#define ALSO(NAME, RULES_OF_IT) { #NAME, " " RULES_OF_IT },
#include "../also.def"
#undef ALSO
};

/* What came of a rule: of all its checks together. */
struct finding {
    enum verdict verdict;
    uint64_t runs_to_failure;
    unsigned preemptions;
    char why[CHECK_WHY_MAX];
    char token[CHECK_TOKEN_MAX];
};

/* A server on its way, in a process of its own. */
struct trial {
    const struct server *server;
    pid_t child;
    FILE *answer;    // the findings, by rule
    FILE *words;     // the pictures
    bool ended;
    struct finding findings[RULES];
    bool told;
};

/* --- One server ------------------------------------------------------------------------------- */

/* The rule's verdict so far and that of one more of its checks. */
static void join(struct finding *finding, const struct check_result *result, bool first)
{
    bool worse = result->verdict == VERDICT_BROKEN || result->verdict == VERDICT_UNDECIDED ||
                 finding->verdict == VERDICT_NOT_APPLICABLE;
    if (!first && (!worse || finding->verdict == VERDICT_BROKEN)) return;
    finding->verdict = result->verdict;
    finding->runs_to_failure = result->runs_to_failure;
    finding->preemptions = result->preemptions;
    memcpy(finding->why, result->why, sizeof finding->why);
    memcpy(finding->token, result->token, sizeof finding->token);
}

/* The protocol of all servers. */
static void tell_protocol(struct profile *told)
{
    told->sessions = SESSIONS_OF_MANY;
    profile_tell(told, "hello", "HELLO");
    profile_tell(told, "ask me again", "ASK ME AGAIN");
}

/* A token is replayed by who has the same checks, and is told the same of the server. */
static void set_replay_command(const struct server *server)
{
    static const char protocol[] = " --sessions many --request hello --reply HELLO"
                                   " --request 'ask me again' --reply 'ASK ME AGAIN'";
    static char before[COMMAND_MAX], behind[COMMAND_MAX];
    snprintf(before, sizeof before, "%s replay ", program_beside("piperig"));
    snprintf(behind, sizeof behind, " %s%s", program_beside(server->file), protocol);
    check_set_replay_command(before, behind);
}

static void try_rules(const struct server *server, struct finding *findings, FILE *words)
{
    const struct check_limits limits = { .runs_max = RUNS_MAX, .random_divisor = RANDOM_DIVISOR };
    struct subject subject = { .name = server->name, .file = server->file };
    tell_protocol(&subject.told);
    set_replay_command(server);
    enum rule_id last = RULE_NONE;
    subjects_set(&subject, 1);
    for (const struct check *check = check_first(); check != NULL; check = check->next) {
        if (check->rule == RULE_NONE) continue;
        struct check_result result = check_try(check, &limits, words);
        join(&findings[check->rule], &result, check->rule != last);
        last = check->rule;
    }
}

static _Noreturn void be_child(struct trial *trial)
{
    dup2(fileno(trial->words), STDERR_FILENO);
    try_rules(trial->server, trial->findings, stderr);
    size_t sent = fwrite(trial->findings, sizeof trial->findings, 1, trial->answer);
    exit(sent == 1 && fflush(trial->answer) == 0 ? 0 : 1);
}

static void start(struct trial *trial, const struct server *server)
{
    *trial = (struct trial){ .server = server, .answer = tmpfile(), .words = tmpfile() };
    if (trial->answer != NULL && trial->words != NULL) {
        fflush(stdout);
        trial->child = fork();
        if (trial->child == 0) be_child(trial);
    }
    trial->ended = trial->child <= 0;
}

/* Who has told of all its findings needs no exit code. */
static void finish(struct trial *trial)
{
    trial->ended = true;
    rewind(trial->answer);
    trial->told = fread(trial->findings, sizeof trial->findings, 1, trial->answer) == 1;
    fclose(trial->answer);
}

/* Whichever of the [count] that run is the next to end. Where there is none to wait for, the system
 * keeps no account of children (SIGCHLD is ignored), and all have ended. */
static void await_one(struct trial *trials, unsigned count)
{
    pid_t child = wait(NULL);
    if (child < 0 && errno != ECHILD) return;    // a signal
    for (unsigned i = 0; i < count; i++)
        if (!trials[i].ended && (child < 0 || trials[i].child == child)) finish(&trials[i]);
}

static unsigned count_running(const struct trial *trials, unsigned count)
{
    unsigned running = 0;
    for (unsigned i = 0; i < count; i++)
        running += !trials[i].ended;
    return running;
}

/* --- What else is broken ---------------------------------------------------------------------- */

static bool is_expected(const char *server, const char *rule)
{
    size_t length = strlen(rule);
    for (size_t i = 0; i < sizeof also / sizeof *also; i++) {
        if (strcmp(also[i].server, server) != 0) continue;
        for (const char *at = also[i].rules; (at = strstr(at, rule)) != NULL; at += length)
            if (at[-1] == ' ' && (at[length] == ' ' || at[length] == '\0')) return true;
    }
    return false;
}

/* Whether the rule, not the defect's own, is broken and should not be, or the other way round. */
static bool is_surprise(const struct trial *trial, enum rule_id rule)
{
    bool broken = trial->findings[rule].verdict == VERDICT_BROKEN;
    return rule != trial->server->rule &&
           broken != is_expected(trial->server->name, rule_at(rule)->id);
}

static unsigned print_surprises(const struct trial *trial, bool broken, const char *words)
{
    unsigned count = 0;
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++) {
        if (!is_surprise(trial, rule)) continue;
        if ((trial->findings[rule].verdict == VERDICT_BROKEN) != broken) continue;
        printf("%s %s", count++ == 0 ? words : "", rule_at(rule)->id);
    }
    return count;
}

/* A line of also.def, which knows defects only. */
static void print_also(const struct trial *trial)
{
    unsigned count = 0;
    if (trial->server->rule == RULE_NONE) return;
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++) {
        if (trial->findings[rule].verdict != VERDICT_BROKEN || rule == trial->server->rule)
            continue;
        if (count++ == 0) printf("ALSO(%s, \"", trial->server->name);
        printf("%s%s", count > 1 ? " " : "", rule_at(rule)->id);
    }
    if (count > 0) puts("\")");
}

/* --- Telling ---------------------------------------------------------------------------------- */

struct tally {
    unsigned defects;
    unsigned caught;
    unsigned corrects;
    unsigned accused;    // correct servers that are said to break a core rule
    uint64_t runs[SERVERS];
    unsigned preemptions_most;
    unsigned surprises;    // rules that break beside the defect's own and should not, or do not
};

static void print_rules(const struct trial *trial, enum verdict verdict, enum rule_id but)
{
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++)
        if (trial->findings[rule].verdict == verdict && rule != but)
            printf(" %s", rule_at(rule)->id);
}

static void tell_defect(const struct trial *trial, struct tally *tally)
{
    const struct finding *finding = &trial->findings[trial->server->rule];
    bool caught = trial->told && finding->verdict == VERDICT_BROKEN;
    printf("  %-7s %-12s %-40s", caught ? "caught" : "MISSED", rule_at(trial->server->rule)->id,
           trial->server->name);
    if (caught) {
        printf(" run %-5" PRIu64 " %u preemption%s;", finding->runs_to_failure,
               finding->preemptions, finding->preemptions == 1 ? " " : "s");
        tally->runs[tally->caught] = finding->runs_to_failure;
        if (finding->preemptions > tally->preemptions_most)
            tally->preemptions_most = finding->preemptions;
    }
    print_rules(trial, VERDICT_BROKEN, trial->server->rule);
    tally->surprises += print_surprises(trial, true, "; UNEXPECTED:");
    tally->surprises += print_surprises(trial, false, "; NO MORE:");
    putchar('\n');
    tally->defects++;
    tally->caught += caught;
}

static bool is_accused(const struct trial *trial)
{
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++)
        if (rule_at(rule)->level == RULE_CORE &&
            (trial->findings[rule].verdict == VERDICT_BROKEN ||
             trial->findings[rule].verdict == VERDICT_UNDECIDED))
            return true;
    return !trial->told;
}

static void tell_correct(const struct trial *trial, struct tally *tally)
{
    bool accused = is_accused(trial);
    printf("  %-7s %-53s breaks:", accused ? "ACCUSED" : "correct", trial->server->name);
    print_rules(trial, VERDICT_BROKEN, RULE_NONE);
    print_rules(trial, VERDICT_UNDECIDED, RULE_NONE);
    printf("; does not apply:");
    print_rules(trial, VERDICT_NOT_APPLICABLE, RULE_NONE);
    putchar('\n');
    tally->corrects++;
    tally->accused += accused;
}

static void repeat_words(struct trial *trial)
{
    char piece[4096];
    size_t size;
    rewind(trial->words);
    while ((size = fread(piece, 1, sizeof piece, trial->words)) > 0)
        fwrite(piece, 1, size, stdout);
}

enum tone { BRIEF, ALOUD, FOR_ALSO };

static void tell(struct trial *trial, struct tally *tally, enum tone tone)
{
    if (tone == ALOUD && trial->words != NULL) repeat_words(trial);
    if (trial->words != NULL) fclose(trial->words);
    if (tone == FOR_ALSO)
        print_also(trial);
    else if (trial->server->rule == RULE_NONE)
        tell_correct(trial, tally);
    else
        tell_defect(trial, tally);
    fflush(stdout);
}

/* --- The table -------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int summarise(struct tally *tally)
{
    qsort(tally->runs, tally->caught, sizeof *tally->runs, compare);
    printf("\n%u of %u defects are caught by the rule that they are listed with", tally->caught,
           tally->defects);
    if (tally->caught > 0)
        printf(", in the median by run %" PRIu64 ", the plainest run with %u preemptions at most",
               tally->runs[tally->caught / 2], tally->preemptions_most);
    printf("\n%u of %u correct servers are said to break a core rule\n", tally->accused,
           tally->corrects);
    printf("%u findings about other rules are not as conformance/defects/also.def has them\n",
           tally->surprises);
    bool as_listed = tally->caught == tally->defects && tally->accused == 0 &&
                     tally->surprises == 0 && tally->preemptions_most <= PREEMPTIONS_MAX;
    return as_listed ? 0 : EXIT_MISSED;
}

static bool is_wanted(const struct server *server, int count, char **names)
{
    for (int i = 0; i < count; i++)
        if (strcmp(server->name, names[i]) == 0) return true;
    return count == 0;
}

static const char usage[] =
    "usage: defects [--also] [SERVER...]\n"
    "\n"
    "Tries every rule on every server of conformance/defects/defects.def, or on those named: each\n"
    "defect must break the rule that it is listed with, in a run of two preemptions at most, and\n"
    "of the others just those of also.def; and no correct server a core rule. A row tells the run\n"
    "that broke the rule first, how many preemptions its plainest run has, and what other rules\n"
    "break. Servers that are named are told of with the pictures of what broke, and how to replay\n"
    "them. --also prints the lines that also.def should have: look at each that is new before you\n"
    "believe it.\n"
    "\n"
    "Exit codes: 0 all is as listed, 1 it is not, 2 wrong usage.\n";

int main(int count, char **arguments)
{
    static struct trial trials[SERVERS];
    struct tally tally = { 0 };
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned jobs = processors < 1 ? 1 : (unsigned)processors;
    unsigned next = 0, started = 0, told = 0;
    bool also = count > 1 && strcmp(arguments[1], "--also") == 0;
    char **names = arguments + 1 + also;
    count -= 1 + also;
    enum tone tone = also ? FOR_ALSO : count > 0 ? ALOUD : BRIEF;

    world_set_computing_bound(CHECK_COMPUTING_S);
    if (count == 1 && strcmp(names[0], "--help") == 0) return fputs(usage, stdout) < 0;
    while (told < started || next < SERVERS) {
        while (next < SERVERS && count_running(trials, started) < jobs) {
            if (is_wanted(&servers[next], count, names)) start(&trials[started++], &servers[next]);
            next++;
        }
        if (count_running(trials, started) > 0) await_one(trials, started);
        while (told < started && trials[told].ended)
            tell(&trials[told++], &tally, tone);
    }
    if (started == 0) {
        fprintf(stderr, "defects: there is no such server: %s\n\n%s", names[0], usage);
        return EXIT_USAGE;
    }
    return tone == FOR_ALSO ? 0 : summarise(&tally);
}
