/* Programs under test are shared objects that the host loads: what they call, the host exports.
 *
 * The loader knows a file by its name and its inode and gives the same globals to whoever asks
 * again. A process of its own needs globals of its own, so further copies are loaded from memory
 * files. Each is named by the path below /proc that other processes can read too, for the sake of
 * debuggers and symbolizers. Copies are kept for the next run: loading one costs a thousand times
 * more than putting one back.
 *
 * What a program may call (import.h) is decided before it is loaded, since loading runs its
 * constructors.
 */
#define _GNU_SOURCE
#include "image.h"

#include "arguments.h"
#include "elf.h"
#include "import.h"
#include "snapshot.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int image_narrow_main(int argc, char **argv, char **environment);
typedef int image_wide_main(int argc, uint16_t **argv, uint16_t **environment);

struct image {
    struct elf elf;
    char *path;
    uint64_t hash;
    bool stays;    // counts coverage: its memory must outlive us
    bool shows_memory;
    uint64_t loaded_size;
    struct symbols *symbols;      // of the file; NULL until somebody asks, or if there are none
    bool knows_symbols;           // somebody has asked
    struct image_copy *copies;    // all of them
    struct image_copy *free;      // those that no process uses
};

struct image_copy {
    struct image *image;
    struct image_copy *next;
    struct image_copy *next_free;
    void *handle;    // the loader's
    uintptr_t base;
    int file;    // memory file, or -1
    bool taken;
    struct snapshot snapshot;
    image_narrow_main *narrow;
    image_wide_main *wide;    // the program's main is one of the two
    uint16_t **arguments;     // of wmain: kept here, as a process need not return from it
};

/* Write "PATH: why" and be false. */
static bool image_refuse(const char *path, char *why, size_t why_size, const char *reason)
{
    snprintf(why, why_size, "%s: %s", path, reason);
    return false;
}

/* A memory file with the image's content, or -1. */
static int image_write_copy(const struct image *image)
{
    int file = memfd_create("piperig-program", MFD_CLOEXEC);
    size_t done = 0;

    while (file >= 0 && done < image->elf.size) {
        ssize_t put = write(file, image->elf.bytes + done, image->elf.size - done);
        if (put > 0) {
            done += (size_t)put;
        } else {
            close(file);
            file = -1;
        }
    }
    return file;
}

/* Load the file itself once; whatever is loaded already, by us or by others, has its globals in
 * use. */
static void *image_load_file(const struct image *image)
{
    void *loaded = dlopen(image->path, RTLD_LAZY | RTLD_NOLOAD);

    if (loaded == NULL) return dlopen(image->path, RTLD_NOW | RTLD_LOCAL);
    dlclose(loaded);
    return NULL;
}

static void *image_load_copy(const struct image *image, int *file)
{
    char path[64];

    *file = image_write_copy(image);
    snprintf(path, sizeof(path), "/proc/%ld/fd/%d", (long)getpid(), *file);
    return *file >= 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
}

static bool image_find_main(struct image_copy *copy)
{
    // POSIX lets dlsym's result be used as a function; C asks for the detour.
    *(void **)&copy->wide = dlsym(copy->handle, "wmain");
    *(void **)&copy->narrow = dlsym(copy->handle, "main");
    return copy->wide != NULL || copy->narrow != NULL;
}

static bool image_load(struct image_copy *copy)
{
    struct link_map *map = NULL;

    copy->file = -1;
    copy->handle = image_load_file(copy->image);
    if (copy->handle == NULL) copy->handle = image_load_copy(copy->image, &copy->file);
    if (copy->handle == NULL || dlinfo(copy->handle, RTLD_DI_LINKMAP, &map) != 0) return false;
    copy->base = map->l_addr;
    return image_find_main(copy) && snapshot_init(&copy->snapshot, &copy->image->elf, copy->base);
}

