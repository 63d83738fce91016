/* DWARF, read by elfutils' libdw. */
#define _POSIX_C_SOURCE 200809L    // O_CLOEXEC
#include "symbols.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct symbols {
    int file;
    Dwarf *dwarf;
};

struct symbols *symbols_open(const char *path)
{
    struct symbols *symbols = malloc(sizeof *symbols);
    if (symbols == NULL) return NULL;

    symbols->file = open(path, O_RDONLY | O_CLOEXEC);
    symbols->dwarf = symbols->file >= 0 ? dwarf_begin(symbols->file, DWARF_C_READ) : NULL;
    if (symbols->dwarf != NULL) return symbols;
    symbols_close(symbols);
    return NULL;
}

void symbols_close(struct symbols *symbols)
{
    if (symbols == NULL) return;
    if (symbols->dwarf != NULL) dwarf_end(symbols->dwarf);
    if (symbols->file >= 0) close(symbols->file);
    free(symbols);
}

/* Not every compiler writes the index that dwarf_addrdie() goes by. */
static bool find_unit(const struct symbols *symbols, uint64_t address, Dwarf_Die *unit)
{
    Dwarf_CU *at = NULL;
    while (dwarf_get_units(symbols->dwarf, at, &at, NULL, NULL, unit, NULL) == 0)
        if (dwarf_haspc(unit, address) > 0) return true;
    return false;
}

static const char *without_folders(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    return slash != NULL ? slash + 1 : path;
}

struct place {
    const char *file;
    int line;
};

static struct place place_of(Dwarf_Die *unit, uint64_t address)
{
    struct place place = { 0 };
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    if (line == NULL || dwarf_lineno(line, &place.line) != 0) return place;
    place.file = without_folders(dwarf_linesrc(line, NULL, NULL));
    return place;
}

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    if (dwarf_attr(die, name, &attribute) != NULL) dwarf_formudata(&attribute, &number);
    return number;
}

/* Where a function was inlined that [die] is the inlined body of. */
static struct place call_of(Dwarf_Die *unit, Dwarf_Die *die)
{
    Dwarf_Files *files = NULL;
    struct place place = { .line = (int)number_of(die, DW_AT_call_line) };
    if (dwarf_getsrcfiles(unit, &files, NULL) == 0)
        place.file =
            without_folders(dwarf_filesrc(files, number_of(die, DW_AT_call_file), NULL, NULL));
    return place;
}

/* What stands around the innermost scope at [address], from inside out, as the machine has it.
 * Owns: the caller frees [scopes]. */
static int scopes_at(Dwarf_Die *unit, uint64_t address, Dwarf_Die **scopes)
{
    Dwarf_Die *innermost = NULL;
    int count = dwarf_getscopes(unit, address, &innermost);
    if (count > 0) count = dwarf_getscopes_die(&innermost[0], scopes);
    free(innermost);
    return count;
}

unsigned symbols_each_line(struct symbols *symbols, uint64_t address, symbols_visitor *visit,
                           void *context)
{
    Dwarf_Die unit, *scopes = NULL;
    unsigned visited = 0;
    if (!find_unit(symbols, address, &unit)) return 0;

    struct place place = place_of(&unit, address);
    int count = scopes_at(&unit, address, &scopes);
    for (int i = 0; i < count; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) continue;
        const char *name = dwarf_diename(&scopes[i]);
        visit(context, name != NULL ? name : "?", place.file, place.line);
        visited++;
        if (tag == DW_TAG_subprogram) break;
        place = call_of(&unit, &scopes[i]);
    }
    free(scopes);
    return visited;
}
