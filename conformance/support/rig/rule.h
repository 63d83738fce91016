/* The catalogue of rules.def, for programs. */
#ifndef PIPERIG_RULE_H
#define PIPERIG_RULE_H

#include <stdbool.h>

/* RULE_CONNECT_1, RULE_CONNECT_2, ... */
enum rule_id {
    RULE_NONE,    // for a check of the reference server's own promises
#define RULE(THEME, NUMBER, LEVEL, PREMISE, CLASS, SENTENCE, FACTS, REPORTS)                       \
    RULE_##THEME##_##NUMBER,
#include "rules.def"
#undef RULE
    RULES
};

enum rule_level { RULE_CORE, RULE_STRICT };

/* What is true of a server before the rule says something of it: rules.def. */
enum rule_premise {
    RULE_OF_ANY,
    RULE_OF_SERVES,
    RULE_OF_REPLY,
    RULE_OF_TEXT,
    RULE_OF_FAULT,
    RULE_OF_ONCE,
    RULE_OF_ALONE
};

struct rule {
    const char *id;       // "CONNECT-1"
    const char *theme;    // "CONNECT"
    enum rule_level level;
    enum rule_premise premise;
    const char *bug_class;
    const char *sentence;
    const char *facts;
    const char *reports;
};

/* Requires: [id] is not RULE_NONE. */
const struct rule *rule_at(enum rule_id id);

/* The rule of that id, in letters of either case, or RULE_NONE. */
enum rule_id rule_find(const char *id);

/* Set [wanted], of RULES, for the rules that [pattern] names: an id or a theme, in letters of either
 * case, with *, ? and [...] as a shell has them.
 *
 * Returns: how many it names. */
unsigned rule_pick(const char *pattern, bool *wanted);

/* "core" or "strict". */
const char *rule_level_name(enum rule_level level);

#endif
