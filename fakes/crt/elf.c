/* Reading ELF files: just enough to refuse what the rig cannot run, and to find what a reset must
 * spare.
 *
 * The file may be damaged or cut short, so nothing is read but through elf_at(), which knows where
 * the file ends. A table that does not fit is treated as one that is not there.
 */
#define _GNU_SOURCE
#include "elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { ELF_OUR_MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { ELF_OUR_MACHINE = EM_AARCH64 };
#else
#error "the rig runs on x86-64 and on 64-bit ARM"
#endif

/* [count] things of [size] bytes at [offset], or NULL where the file has no room for them. */
static const void *elf_at(const struct elf *elf, uint64_t offset, uint64_t size, uint64_t count)
{
    if (offset > elf->size || offset % 8 != 0) return NULL;
    if (size != 0 && count > (elf->size - offset) / size) return NULL;
    return elf->bytes + offset;
}

/* The string at [offset] of the string table [table], or "" where there is none. */
static const char *elf_string(const struct elf *elf, const Elf64_Shdr *table, uint64_t offset)
{
    if (table->sh_offset > elf->size || table->sh_size > elf->size - table->sh_offset) return "";
    if (offset >= table->sh_size) return "";

    const char *string = (const char *)elf->bytes + table->sh_offset + offset;
    return memchr(string, '\0', table->sh_size - offset) != NULL ? string : "";
}

static const Elf64_Ehdr *elf_header(const struct elf *elf)
{
    return (const Elf64_Ehdr *)elf->bytes;
}

static const Elf64_Shdr *elf_sections(const struct elf *elf, size_t *count)
{
    const Elf64_Ehdr *header = elf_header(elf);
    const Elf64_Shdr *sections = elf_at(elf, header->e_shoff, sizeof(Elf64_Shdr), header->e_shnum);

    *count = sections != NULL ? header->e_shnum : 0;
    return sections;
}

static const Elf64_Phdr *elf_segments(const struct elf *elf, size_t *count)
{
    const Elf64_Ehdr *header = elf_header(elf);
    const Elf64_Phdr *segments = elf_at(elf, header->e_phoff, sizeof(Elf64_Phdr), header->e_phnum);

    *count = segments != NULL ? header->e_phnum : 0;
    return segments;
}

static bool elf_has_segment(const struct elf *elf, uint32_t type)
{
    size_t count;
    const Elf64_Phdr *segments = elf_segments(elf, &count);

    for (size_t i = 0; i < count; i++)
        if (segments[i].p_type == type) return true;
    return false;
}

uint64_t elf_loaded_size(const struct elf *elf)
{
    size_t count;
    const Elf64_Phdr *segments = elf_segments(elf, &count);
    uint64_t size = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t end = segments[i].p_vaddr + segments[i].p_memsz;
        if (segments[i].p_type == PT_LOAD && end > size) size = end;
    }
    return size;
}

static const char *elf_check(const struct elf *elf)
{
    const Elf64_Ehdr *header = elf_header(elf);

    if (elf->size < sizeof(Elf64_Ehdr) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return "is not an ELF file";
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != ELF_OUR_MACHINE)
        return "is built for another kind of machine";
    if (header->e_type != ET_DYN || elf_has_segment(elf, PT_INTERP))
        return "is not a shared object (build it as one, with -shared -fPIC)";
    return NULL;
}

static const char *elf_read(struct elf *elf, int file)
{
    struct stat status;
    if (fstat(file, &status) != 0) return strerror(errno);
    if (!S_ISREG(status.st_mode)) return "is not a file";

    elf->size = (size_t)status.st_size;
    elf->bytes = malloc(elf->size + 1);
    if (elf->bytes == NULL) return "is too large for the memory that is left";

    size_t done = 0;
    while (done < elf->size) {
        ssize_t got = read(file, elf->bytes + done, elf->size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return "cannot be read to its end";
        done += (size_t)got;
    }
    return NULL;
}

const char *elf_open(struct elf *elf, const char *path)
{
    *elf = (struct elf){ 0 };

    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno == ENOENT ? "is not there" : strerror(errno);

    const char *why = elf_read(elf, file);
    close(file);
    return why != NULL ? why : elf_check(elf);
}

void elf_close(struct elf *elf)
{
    free(elf->bytes);
    *elf = (struct elf){ 0 };
}

uint64_t elf_hash(const struct elf *elf)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < elf->size; i++)
        hash = (hash ^ elf->bytes[i]) * 0x100000001b3u;
    return hash;
}

bool elf_has_thread_locals(const struct elf *elf)
{
    return elf_has_segment(elf, PT_TLS);
}

void elf_each_section(const struct elf *elf, elf_section_visitor *visit, void *context)
{
    size_t count;
    const Elf64_Shdr *sections = elf_sections(elf, &count);
    size_t names = elf_header(elf)->e_shstrndx;
    if (names >= count) return;

    for (size_t i = 0; i < count; i++) {
        struct elf_section section = { .name =
                                           elf_string(elf, &sections[names], sections[i].sh_name),
                                       .address = sections[i].sh_addr,
                                       .size = sections[i].sh_size };
        visit(context, &section);
    }
}

static void elf_visit_table(const struct elf *elf, const Elf64_Shdr *table,
                            const Elf64_Shdr *strings, elf_symbol_visitor *visit, void *context)
{
    size_t count = table->sh_size / sizeof(Elf64_Sym);
    const Elf64_Sym *symbols = elf_at(elf, table->sh_offset, sizeof(Elf64_Sym), count);

    // The first entry of every table stands for "no symbol".
    for (size_t i = 1; symbols != NULL && i < count; i++) {
        struct elf_symbol symbol = {
            .name = elf_string(elf, strings, symbols[i].st_name),
            .address = symbols[i].st_value,
            .size = symbols[i].st_size,
            .undefined = symbols[i].st_shndx == SHN_UNDEF,
            .weak = ELF64_ST_BIND(symbols[i].st_info) == STB_WEAK,
            .per_thread = ELF64_ST_TYPE(symbols[i].st_info) == STT_TLS,
        };
        visit(context, &symbol);
    }
}

void elf_each_symbol(const struct elf *elf, enum elf_table table, elf_symbol_visitor *visit,
                     void *context)
{
    static const uint32_t types[ELF_TABLES] = {
        [ELF_DYNAMIC] = SHT_DYNSYM, [ELF_STATIC] = SHT_SYMTAB
    };
    size_t count;
    const Elf64_Shdr *sections = elf_sections(elf, &count);

    for (size_t i = 0; i < count; i++)
        if (sections[i].sh_type == types[table] && sections[i].sh_link < count)
            elf_visit_table(elf, &sections[i], &sections[sections[i].sh_link], visit, context);
}
