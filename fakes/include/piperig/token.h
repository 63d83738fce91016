/* Tokens: a run written down in one printable word.
 *
 *     pr1.connect_race/serves_the_early_client.9f3c2a11.0-3-1_2.51b0c7d2
 *      |   |                                   |        |       |
 *      |   scenario                            program  choices checksum over scenario, choices and questions
 *      version
 *
 * Choices are the deviations from the calm run: questions since the last deviation and, after `-`, the option; pairs are
 * joined by `_`. The program is the hash of its image: another build may ask other questions. */
#ifndef PIPERIG_TOKEN_H
#define PIPERIG_TOKEN_H

#include <piperig/choice.h>

enum { TOKEN_SCENARIO_MAX = 120 };

struct token {
    char                     scenario[TOKEN_SCENARIO_MAX + 1];
    uint32_t                 program;
    struct choice_deviation *deviations;
    size_t                   deviation_count;
    uint32_t                 digest;    // of the questions of the run that was recorded
};

/* The token of the run that [choice] has recorded so far.
 *
 * Requires: [scenario] has at most TOKEN_SCENARIO_MAX characters, none of them a dot or a space.
 * Owns:     the caller frees it; NULL when there is no memory. */
char *token_write(const char *scenario, uint32_t program, const struct choice *choice);

/* Read [text] back.
 *
 * Returns: false with the reason in [why] (of another version, cut short, changed).
 * Owns:    token_fini(). */
bool token_read(struct token *token, const char *text, const char **why);
void token_fini(struct token *token);

#endif
