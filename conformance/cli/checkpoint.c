#define _POSIX_C_SOURCE 200809L    // getline, fmemopen

#include "checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_SIZE = 200, KEY_SIZE = 200 };

/* What is known of a check. */
struct entry {
    char name[NAME_SIZE];
    char *lines;
    struct entry *next;
};

struct checkpoint {
    char *path;
    char key[KEY_SIZE];
    struct entry *entries;    // the latest first
};

static void *must_have(void *memory)
{
    if (memory == NULL) abort();
    return memory;
}

static uint64_t sum_of(uint64_t sum, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    while (size-- > 0)
        sum = (sum ^ *at++) * 0x100000001B3u;
    return sum;
}

static const uint64_t no_sum = 0xCBF29CE484222325u;

/* --- The key ---------------------------------------------------------------------------------- */

static bool sum_file(const char *path, uint64_t *sum)
{
    char piece[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        *sum = sum_of(*sum, piece, size);
    fclose(file);
    return true;
}

bool checkpoint_key(char *key, size_t size, uint64_t runs_max)
{
    const struct subject *subject;
    uint64_t sum = no_sum;
    if (!sum_file("/proc/self/exe", &sum)) return false;
    for (unsigned i = 0; (subject = subject_at(i)) != NULL; i++) {
        const char *file = subject->file;
        if (!sum_file(strchr(file, '/') != NULL ? file : program_beside(file), &sum)) return false;
    }
    snprintf(key, size, "%016" PRIx64 "-runs-%" PRIu64, sum, runs_max);
    return true;
}

/* --- Entries ---------------------------------------------------------------------------------- */

static void name_check(char *name, const struct check *check)
{
    snprintf(name, NAME_SIZE, "%s/%s", check->suite, check->name);
}

static struct entry *find(const struct checkpoint *checkpoint, const struct check *check)
{
    char name[NAME_SIZE];
    name_check(name, check);
    struct entry *entry = checkpoint->entries;
    while (entry != NULL && strcmp(entry->name, name) != 0)
        entry = entry->next;
    return entry;
}

/* [lines] become the entry's. */
static void keep(struct checkpoint *checkpoint, const char *name, char *lines)
{
    struct entry *entry = must_have(calloc(1, sizeof *entry));
    snprintf(entry->name, sizeof entry->name, "%s", name);
    entry->lines = lines;
    entry->next = checkpoint->entries;
    checkpoint->entries = entry;
}

static void keep_check(struct checkpoint *checkpoint, const struct check *check, char *lines)
{
    char name[NAME_SIZE];
    struct entry *known = find(checkpoint, check);
    name_check(name, check);
    if (known == NULL) {
        keep(checkpoint, name, lines);
        return;
    }
    free(known->lines);
    known->lines = lines;
}

bool checkpoint_find_done(const struct checkpoint *checkpoint, const struct check *check,
                          struct check_result *result)
{
    const struct entry *entry = find(checkpoint, check);
    if (entry == NULL || strncmp(entry->lines, "result ", 7) != 0) return false;
    FILE *in = must_have(fmemopen(entry->lines, strlen(entry->lines), "r"));
    bool found = check_result_read(result, in);
    fclose(in);
    return found;
}

FILE *checkpoint_find_cut(const struct checkpoint *checkpoint, const struct check *check)
{
    const struct entry *entry = find(checkpoint, check);
    if (entry == NULL || strncmp(entry->lines, "at ", 3) != 0) return NULL;
    return fmemopen(entry->lines, strlen(entry->lines), "r");
}

void checkpoint_keep_done(struct checkpoint *checkpoint, const struct check *check,
                          const struct check_result *result)
{
    char *lines = NULL;
    size_t size;
    if (result->verdict != VERDICT_HOLDS) return;
    FILE *out = must_have(open_memstream(&lines, &size));
    check_result_save(result, out);
    fclose(out);
    keep_check(checkpoint, check, must_have(lines));
}

static char *read_all(FILE *file)
{
    char *text = NULL, piece[4096];
    size_t size, all_size;
    FILE *all = must_have(open_memstream(&text, &all_size));
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        fwrite(piece, 1, size, all);
    fclose(all);
    return must_have(text);
}

void checkpoint_keep_cut(struct checkpoint *checkpoint, const struct check *check, FILE *lines)
{
    rewind(lines);
    keep_check(checkpoint, check, read_all(lines));
}

/* --- The file --------------------------------------------------------------------------------- */

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static char *compose(const struct checkpoint *checkpoint)
{
    char *text = NULL;
    size_t size;
    FILE *out = must_have(open_memstream(&text, &size));
    fprintf(out, "piperig checkpoint 1\nfor %s\n", checkpoint->key);
    for (const struct entry *entry = checkpoint->entries; entry != NULL; entry = entry->next)
        fprintf(out, "check %s %zu\n%s", entry->name, count_lines(entry->lines), entry->lines);
    fflush(out);
    fprintf(out, "sum %016" PRIx64 "\n", sum_of(no_sum, text, size));
    fclose(out);
    return must_have(text);
}

/* Returns: false with errno set. */
static bool write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) return false;
    bool whole = fputs(text, out) >= 0 && fflush(out) == 0 && fsync(fileno(out)) == 0;
    int error = errno;
    fclose(out);
    errno = error;
    return whole;
}

