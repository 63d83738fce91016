/* What piperig-cc asks of a program that it has built. It has the fakes in it, as every host has, and so
 * knows what a host provides. */
#include "crt/elf.h"
#include "crt/image.h"
#include "crt/import.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_GOOD = 0, EXIT_USAGE = 2, EXIT_REFUSED = 3 };

static const char usage[] =
    "usage: imports PROGRAM.rig                refuse it as a host would, and say why\n"
    "       imports --lacks-of PROGRAM.rig     the functions that nobody provides to it\n"
    "       imports --lacks NAME...            those of them that nobody provides\n";

static void print_lacking(const char *name)
{
    if (!import_provides(name)) puts(name);
}

static void visit(void *context, const struct elf_symbol *symbol)
{
    (void)context;
    if (symbol->undefined && !symbol->weak) print_lacking(symbol->name);
}

static int refuse(const char *path, const char *reason)
{
    fprintf(stderr, "%s: %s\n", path, reason);
    return EXIT_REFUSED;
}

static int list_lacking(const char *path)
{
    struct elf elf;
    const char *reason = elf_open(&elf, path);
    int code = reason == NULL ? EXIT_GOOD : refuse(path, reason);
    if (reason == NULL) elf_each_symbol(&elf, ELF_DYNAMIC, visit, NULL);
    elf_close(&elf);
    return code;
}

static int load(const char *path)
{
    char why[512];
    struct image *image = image_open(path, why, sizeof why);
    if (image == NULL) {
        fprintf(stderr, "%s\n", why);
        return EXIT_REFUSED;
    }
    image_close(image);
    return EXIT_GOOD;
}

int main(int count, char **arguments)
{
    if (count == 2) return load(arguments[1]);
    if (count == 3 && strcmp(arguments[1], "--lacks-of") == 0) return list_lacking(arguments[2]);
    if (count >= 2 && strcmp(arguments[1], "--lacks") == 0) {
        for (int i = 2; i < count; i++)
            print_lacking(arguments[i]);
        return EXIT_GOOD;
    }
    fputs(usage, stderr);
    return EXIT_USAGE;
}