static void image_unload(struct image_copy *copy)
{
    snapshot_fini(&copy->snapshot);
    arguments_free(copy->arguments);
    if (copy->handle != NULL && !copy->image->stays) dlclose(copy->handle);
    // The loader would take another file of the same name for the one that stays.
    if (copy->file >= 0 && !copy->image->stays) close(copy->file);
    free(copy);
}

/* A new copy, or NULL: then dlerror() may know why. */
static struct image_copy *image_add_copy(struct image *image)
{
    struct image_copy *copy = calloc(1, sizeof(*copy));
    if (copy == NULL) return NULL;

    copy->image = image;
    if (!image_load(copy)) {
        image_unload(copy);
        return NULL;
    }
    copy->next = image->copies;
    image->copies = copy;
    return copy;
}

/* A path that the loader does not look for in the folders of system libraries. */
static char *image_own_path(const char *path)
{
    size_t size = strlen(path) + sizeof("./");
    char *own = malloc(size);

    if (own != NULL) snprintf(own, size, "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
    return own;
}

/* The loader's last complaint, less the name that begins it: the first copy bears the path,
 * others do not. */
static const char *image_loader_says(const char *path)
{
    const char *says = dlerror();
    size_t length = strlen(path);

    if (says == NULL) return "there is no memory left to load it";
    if (strncmp(says, path, length) == 0 && strncmp(says + length, ": ", 2) == 0)
        return says + length + 2;
    return says;
}

static void image_visit_hook(void *shows_memory, const struct elf_symbol *symbol)
{
    if (symbol->undefined && strcmp(symbol->name, "__tsan_func_entry") == 0)
        *(bool *)shows_memory = true;
}

static bool image_open_into(struct image *image, char *why, size_t why_size)
{
    char missing[512];
    const char *reason = elf_open(&image->elf, image->path);

    if (reason == NULL && !import_check(&image->elf, missing, sizeof(missing))) reason = missing;
    if (reason != NULL) return image_refuse(image->path, why, why_size, reason);

    image->hash = elf_hash(&image->elf);
    image->loaded_size = elf_loaded_size(&image->elf);
    image->stays = snapshot_counts_coverage(&image->elf);
    elf_each_symbol(&image->elf, ELF_DYNAMIC, image_visit_hook, &image->shows_memory);
    image->free = image_add_copy(image);
    if (image->free == NULL)
        return image_refuse(image->path, why, why_size, image_loader_says(image->path));
    return true;
}

struct image *image_open(const char *path, char *why, size_t why_size)
{
    struct image *image = calloc(1, sizeof(*image));
    if (image != NULL) image->path = image_own_path(path);

    if (image == NULL || image->path == NULL)
        image_refuse(path, why, why_size, "there is no memory left to load it");
    else if (image_open_into(image, why, why_size))
        return image;

    if (image != NULL) image_close(image);
    return NULL;
}

void image_close(struct image *image)
{
    for (struct image_copy *copy = image->copies; copy != NULL;) {
        struct image_copy *next = copy->next;
        image_unload(copy);
        copy = next;
    }
    symbols_close(image->symbols);
    elf_close(&image->elf);
    free(image->path);
    free(image);
}

uint64_t image_hash(const struct image *image)
{
    return image->hash;
}

bool image_shows_memory(const struct image *image)
{
    return image->shows_memory;
}

bool image_covers(const struct image_copy *copy, const void *address)
{
    return (uintptr_t)address - copy->base < copy->image->loaded_size;
}

/* The symbol that covers an address relative to the load address. */
struct image_search {
    uint64_t address;
    struct elf_symbol found;
};

static void image_visit_symbol(void *context, const struct elf_symbol *symbol)
{
    struct image_search *search = context;
    if (symbol->undefined || symbol->per_thread || search->address < symbol->address) return;
    if (search->address - symbol->address < symbol->size) search->found = *symbol;
}

static struct image_search image_find_symbol(const struct image_copy *copy, const void *address)
{
    struct image_search search = { .address = (uintptr_t)address - copy->base };
    if (image_covers(copy, address))
        elf_each_symbol(&copy->image->elf, ELF_STATIC, image_visit_symbol, &search);
    return search;
}

const char *image_variable(const struct image_copy *copy, const void *address, size_t *offset)
{
    struct image_search search = image_find_symbol(copy, address);
    *offset = search.address - search.found.address;
    return search.found.name;
}

/* NULL: there is no debugging information. */
static struct symbols *image_symbols(struct image *image)
{
    if (!image->knows_symbols) image->symbols = symbols_open(image->path);
    image->knows_symbols = true;
    return image->symbols;
}

void image_each_line(const struct image_copy *copy, const void *address, symbols_visitor *visit,
                     void *context)
{
    struct image *image = copy->image;
    struct image_search search = image_find_symbol(copy, address);
    if (search.found.name == NULL) return;

    unsigned visited = 0;
    if (image_symbols(image) != NULL)
        visited = symbols_each_line(image->symbols, search.address, visit, context);
    if (visited == 0) visit(context, search.found.name, NULL, 0);
}

static struct variables *image_variables(const struct image_copy *copy)
{
    struct symbols *symbols = image_symbols(copy->image);
    return symbols != NULL ? symbols_variables(symbols) : NULL;
}

bool image_leaves_global(const struct image_copy *copy, uintptr_t address, size_t size,
                         struct variable *left)
{
    struct variables *variables = image_variables(copy);
    return variables != NULL &&
           variables_leaves_global(variables, address - copy->base, size, left);
}

/* The canonical frame address lies beyond the frame pointer of the caller and the return address. */
static int64_t image_offset(uintptr_t frame, uintptr_t address)
{
    return (int64_t)(address - frame - 2 * sizeof(void *));
}

/* Where a call will return to may be another scope already: the call itself ends just before. */
static uint64_t image_call(const struct image_copy *copy, const void *site)
{
    return (uintptr_t)site - 1 - copy->base;
}

bool image_leaves_local(const struct image_copy *copy, const void *site, uintptr_t frame,
                        uintptr_t address, size_t size, struct variable *left)
{
    struct variables *variables = image_variables(copy);
    return variables != NULL && variables_leaves_local(variables, image_call(copy, site),
                                                       image_offset(frame, address), size, left);
}

bool image_passes_local(const struct image_copy *copy, const void *site, uintptr_t frame,
                        uintptr_t address, size_t size, uintptr_t guard, struct variable *left)
{
    struct variables *variables = image_variables(copy);
    return variables != NULL &&
           variables_passes_local(variables, image_call(copy, site), image_offset(frame, address),
                                  size, image_offset(frame, guard), left);
}

static _Noreturn void image_die(const struct image *image, const char *what)
{
    fprintf(stderr, "piperig: %s: %s\n", image->path, what);
    abort();
}

struct image_copy *image_take(struct image *image)
{
    struct image_copy *copy = image->free;

    if (copy != NULL)
        image->free = copy->next_free;
    else if ((copy = image_add_copy(image)) == NULL)
        image_die(image, image_loader_says(image->path));
    copy->taken = true;
    return copy;
}

void image_give_back(struct image_copy *copy)
{
    if (!copy->taken) image_die(copy->image, "a copy was given back twice");

    snapshot_restore(&copy->snapshot);
    arguments_free(copy->arguments);
    copy->arguments = NULL;
    copy->taken = false;
    copy->next_free = copy->image->free;
    copy->image->free = copy;
}

int image_main(struct image_copy *copy, int argc, char **argv)
{
    char *nothing[] = { NULL };
    uint16_t *wide_nothing[] = { NULL };

    if (copy->wide == NULL) return copy->narrow(argc, argv, nothing);

    arguments_free(copy->arguments);
    copy->arguments = arguments_widen(argc, argv);
    if (copy->arguments == NULL)
        image_die(copy->image, "there is no memory left for its arguments");
    return copy->wide(argc, copy->arguments, wide_nothing);
}
