#include "judgement.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

/* Take the line that begins with [mark] out of [output]. Returns: the rest of it, or NULL. */
static char *judgement_take_line(char *output, const char *mark)
{
    char *line = strstr(output, mark);
    if (!line) return NULL;

    char *reason = line + strlen(mark);
    size_t length = strcspn(reason, "\r\n");
    static char taken[512];
    snprintf(taken, sizeof(taken), "%.*s", (int)length, reason);
    char *rest = reason + length;
    rest += strspn(rest, "\r\n");
    memmove(line, rest, strlen(rest) + 1);
    return taken;
}

/* Say what is wrong with the way a test ended. Returns: NULL if nothing is. */
static const char *judgement_complaint(const struct host_child *child)
{
    static char text[128];
    switch (child->end) {
    case HOST_NOT_STARTED:
        snprintf(text, sizeof(text), "its process could not be started (error %lu)", child->code);
        return text;
    case HOST_TIMED_OUT: return "timed out";
    case HOST_CRASHED:
        snprintf(text, sizeof(text), "crashed (%lu, 0x%lX)", child->code, child->code);
        return text;
    case HOST_EXITED: break;
    }
    if (child->code == TEST_FAILED || child->code == TEST_DEVIATED) return "failed";
    if (child->code == TEST_AGREED) return "Wine agrees after all: remove WINE_DEVIATES";
    if (child->code != TEST_PASSED && child->code != TEST_SKIPPED) {
        snprintf(text, sizeof(text), "ended its process with exit code %lu", child->code);
        return text;
    }
    // A sanitizer that was told to go on reports an error and spoils no exit code.
    if (strstr(child->output, "runtime error:")) return "a sanitizer reported an error";
    if (strstr(child->output, "Sanitizer:")) return "a sanitizer reported an error";
    return NULL;
}

void judgement_run(struct judgement *judgement, const struct test *test, unsigned timeout_s)
{
    struct host_child *child = &judgement->child;
    host_run_apart(test, timeout_s, child);
    bool exited = child->end == HOST_EXITED;
    bool skipped = exited && child->code == TEST_SKIPPED;
    judgement->announced = judgement_take_line(child->output, skipped ? TEST_SKIPS : TEST_DEVIATES);
    judgement->why = judgement_complaint(child);

    if (exited && child->code == TEST_DEVIATED && judgement->announced)
        judgement->verdict = JUDGEMENT_DEVIATED;
    else if (judgement->why)
        judgement->verdict = JUDGEMENT_FAILED;
    else
        judgement->verdict = skipped ? JUDGEMENT_SKIPPED : JUDGEMENT_PASSED;
}
