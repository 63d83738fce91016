#define _XOPEN_SOURCE 700    // mkstemp, realpath

#include "json.h"

#include "crt/utf16.h"

#include <cjson/cJSON.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct json_report {
    const char *path;
    FILE *out;    // stdout, a device or a pipe; NULL: the path is a file's
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

/* Whether a file may be put there, or the one that is there be written. */
static bool may_be_written(const char *path, bool is_there)
{
    if (is_there) return access(path, W_OK) == 0;
    char *folder = must_have(strdup(path));
    char *slash = strrchr(folder, '/');
    if (slash != NULL) slash[1] = '\0';
    bool may = access(slash != NULL ? folder : ".", W_OK | X_OK) == 0;
    free(folder);
    return may;
}

/* A device or a pipe is opened now, and whoever reads it sees its end; a file is let be until its
 * successor is whole. */
static bool open_out(struct json_report *report)
{
    struct stat old;
    bool is_there = stat(report->path, &old) == 0;
    if (!is_there || S_ISREG(old.st_mode)) return may_be_written(report->path, is_there);
    report->out = fopen(report->path, "w");
    return report->out != NULL;
}

/* Returns: false, with errno, if [out], which is closed, is NULL or does not take it. */
static bool write_out(FILE *out, const char *text)
{
    if (out == NULL) return false;
    bool well = fprintf(out, "%s\n", text) > 0 && fflush(out) == 0;
    return (out == stdout || fclose(out) == 0) && well;
}

/* Those of the file that is replaced, or which any new file has. */
static mode_t rights_for(const char *target)
{
    enum { ANY_FILE = 0666 };
    struct stat old;
    if (stat(target, &old) == 0) return old.st_mode;
    mode_t mask = umask(0);
    umask(mask);
    return ANY_FILE & ~mask;
}

/* By a file beside it, whose name is nobody's: whoever is killed has harmed nothing. Where there can
 * be none, or it cannot take the place, the old file is written. */
static bool write_file(const char *path, const char *text)
{
    static const char ending[] = ".XXXXXX";
    char *target = realpath(path, NULL);    // the file behind a link
    if (target == NULL) target = must_have(strdup(path));
    size_t size = strlen(target) + sizeof ending;
    char *beside = must_have(malloc(size));
    snprintf(beside, size, "%s%s", target, ending);
    int file = mkstemp(beside);
    bool well = file < 0;
    if (file >= 0) {
        fchmod(file, rights_for(target));
        well = write_out(fdopen(file, "w"), text);
    }
    bool replaced = file >= 0 && well && rename(beside, target) == 0;
    int error = errno;
    if (file >= 0 && !replaced) unlink(beside);
    errno = error;
    if (well && !replaced) well = write_out(fopen(target, "w"), text);
    free(beside);
    free(target);
    return well;
}

static void free_report(struct json_report *report)
{
    cJSON_Delete(report->root);
    free(report);
}

struct json_report *json_open(const char *path, const char *program)
{
    enum { SCHEMA_VERSION = 1 };
    struct json_report *report = must_have(calloc(1, sizeof *report));
    report->path = path;
    if (strcmp(path, "-") == 0) {
        report->out = stdout;
    } else if (!open_out(report)) {
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

void json_discard(struct json_report *report)
{
    if (report->out != NULL && report->out != stdout) fclose(report->out);
    free_report(report);
}

bool json_close(struct json_report *report)
{
    char *text = must_have(cJSON_Print(report->root));
    bool well = report->out != NULL ? write_out(report->out, text) : write_file(report->path, text);
    if (!well) fprintf(stderr, "piperig: %s: %s\n", report->path, strerror(errno));
    cJSON_free(text);
    free_report(report);
    return well;
}
