/* Tokens: a run written down in one printable word.
 *
 *     pr3.connect_race/serves_both@ansi.9f3c2a11.none.0-3-5vqk82_1-2-bx3s00.51b0c7d20a9e4f13
 *     pr3.connect_race/serves_both@ansi.9f3c2a11.server:7=ReadFile-killed.calm.20ae813eec70cb51
 *
 * From left to right, between dots: the version; the scenario; the hash of the program's image, since
 * another build may ask other questions; the plan of faults (fault.h), or `none`; the choices; a
 * digest of all questions that the run asked, and a checksum of what stands before it, 8 digits each.
 *
 * Choices are the deviations from the calm run: how many questions lie between the last deviation and
 * this one; the option taken; and what a strict replay compares: 3 digits for the name of the call
 * that went on, 2 of the digest so far, and the number of its thread. They are joined by `_`. A run
 * without any is `calm`. */
#ifndef PIPERIG_TOKEN_H
#define PIPERIG_TOKEN_H

#include <piperig/choice.h>
#include <piperig/fault.h>

enum { TOKEN_SCENARIO_MAX = 120 };

struct token {
    char scenario[TOKEN_SCENARIO_MAX + 1];
    uint32_t program;
    struct fault_plan plan;
    struct choice_deviation *deviations;
    size_t deviation_count;
    uint32_t digest;    // of the questions of the run that was recorded
};

/* The token of the run under [plan] that [choice] has recorded so far.
 *
 * Requires: [scenario] has at most TOKEN_SCENARIO_MAX characters, none of them a dot or a space.
 * Owns:     the caller frees it; NULL when there is no memory. */
char *token_write(const char *scenario, uint32_t program, const struct fault_plan *plan,
                  const struct choice *choice);

/* Read [text] back.
 *
 * Returns: false with the reason in [why] (of another version, cut short, changed).
 * Owns:    token_fini(). */
bool token_read(struct token *token, const char *text, const char **why);
void token_fini(struct token *token);

#endif
