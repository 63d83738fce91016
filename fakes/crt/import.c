/* A program may use the fakes, and of the C library only what touches nothing but its arguments.
 *
 * The host itself lives on the C library, so the loader would bind a program to any of its
 * functions: one that reads a clock or opens a file would escape the world, and runs would no
 * longer be functions of their choices. Hence two lists, which the build makes from text files:
 * wrapped.txt names the functions that are bound to the fakes when a program is linked,
 * harmless.txt those that may be called as they are.
 */
#define _GNU_SOURCE
#include "import.h"

#include "import_names.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* What was found wrong: names, as far as a sentence has room for them. */
struct import_check {
    bool has_main;
    char thread_local_name[64];
    char unbound[64];       // should have been wrapped
    char missing[256];      // nobody may or does provide them
    size_t missing_more;    // and how many more
};

/* Is [name] on [list]? An entry that ends with a star stands for all names that begin so. */
static bool import_listed(const char *name, const char *const *list)
{
    for (; *list != NULL; list++) {
        size_t length = strlen(*list);
        bool prefix = length > 0 && (*list)[length - 1] == '*';
        if (prefix ? strncmp(name, *list, length - 1) == 0 : strcmp(name, *list) == 0) return true;
    }
    return false;
}

/* The name in the source: by the standard that is asked for, the host's headers give some functions
 * another one. */
static const char *import_source_name(const char *name)
{
    static const char *const prefixes[] = { "__isoc99_", "__isoc23_" };
    for (size_t i = 0; i < 2; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) return name + strlen(prefixes[i]);
    return name;
}

static void import_note_missing(struct import_check *check, const char *name)
{
    size_t used = strlen(check->missing);
    size_t room = sizeof(check->missing) - used;

    if (strlen(name) + sizeof(", ") > room)
        check->missing_more++;
    else
        snprintf(check->missing + used, room, "%s%s", used != 0 ? ", " : "", name);
}

/* Does the host have [name], and not merely because it lives on the C library? */
static bool import_hosted(const char *name)
{
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    bool hosted = dlsym(RTLD_DEFAULT, name) != NULL && dlsym(libc, name) == NULL;

    if (libc != NULL) dlclose(libc);
    return hosted;
}

bool import_provides(const char *name)
{
    return import_listed(name, import_harmless) || import_listed(name, import_wrapped) ||
           import_hosted(name);
}

static void import_check_needed(struct import_check *check, const char *name)
{
    if (!import_provides(name))
        import_note_missing(check, import_source_name(name));
    else if (import_listed(name, import_wrapped))
        snprintf(check->unbound, sizeof(check->unbound), "%s", name);
}

static void import_visit_dynamic(void *context, const struct elf_symbol *symbol)
{
    struct import_check *check = context;

    if (!symbol->undefined)
        check->has_main |= strcmp(symbol->name, "main") == 0 || strcmp(symbol->name, "wmain") == 0;
    else if (!symbol->weak)
        import_check_needed(check, symbol->name);
}

static void import_visit_static(void *context, const struct elf_symbol *symbol)
{
    struct import_check *check = context;

    if (symbol->per_thread && !symbol->undefined)
        snprintf(check->thread_local_name, sizeof(check->thread_local_name), "%s", symbol->name);
}

/* Put what was found into words; false if there is anything to say. */
static bool import_judge(const struct import_check *check, const struct elf *elf, char *reason,
                         size_t size)
{
    if (!check->has_main)
        snprintf(reason, size, "has no main or wmain");
    else if (elf_has_thread_locals(elf))
        snprintf(reason, size, "has a thread-local variable, %s: the rig's threads would share it",
                 check->thread_local_name);
    else if (check->unbound[0] != '\0')
        snprintf(reason, size, "%s is not bound to the fakes (link with -Wl,--wrap=%s)",
                 check->unbound, check->unbound);
    else if (check->missing_more != 0)
        snprintf(reason, size, "the fakes do not provide %s and %zu more", check->missing,
                 check->missing_more);
    else if (check->missing[0] != '\0')
        snprintf(reason, size, "the fakes do not provide %s", check->missing);
    else
        return true;
    return false;
}

bool import_check(const struct elf *elf, char *reason, size_t reason_size)
{
    struct import_check check = { 0 };

    elf_each_symbol(elf, ELF_DYNAMIC, import_visit_dynamic, &check);
    elf_each_symbol(elf, ELF_STATIC, import_visit_static, &check);
    return import_judge(&check, elf, reason, reason_size);
}

void import_each_name(void (*visit)(void *context, const char *name), void *context)
{
    const char *const *const lists[] = { import_wrapped, import_harmless };
    for (size_t i = 0; i < 2; i++)
        for (const char *const *name = lists[i]; *name != NULL; name++)
            if (strncmp(*name, "__", 2) != 0 && strchr(*name, '*') == NULL) visit(context, *name);
}
