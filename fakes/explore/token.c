#define _GNU_SOURCE

#include <piperig/token.h>

#include "kernel/grow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t checksum(const char *text, size_t size)
{
    uint32_t sum = 0x811C9DC5u;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ (uint8_t)text[i]) * 0x01000193u;
    return sum;
}

/* In base 32. */
static const char digits[] = "0123456789abcdefghijklmnopqrstuv";

static void write_digits(FILE *out, uint16_t number, int count)
{
    while (count-- > 0)
        fputc(digits[number >> 5 * count & 31], out);
}

static bool read_digits(const char *text, int count, uint16_t *number)
{
    *number = 0;
    for (int i = 0; i < count; i++) {
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;
        if (digit == NULL) return false;
        *number = (uint16_t)(*number << 5 | (digit - digits));
    }
    return true;
}

static void write_choices(FILE *out, const struct choice *choice)
{
    uint32_t next = 0;
    for (size_t i = 0; i < choice->deviation_count; i++) {
        struct choice_deviation deviation = choice->deviations[i];
        fprintf(out, "%s%" PRIu32 "-%" PRIu32 "-", i > 0 ? "_" : "", deviation.at - next,
                deviation.picked);
        write_digits(out, deviation.subject.call, 3);
        write_digits(out, deviation.digest, 2);
        fprintf(out, "%u", deviation.subject.thread);
        next = deviation.at + 1;
    }
    if (choice->deviation_count == 0) fputs("calm", out);
}

static void write_plan(FILE *out, const struct fault_plan *plan)
{
    char *text = fault_plan_write(plan);
    fprintf(out, "%s.", text != NULL ? text : "");
    free(text);
}

char *token_write(const char *scenario, uint32_t program, const struct fault_plan *plan,
                  const struct choice *choice)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return NULL;

    fprintf(out, "pr3.%s.%08" PRIx32 ".", scenario, program);
    write_plan(out, plan);
    write_choices(out, choice);
    fprintf(out, ".%08" PRIx32, choice->digest);
    fflush(out);
    fprintf(out, "%08" PRIx32, checksum(text, size));
    fclose(out);
    return text;
}

/* The field up to the next dot, moved past it; NULL at the end. */
static char *field(char **rest)
{
    return strsep(rest, ".");
}

static bool read_hex(const char *text, size_t digits, uint32_t *value)
{
    char *end = NULL;
    if (text == NULL || strspn(text, "0123456789abcdef") < digits) return false;
    char copy[9] = { 0 };
    memcpy(copy, text, digits);
    *value = (uint32_t)strtoul(copy, &end, 16);
    return *end == '\0';
}

/* GAP-PICKED-CCCDDTHREAD: the gap is left in [at]. */
static bool read_deviation(const char *text, struct choice_deviation *deviation)
{
    int length = 0, rest = 0;
    return sscanf(text, "%9" SCNu32 "-%9" SCNu32 "-%n", &deviation->at, &deviation->picked,
                  &length) == 2 &&
           length > 0 && read_digits(text + length, 3, &deviation->subject.call) &&
           read_digits(text + length + 3, 2, &deviation->digest) &&
           sscanf(text + length + 5, "%5" SCNu16 "%n", &deviation->subject.thread, &rest) == 1 &&
           text[length + 5 + rest] == '\0';
}

static bool read_choices(struct token *token, char *text)
{
    size_t capacity = 0;
    uint32_t next = 0;
    char *word;
    if (text == NULL) return false;
    if (strcmp(text, "calm") == 0) return true;

    while ((word = strsep(&text, "_")) != NULL) {
        struct choice_deviation deviation;
        if (!read_deviation(word, &deviation)) return false;
        deviation.at += next;
        next = deviation.at + 1;
        GROW(token->deviations, token->deviation_count, capacity);
        token->deviations[token->deviation_count++] = deviation;
    }
    return true;
}

/* Its reason is the token's. */
static bool read_plan(struct token *token, const char *text, const char **why)
{
    const char *reason = *why;
    if (text == NULL || fault_plan_read(&token->plan, text, &reason)) return text != NULL;
    *why = reason;
    return false;
}

static bool read_scenario(struct token *token, const char *text)
{
    if (text == NULL || strlen(text) > TOKEN_SCENARIO_MAX) return false;
    strcpy(token->scenario, text);
    return true;
}

/* The last 8 characters are a checksum of all before them. */
static bool is_whole(const char *text)
{
    size_t size = strlen(text);
    uint32_t sum;
    return size > 8 && read_hex(text + size - 8, 8, &sum) && sum == checksum(text, size - 8);
}

bool token_read(struct token *token, const char *text, const char **why)
{
    *token = (struct token){ 0 };
    *why = "this is not a token";
    if (strncmp(text, "pr", 2) != 0) return false;
    *why = "the token is of an earlier version, which knew no faults: make it again";
    if (strncmp(text, "pr1.", 4) == 0 || strncmp(text, "pr2.", 4) == 0) return false;
    *why = "the token is of a version that this build does not know";
    if (strncmp(text, "pr3.", 4) != 0) return false;
    *why = "the token was cut short or changed on its way";
    if (!is_whole(text)) return false;

    char *copy = strdup(text), *rest = copy;
    bool good = copy != NULL && field(&rest) != NULL && read_scenario(token, field(&rest)) &&
                read_hex(field(&rest), 8, &token->program) && read_plan(token, field(&rest), why) &&
                read_choices(token, field(&rest)) && read_hex(field(&rest), 8, &token->digest);
    free(copy);
    if (!good) token_fini(token);
    return good;
}

void token_fini(struct token *token)
{
    free(token->deviations);
    *token = (struct token){ 0 };
}
