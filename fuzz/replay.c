/* A fuzz target without a fuzzer: run it on files.
 *
 * What a fuzzer once found is worth most when everybody runs it, with any compiler and any
 * sanitizer. A single file runs in this process, so that a debugger sees it; of several, each runs
 * in a process of its own, so that one that fails does not hide the others. The target is set up in
 * that process too: some sanitizers lose track of fibers that were there before a fork. */
#define _GNU_SOURCE    // scandir, asprintf, strsignal, program_invocation_short_name

#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_HOLDS = 0, EXIT_BROKEN = 1, EXIT_USAGE = 2 };

#pragma weak LLVMFuzzerInitialize

struct input_list {
    char **paths;
    size_t count;
};

static int replay_all(const struct input_list *inputs);
static bool replay_apart(const char *path);
static bool replay(const char *path);
static bool add(struct input_list *inputs, const char *path);
static bool add_folder(struct input_list *inputs, const char *path);
static void complain(const char *path);

static void print_usage(FILE *out)
{
    fprintf(
        out,
        "usage: %s [--picture] FILE|FOLDER...\n"
        "\n"
        "Runs the fuzz target on each file, and on each file of each folder.\n"
        "--picture also shows what each input does.\n"
        "\n"
        "Exit codes: 0 the property holds for all, 1 it is broken, 2 wrong usage or no input.\n",
        program_invocation_short_name);
}

int main(int count, char **arguments)
{
    struct input_list inputs = { 0 };
    bool good = true;
    int exit_code = EXIT_USAGE;

    for (int i = 1; i < count && good; i++) {
        if (strcmp(arguments[i], "--help") == 0) {
            print_usage(stdout);
            return EXIT_HOLDS;
        }
        if (strcmp(arguments[i], "--picture") == 0)
            fuzz_shows = true;
        else
            good = add(&inputs, arguments[i]);
    }
    if (good && inputs.count == 0) print_usage(stderr);
    if (good && inputs.count > 0) exit_code = replay_all(&inputs);
    for (size_t i = 0; i < inputs.count; i++)
        free(inputs.paths[i]);
    free(inputs.paths);
    return exit_code;
}

static int replay_all(const struct input_list *inputs)
{
    size_t failed = 0;

    for (size_t i = 0; i < inputs->count; i++) {
        const char *path = inputs->paths[i];
        if (!(inputs->count == 1 ? replay(path) : replay_apart(path))) failed++;
    }
    printf("%s: %zu inputs, %zu failed\n", program_invocation_short_name, inputs->count, failed);
    return failed == 0 ? EXIT_HOLDS : EXIT_BROKEN;
}

/* Returns: false, after saying so, if the process that ran it did not end well. */
static bool replay_apart(const char *path)
{
    int status = 0;

    fflush(stdout);
    fflush(stderr);
    pid_t child = fork();
    if (child == 0) exit(replay(path) ? EXIT_HOLDS : EXIT_BROKEN);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        complain(path);
        return false;
    }
    if (WIFSIGNALED(status))
        fprintf(stderr, "%s: failed: %s\n", path, strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != EXIT_HOLDS)
        fprintf(stderr, "%s: failed: exit code %d\n", path, WEXITSTATUS(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_HOLDS;
}

/* The whole file, in memory of just its size, so that a sanitizer sees each step beyond it. NULL:
 * none. */
static uint8_t *read_all(const char *path, size_t *size)
{
    struct stat about;
    uint8_t *bytes = NULL;
    FILE *file = fopen(path, "rb");

    if (file != NULL && fstat(fileno(file), &about) == 0) {
        *size = (size_t)about.st_size;
        bytes = malloc(*size > 0 ? *size : 1);
        if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (bytes == NULL) complain(path);
    if (file != NULL) fclose(file);
    return bytes;
}

static bool replay(const char *path)
{
    size_t size = 0;
    uint8_t *bytes = read_all(path, &size);
    char *no_arguments[] = { program_invocation_name, NULL };
    char **arguments = no_arguments;
    int count = 1;

    if (bytes == NULL) return false;
    if (fuzz_shows) printf("== %s, %zu bytes\n", path, size);
    fuzz_input = path;
    if (LLVMFuzzerInitialize != NULL) LLVMFuzzerInitialize(&count, &arguments);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return true;
}

static bool add_file(struct input_list *inputs, const char *path)
{
    char **paths = realloc(inputs->paths, (inputs->count + 1) * sizeof *paths);

    if (paths != NULL) inputs->paths = paths;
    char *copy = paths != NULL ? strdup(path) : NULL;
    if (copy != NULL)
        inputs->paths[inputs->count++] = copy;
    else
        complain(path);
    return copy != NULL;
}

static bool add(struct input_list *inputs, const char *path)
{
    struct stat about;
    bool good = false;

    if (path[0] == '-') {
        fprintf(stderr, "%s: unknown option %s\n", program_invocation_short_name, path);
        print_usage(stderr);
    } else if (stat(path, &about) != 0) {
        complain(path);
    } else {
        good = S_ISDIR(about.st_mode) ? add_folder(inputs, path) : add_file(inputs, path);
    }
    return good;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of names, so that every machine reports alike. */
static bool add_folder(struct input_list *inputs, const char *path)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, alphasort);
    bool good = count > 0;

    if (count < 0) complain(path);
    if (count == 0)
        fprintf(stderr, "%s: %s: the folder is empty\n", program_invocation_short_name, path);
    for (int i = 0; i < count; i++) {
        char *whole = NULL;
        if (asprintf(&whole, "%s/%s", path, entries[i]->d_name) < 0) whole = NULL;
        good = good && whole != NULL && add_file(inputs, whole);
        free(whole);
        free(entries[i]);
    }
    free(entries);
    return good;
}

static void complain(const char *path)
{
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, path, strerror(errno));
}
