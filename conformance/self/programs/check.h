/* For programs that check themselves, part by part: a check that does not hold is printed with
 * its line, and the program then ends with CHECK_FAILED. */
#ifndef PIPERIG_CHECK_PROGRAM_H
#define PIPERIG_CHECK_PROGRAM_H

enum { CHECK_FAILED = 1, CHECK_UNKNOWN_PART = 2, CHECK_PASSED = 42 };

struct check_part {
    const char *name;
    void (*run)(void);
};

#define CHECK(condition) check_that((condition) != 0, #condition, __FILE__, __LINE__)

/* clang-format off */
#define CHECK_PART(name) { #name, name }
/* clang-format on */

void check_that(int holds, const char *condition, const char *file, int line);

/* Run the part that [name] says.  Returns: what main() returns. */
int check_run(const struct check_part *parts, unsigned count, const char *name);

/* The functions above and a main() for a table of parts: once, at the end of a program. */
#define CHECK_MAIN(parts)                                                                          \
    static int check_failures;                                                                     \
    void check_that(int holds, const char *condition, const char *file, int line)                  \
    {                                                                                              \
        if (holds) return;                                                                         \
        check_failures++;                                                                          \
        fprintf(stderr, "%s:%d: %s\n", file, line, condition);                                     \
    }                                                                                              \
    int check_run(const struct check_part *all, unsigned count, const char *name)                  \
    {                                                                                              \
        for (unsigned i = 0; i < count; i++) {                                                     \
            if (strcmp(name, all[i].name) != 0) continue;                                          \
            all[i].run();                                                                          \
            return check_failures == 0 ? CHECK_PASSED : CHECK_FAILED;                              \
        }                                                                                          \
        return CHECK_UNKNOWN_PART;                                                                 \
    }                                                                                              \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return argc > 1 ? check_run(parts, sizeof parts / sizeof *parts, argv[1])                  \
                        : CHECK_UNKNOWN_PART;                                                      \
    }

#endif
