#include "json.h"

#include "crt/utf16.h"

#include <cjson/cJSON.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct json_report {
    FILE *out;
    const char *path;
    cJSON *root;
    cJSON *rules;
};

/* Nothing here is worth going on without. */
static void *must_have(void *memory)
{
    if (memory == NULL) abort();
    return memory;
}

/* JSON is UTF-8, and what a program prints or is called need not be. */
static void add_text(cJSON *object, const char *name, const char *text)
{
    size_t size = strlen(text);
    size_t units = utf16_from_utf8(text, size, NULL, 0, NULL);
    uint16_t *wide = must_have(calloc(units + 1, sizeof *wide));
    utf16_from_utf8(text, size, wide, units, NULL);
    size_t bytes = utf16_to_utf8(wide, units, NULL, 0);
    char *clean = must_have(calloc(bytes + 1, 1));
    utf16_to_utf8(wide, units, clean, bytes);
    must_have(cJSON_AddStringToObject(object, name, clean));
    free(clean);
    free(wide);
}

static void add_text_or_null(cJSON *object, const char *name, const char *text, bool is_there)
{
    if (is_there && text[0] != '\0')
        add_text(object, name, text);
    else
        must_have(cJSON_AddNullToObject(object, name));
}

struct json_report *json_open(const char *path, const char *program)
{
    enum { SCHEMA_VERSION = 1 };
    FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (out == NULL) {
        fprintf(stderr, "piperig: %s: %s\n", path, strerror(errno));
        return NULL;
    }
    struct json_report *report = must_have(calloc(1, sizeof *report));
    *report = (struct json_report){ out, path, must_have(cJSON_CreateObject()), NULL };
    must_have(cJSON_AddNumberToObject(report->root, "schema_version", SCHEMA_VERSION));
    add_text(report->root, "program", program);
    report->rules = must_have(cJSON_AddArrayToObject(report->root, "rules"));
    return report;
}

void json_add(struct json_report *report, const struct finding *finding)
{
    const struct check_result *result = &finding->result;
    const struct rule *rule = rule_at(finding->rule);
    cJSON *object = must_have(cJSON_CreateObject());
    cJSON_AddItemToArray(report->rules, object);
    add_text(object, "id", rule->id);
    add_text(object, "level", rule_level_name(rule->level));
    add_text(object, "verdict", verdict_name(result->verdict));
    must_have(cJSON_AddNumberToObject(object, "runs", (double)result->runs));
    must_have(
        cJSON_AddBoolToObject(object, "all", result->verdict == VERDICT_HOLDS && result->all));
    add_text_or_null(object, "token", result->token, result->verdict == VERDICT_BROKEN);
    add_text_or_null(object, "why", result->why, result->verdict != VERDICT_HOLDS);
}

bool json_close(struct json_report *report)
{
    char *text = must_have(cJSON_Print(report->root));
    bool well = fprintf(report->out, "%s\n", text) > 0 && fflush(report->out) == 0;
    if (report->out != stdout) well = fclose(report->out) == 0 && well;
    if (!well) fprintf(stderr, "piperig: %s: %s\n", report->path, strerror(errno));
    cJSON_free(text);
    cJSON_Delete(report->root);
    free(report);
    return well;
}
