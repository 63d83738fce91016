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

static void write_choices(FILE *out, const struct choice *choice)
{
    uint32_t next = 0;
    for (size_t i = 0; i < choice->deviation_count; i++) {
        struct choice_deviation deviation = choice->deviations[i];
        fprintf(out, "%s%" PRIu32 "-%" PRIu32, i > 0 ? "_" : "", deviation.at - next,
                deviation.picked);
        next = deviation.at + 1;
    }
    if (choice->deviation_count == 0) fputs("calm", out);
}

char *token_write(const char *scenario, uint32_t program, const struct choice *choice)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return NULL;

    fprintf(out, "pr1.%s.%08" PRIx32 ".", scenario, program);
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

static bool read_pair(const char *pair, uint32_t *gap, uint32_t *picked)
{
    int length = 0;
    return sscanf(pair, "%9" SCNu32 "-%9" SCNu32 "%n", gap, picked, &length) == 2 &&
           pair[length] == '\0';
}

static bool read_choices(struct token *token, char *text)
{
    size_t capacity = 0;
    uint32_t next = 0;
    char *pair;
    if (text == NULL) return false;
    if (strcmp(text, "calm") == 0) return true;

    while ((pair = strsep(&text, "_")) != NULL) {
        uint32_t gap, picked;
        if (!read_pair(pair, &gap, &picked)) return false;
        GROW(token->deviations, token->deviation_count, capacity);
        token->deviations[token->deviation_count++] =
            (struct choice_deviation){ next + gap, picked };
        next += gap + 1;
    }
    return true;
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
    *why = "the token is of a version that this build does not know";
    if (strncmp(text, "pr1.", 4) != 0) return false;
    *why = "the token was cut short or changed on its way";
    if (!is_whole(text)) return false;

    char *copy = strdup(text), *rest = copy;
    bool good = copy != NULL && field(&rest) != NULL && read_scenario(token, field(&rest)) &&
                read_hex(field(&rest), 8, &token->program) && read_choices(token, field(&rest)) &&
                read_hex(field(&rest), 8, &token->digest);
    free(copy);
    if (!good) token_fini(token);
    return good;
}

void token_fini(struct token *token)
{
    free(token->deviations);
    *token = (struct token){ 0 };
}
