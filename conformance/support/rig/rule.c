#define _GNU_SOURCE    // FNM_CASEFOLD

#include "rule.h"

#include <fnmatch.h>
#include <stddef.h>
#include <strings.h>

static const struct rule rules[RULES] = {
#define RULE(THEME, NUMBER, LEVEL, PREMISE, CLASS, SENTENCE, FACTS, REPORTS)                       \
    [RULE_##THEME##_##                                                                             \
        NUMBER] = { #THEME "-" #NUMBER, #THEME, RULE_##LEVEL, RULE_OF_##PREMISE, CLASS,            \
                    SENTENCE,           FACTS,  REPORTS },
#include "rules.def"
#undef RULE
};

const struct rule *rule_at(enum rule_id id)
{
    return &rules[id];
}

enum rule_id rule_find(const char *id)
{
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++)
        if (strcasecmp(rules[rule].id, id) == 0) return rule;
    return RULE_NONE;
}

unsigned rule_pick(const char *pattern, bool *wanted)
{
    unsigned count = 0;
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++) {
        if (fnmatch(pattern, rules[rule].id, FNM_CASEFOLD) != 0 &&
            fnmatch(pattern, rules[rule].theme, FNM_CASEFOLD) != 0)
            continue;
        wanted[rule] = true;
        count++;
    }
    return count;
}

const char *rule_level_name(enum rule_level level)
{
    return level == RULE_CORE ? "core" : "strict";
}
