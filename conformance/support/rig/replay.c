/* What a token recorded, run again. */
#include "attempt.h"

#include <piperig/token.h>

#include <inttypes.h>
#include <string.h>

/* The check and the subject that "suite/name@subject" speaks of. A subject of another name stands
 * for it where there is only one. */
static bool find_scenario(const char *scenario, struct trial *trial)
{
    const char *at = strchr(scenario, '@');
    if (at == NULL) return false;
    size_t length = (size_t)(at - scenario);
    trial->subject = subject_find(at + 1);
    if (trial->subject == NULL && subject_at(1) == NULL) trial->subject = subject_at(0);

    for (trial->check = check_first(); trial->check != NULL; trial->check = trial->check->next) {
        size_t suite = strlen(trial->check->suite);
        if (strncmp(scenario, trial->check->suite, suite) != 0 || scenario[suite] != '/') continue;
        if (strlen(trial->check->name) == length - suite - 1 &&
            strncmp(scenario + suite + 1, trial->check->name, length - suite - 1) == 0)
            return trial->subject != NULL;
    }
    return false;
}

/* Say in what the run is not what was recorded. Returns: whether it is. */
static bool compare_with(const struct token *token, const struct attempt *attempt, FILE *out)
{
    const struct choice *choice = attempt->choice;
    if (token->program != (uint32_t)program_hash(&attempt->trial->subject->program))
        fprintf(out, "note: the token was made by another build of the server\n");
    if (choice->divergence != NULL)
        fprintf(out, "note: %s\n", choice->divergence);
    else if (choice->script_count > 0)
        fprintf(out, "note: the run ended before question %" PRIu32 ", which was recorded\n",
                choice->script->at + 1);
    else if (token->digest != choice->digest)
        fprintf(out, "note: this is not the run that was recorded: other choices came up\n");
    return choice->divergence == NULL && choice->script_count == 0 &&
           token->digest == choice->digest;
}

/* The last line. */
static enum replay_end judge(const struct trial *trial, bool same, bool lenient)
{
    const struct check_result *result = trial->result;
    fprintf(trial->out, "%s/%s: ", trial->check->suite, trial->check->name);
    if (!same && !lenient) {
        fputs("no verdict: this is not the run that was recorded\n", trial->out);
        return REPLAY_UNDECIDED;
    }
    fprintf(trial->out, "%s%s\n", verdict_name(result->verdict),
            same ? "" : ", in a run that is not the recorded one");
    switch (result->verdict) {
    case VERDICT_BROKEN: return REPLAY_BROKEN;
    case VERDICT_UNDECIDED: return REPLAY_UNDECIDED;
    default: return REPLAY_HOLDS;
    }
}

static enum replay_end replay(const struct token *token, bool lenient, FILE *out)
{
    struct check_result result = { .verdict = VERDICT_HOLDS };
    struct trial trial = { .plan = token->plan, .result = &result, .out = out };
    struct attempt attempt;
    struct choice choice;
    if (!find_scenario(token->scenario, &trial)) {
        fprintf(out, "there is no check %s here\n", token->scenario);
        return REPLAY_NO_TOKEN;
    }
    if (!subject_prepare(trial.subject)) {
        fprintf(out, "%s: %s\n", trial.subject->file, trial.subject->trouble);
        return REPLAY_NO_SUBJECT;
    }
    choice_init_replay(&choice, token->deviations, token->deviation_count, lenient);
    attempt_begin(&attempt, &trial, &choice);
    trace_draw(world_trace(attempt.scene.world), out, 0);
    bool same = compare_with(token, &attempt, out);
    attempt_end(&attempt, &result);
    choice_fini(&choice);
    return judge(&trial, same, lenient);
}

enum replay_end check_replay(const char *text, bool lenient, FILE *out)
{
    struct token token;
    const char *why;
    if (!token_read(&token, text, &why)) {
        fprintf(out, "%s: %s\n", text, why);
        return REPLAY_NO_TOKEN;
    }
    enum replay_end end = replay(&token, lenient, out);
    token_fini(&token);
    return end;
}
