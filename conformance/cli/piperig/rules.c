/* piperig rules and piperig explain: the catalogue, to read. */
#include "check.h"

#include "command.h"

#include <stdio.h>
#include <string.h>

const char command_rules_help[] =
    "usage: piperig rules [PATTERN]\n"
    "\n"
    "Lists the rules of that id or theme, as CONNECT-1, 'LEAK-*' or "
    "fault; or all.\n"
    "\n"
    "Exit codes: 0 listed, 2 wrong usage, or there is no such rule.\n";

const char command_explain_help[] =
    "usage: piperig explain RULE\n"
    "\n"
    "Tells why a server must obey the rule, what to do for it, and who did not. RULE is an id, a "
    "theme, or\n"
    "a pattern of these.\n"
    "\n"
    "Exit codes: 0 explained, 2 wrong usage, or there is no such rule.\n";

int command_rules(int count, char **arguments)
{
    bool wanted[RULES] = { 0 };
    if (count > 1) return command_misused("rules", "there is one pattern at most");
    if (rule_pick(count == 1 ? arguments[0] : "*", wanted) == 0)
        return command_misused("rules", "there is no such rule: %s", arguments[0]);
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++)
        if (wanted[rule])
            printf("%-12s %-7s %s\n", rule_at(rule)->id, rule_level_name(rule_at(rule)->level),
                   rule_at(rule)->sentence);
    return COMMAND_HOLDS;
}

/* --- One rule --------------------------------------------------------------------------------- */

static const struct fact {
    const char *id;
    const char *evidence;
    const char *sentence;
    const char *source;
} facts[] = {
#undef FACT    // a mark, elsewhere
#define FACT(ID, EVIDENCE, SENTENCE, SOURCE) { ID, #EVIDENCE, SENTENCE, SOURCE },
#include "facts.def"
#undef FACT
};

static const char *const advice[RULES] = {
#define ADVICE(THEME, NUMBER, TEXT) [RULE_##THEME##_##NUMBER] = TEXT,
#include "advice.def"
#undef ADVICE
};

/* Between words, in lines of at most so many columns behind [indent] blanks. */
static void print_wrapped(const char *text, int indent)
{
    enum { COLUMNS = 96 };
    int column = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > COLUMNS - indent) {
            putchar('\n');
            column = 0;
        }
        column += column == 0 ? printf("%*s%.*s", indent, "", length, text) - indent
                              : printf(" %.*s", length, text);
        text += length;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static const struct fact *find_fact(const char *id, size_t length)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (strlen(facts[i].id) == length && strncmp(facts[i].id, id, length) == 0)
            return &facts[i];
    return NULL;
}

static void print_fact(const struct fact *fact)
{
    char line[1024];
    bool proven = strcmp(fact->evidence, "UNPROVEN") != 0;
    snprintf(line, sizeof line, "%s: %s (%s%s)", fact->id, fact->sentence, fact->source,
             proven ? "" : "; not proven");
    print_wrapped(line, 2);
}

/* "E2 E3", or "doc TITLE", whose title may have blanks. */
static void print_facts(const char *ids)
{
    if (strncmp(ids, "doc ", strlen("doc ")) == 0) {
        printf("  Microsoft's documentation: %s\n", ids + strlen("doc "));
        return;
    }
    while (*ids != '\0') {
        size_t length = strcspn(ids, " ");
        const struct fact *fact = find_fact(ids, length);
        if (fact != NULL) print_fact(fact);
        ids += length;
        ids += strspn(ids, " ");
    }
}

/* The names of the rule's checks are sentences about the server: they say how many of what. */
static void print_checks(enum rule_id id)
{
    for (const struct check *check = check_first(); check != NULL; check = check->next) {
        char line[256] = "it ";
        if (check->rule != id) continue;
        strncat(line, check->name, sizeof line - sizeof "it ");
        for (char *at = line; (at = strchr(at, '_')) != NULL;)
            *at = ' ';
        print_wrapped(line, 2);
    }
}

static void explain(enum rule_id id)
{
    const struct rule *rule = rule_at(id);
    printf("%s (%s, %s)\n", rule->id, rule_level_name(rule->level), rule->bug_class);
    print_wrapped(rule->sentence, 2);
    printf("\nWhat to do\n");
    print_wrapped(advice[id], 2);
    printf("\nHow it is tried\n");
    print_checks(id);
    printf("\nWhat Windows does\n");
    print_facts(rule->facts);
    printf("\nWho broke it\n");
    print_wrapped(rule->reports, 2);
}

int command_explain(int count, char **arguments)
{
    bool wanted[RULES] = { 0 }, is_first = true;
    if (count != 1) return command_misused("explain", "which rule?");
    if (rule_pick(arguments[0], wanted) == 0)
        return command_misused("explain", "there is no such rule: %s", arguments[0]);
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++) {
        if (!wanted[rule]) continue;
        if (!is_first) putchar('\n');
        is_first = false;
        explain(rule);
    }
    return COMMAND_HOLDS;
}
