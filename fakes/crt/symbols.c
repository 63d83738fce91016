/* DWARF, read by elfutils' libdw. */
#define _POSIX_C_SOURCE 200809L    // O_CLOEXEC
#include "symbols.h"

#include "dwarf_scopes.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct symbols {
    int file;
    Dwarf *dwarf;
    struct variables *variables;    // NULL until somebody asks
};

struct symbols *symbols_open(const char *path)
{
    struct symbols *symbols = calloc(1, sizeof *symbols);
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
    variables_close(symbols->variables);
    if (symbols->dwarf != NULL) dwarf_end(symbols->dwarf);
    if (symbols->file >= 0) close(symbols->file);
    free(symbols);
}

unsigned symbols_each_line(struct symbols *symbols, uint64_t address, symbols_visitor *visit,
                           void *context)
{
    Dwarf_Die unit, *scopes = NULL;
    unsigned visited = 0;
    int count = dwarf_scopes_at(symbols->dwarf, address, &unit, &scopes);
    if (count <= 0) return 0;

    struct dwarf_place place = dwarf_place_of(&unit, address);
    for (int i = 0; i < count; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) continue;
        const char *name = dwarf_diename(&scopes[i]);
        visit(context, name != NULL ? name : "?", place.file, place.line);
        visited++;
        if (tag == DW_TAG_subprogram) break;
        place = dwarf_place_of_call(&unit, &scopes[i]);
    }
    free(scopes);
    return visited;
}

struct variables *symbols_variables(struct symbols *symbols)
{
    if (symbols->variables == NULL) symbols->variables = variables_open(symbols->dwarf);
    return symbols->variables;
}