bool checkpoint_write(const struct checkpoint *checkpoint)
{
    size_t size = strlen(checkpoint->path) + sizeof ".new";
    char *text = compose(checkpoint), *beside = must_have(malloc(size));
    snprintf(beside, size, "%s.new", checkpoint->path);
    bool written = write_file(beside, text) && rename(beside, checkpoint->path) == 0;
    free(beside);
    free(text);
    return written;
}

void checkpoint_remove(const struct checkpoint *checkpoint)
{
    remove(checkpoint->path);
}

/* Move [text] past its first line, which ends there. NULL at the end. */
static char *take_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');
    if (end == NULL) return NULL;
    *end = '\0';
    *text = end + 1;
    return line;
}

static char *take_lines(char **text, size_t count)
{
    char *from = *text, *to = from;
    while (count-- > 0) {
        to = strchr(to, '\n');
        if (to == NULL) return NULL;
        to++;
    }
    *text = to;
    return must_have(strndup(from, (size_t)(to - from)));
}

static bool read_entry(struct checkpoint *checkpoint, char **text)
{
    char name[NAME_SIZE];
    size_t count;
    char *line = take_line(text);
    if (line == NULL || sscanf(line, "check %199s %zu", name, &count) != 2) return false;
    char *lines = take_lines(text, count);
    if (lines != NULL) keep(checkpoint, name, lines);
    return lines != NULL;
}

/* Cut the sum off. Returns: whether it is that of what is left. */
static bool check_sum(char *text)
{
    enum { SUM_SIZE = sizeof "sum 0123456789abcdef\n" - 1 };
    size_t size = strlen(text);
    uint64_t sum;
    if (size < SUM_SIZE || sscanf(text + size - SUM_SIZE, "sum %16" SCNx64 "\n", &sum) != 1)
        return false;
    text[size - SUM_SIZE] = '\0';
    return sum == sum_of(no_sum, text, size - SUM_SIZE);
}

/* Returns: NULL, or why it cannot be gone on with. */
static const char *read_text(struct checkpoint *checkpoint, char *text)
{
    if (strncmp(text, "piperig checkpoint ", 19) != 0) return "it is no checkpoint";
    if (strncmp(text + 19, "1\n", 2) != 0)
        return "it is of a version that this build does not know";
    if (!check_sum(text)) return "it was cut short or changed";
    take_line(&text);
    const char *key = take_line(&text);
    if (key == NULL || strncmp(key, "for ", 4) != 0) return "it was cut short or changed";
    if (strcmp(key + 4, checkpoint->key) != 0)
        return "it is of another build of the rig or of the server, or of other --runs";
    while (*text != '\0')
        if (!read_entry(checkpoint, &text)) return "it was cut short or changed";
    return NULL;
}

struct checkpoint *checkpoint_open(const char *path, const char *key, const char **why)
{
    struct checkpoint *checkpoint = must_have(calloc(1, sizeof *checkpoint));
    checkpoint->path = must_have(strdup(path));
    snprintf(checkpoint->key, sizeof checkpoint->key, "%s", key);
    *why = NULL;
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        char *text = read_all(file);
        *why = read_text(checkpoint, text);
        free(text);
        fclose(file);
    } else if (errno != ENOENT) {
        *why = strerror(errno);
    }
    if (*why == NULL) return checkpoint;
    checkpoint_close(checkpoint);
    return NULL;
}

void checkpoint_close(struct checkpoint *checkpoint)
{
    while (checkpoint->entries != NULL) {
        struct entry *entry = checkpoint->entries;
        checkpoint->entries = entry->next;
        free(entry->lines);
        free(entry);
    }
    free(checkpoint->path);
    free(checkpoint);
}
