/* What the rig wants to know of a shared object before and after it is loaded: its symbols and
 * sections. */
#ifndef FAKES_CRT_ELF_H
#define FAKES_CRT_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file in memory. Addresses that it tells are relative to where it will be loaded. */
struct elf {
    uint8_t *bytes;
    size_t size;
};

/* The dynamic table says what the loader binds; the static one, absent when stripped, names
 * everything. */
enum elf_table { ELF_DYNAMIC, ELF_STATIC, ELF_TABLES };

struct elf_symbol {
    const char *name;
    uint64_t address;
    uint64_t size;
    bool undefined;    // somebody else must provide it
    bool weak;         // and nobody need to
    bool per_thread;
};

struct elf_section {
    const char *name;
    uint64_t address;
    uint64_t size;
};

/* Called for each symbol or section. */
typedef void elf_symbol_visitor(void *context, const struct elf_symbol *symbol);
typedef void elf_section_visitor(void *context, const struct elf_section *section);

/* Read the shared object at [path].
 *
 * Returns: NULL, or why not, as the end of a sentence that begins with the file's name.
 * Owns:    elf_close() frees it, also after a failure. */
const char *elf_open(struct elf *elf, const char *path);
void elf_close(struct elf *elf);

/* 64-bit FNV-1a of the whole file. */
uint64_t elf_hash(const struct elf *elf);

/* How far a loaded copy reaches from its load address, in bytes. */
uint64_t elf_loaded_size(const struct elf *elf);

/* True when a loaded copy has variables of its own in each thread. */
bool elf_has_thread_locals(const struct elf *elf);

void elf_each_symbol(const struct elf *elf, enum elf_table table, elf_symbol_visitor *visit,
                     void *context);
void elf_each_section(const struct elf *elf, elf_section_visitor *visit, void *context);

#endif
