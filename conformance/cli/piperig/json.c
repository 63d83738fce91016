#define _XOPEN_SOURCE 700    // realpath

#include "json.h"

#include "crt/utf16.h"

#include <cjson/cJSON.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct json_report {
    FILE *out;
    const char *path;    // as it was told
    char *target;        // the file behind it, which the new one replaces
    char *beside;        // the new one, until it is whole; NULL: [out] is what was told of
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

/* A file is replaced when its successor is whole, and keeps its rights: whoever is killed has harmed
 * nothing. A device or a pipe is written. */
static bool open_file(struct json_report *report)
{
    static const char ending[] = ".new";
    struct stat old;
    bool is_there = stat(report->path, &old) == 0;
    if (is_there && !S_ISREG(old.st_mode)) {
        report->out = fopen(report->path, "w");
        return report->out != NULL;
    }
    report->target = is_there ? realpath(report->path, NULL) : strdup(report->path);
    size_t size = strlen(must_have(report->target)) + sizeof ending;
    report->beside = must_have(malloc(size));
    snprintf(report->beside, size, "%s%s", report->target, ending);
    report->out = fopen(report->beside, "w");
    if (report->out == NULL) return false;
    if (is_there) fchmod(fileno(report->out), old.st_mode);
    return true;
}

static bool write_file(const struct json_report *report, const char *text)
{
    bool well = fprintf(report->out, "%s\n", text) > 0 && fflush(report->out) == 0;
    if (report->out == stdout) return well;
    well = fclose(report->out) == 0 && well;
    if (report->beside == NULL) return well;
    if (well && rename(report->beside, report->target) == 0) return true;
    int error = errno;
    remove(report->beside);
    errno = error;
    return false;
}

static void free_report(struct json_report *report)
{
    cJSON_Delete(report->root);
    free(report->target);
    free(report->beside);
    free(report);
}

struct json_report *json_open(const char *path, const char *program)
{
    enum { SCHEMA_VERSION = 1 };
    struct json_report *report = must_have(calloc(1, sizeof *report));
    report->path = path;
    if (strcmp(path, "-") == 0) {
        report->out = stdout;
    } else if (!open_file(report)) {
        fprintf(stderr, "piperig: %s: %s\n", path, strerror(errno));
        free_report(report);
        return NULL;
    }
    report->root = must_have(cJSON_CreateObject());
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
    bool well = write_file(report, text);
    if (!well) fprintf(stderr, "piperig: %s: %s\n", report->path, strerror(errno));
    cJSON_free(text);
    free_report(report);
    return well;
}
