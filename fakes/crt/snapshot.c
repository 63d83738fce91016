/* Globals are all that a program keeps from one run to the next, so putting them back makes it new.
 *
 * What is writable after loading is the writable segments less the part that the loader protected
 * after relocation. Coverage counters lie among the program's variables, and a reset that took them
 * along would report that nothing ever ran: they are spared. Two things are copied around and
 * nothing is between them for a sanitizer to see, since a copy of whole segments crosses the red
 * zones of every variable.
 */
#define _GNU_SOURCE
#include "snapshot.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define SNAPSHOT_WRITTEN(memory, size) __msan_unpoison(memory, size)
#endif
#endif
#ifndef SNAPSHOT_WRITTEN
#define SNAPSHOT_WRITTEN(memory, size) (void)0
#endif

struct snapshot_range {
    uintptr_t begin;
    uintptr_t end;
};

struct snapshot_ranges {
    struct snapshot_range *ranges;
    size_t count;
    bool complete;    // false when memory ran short
};

/* What is to be found among the loaded objects: the one at [base], and its writable ranges. */
struct snapshot_search {
    uintptr_t base;
    struct snapshot_ranges *writable;
};

/* Copy unseen: no sanitizer instruments it and no interceptor stands in its way. */
static void snapshot_copy(uint8_t *to, const uint8_t *from, size_t size)
{
#if defined(__x86_64__)
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
#else
    __asm__ volatile("1: cbz %2, 2f\n\tldrb w9, [%1], #1\n\tstrb w9, [%0], #1\n\t"
                     "sub %2, %2, #1\n\tb 1b\n2:"
                     : "+r"(to), "+r"(from), "+r"(size)
                     :
                     : "memory", "w9");
#endif
}

static void snapshot_add(struct snapshot_ranges *ranges, uintptr_t begin, uintptr_t end)
{
    if (begin >= end || !ranges->complete) return;

    // Grown to the next power of two whenever the count has reached one.
    if ((ranges->count & (ranges->count - 1)) == 0) {
        size_t room = ranges->count == 0 ? 1 : 2 * ranges->count;
        void *grown = realloc(ranges->ranges, room * sizeof(struct snapshot_range));
        ranges->complete = grown != NULL;
        if (grown == NULL) return;
        ranges->ranges = grown;
    }
    ranges->ranges[ranges->count++] = (struct snapshot_range){ begin, end };
}

static bool snapshot_is_counter(const char *name)
{
    return strncmp(name, "__gcov", strlen("__gcov")) == 0;
}

static bool snapshot_holds_counters(const char *section)
{
    return strcmp(section, "__sancov_cntrs") == 0 || strcmp(section, "__sancov_guards") == 0 ||
           strcmp(section, "__llvm_prf_cnts") == 0;
}

static void snapshot_spare_symbol(void *spared, const struct elf_symbol *symbol)
{
    if (!symbol->undefined && snapshot_is_counter(symbol->name))
        snapshot_add(spared, symbol->address, symbol->address + symbol->size);
}

static void snapshot_spare_section(void *spared, const struct elf_section *section)
{
    if (snapshot_holds_counters(section->name))
        snapshot_add(spared, section->address, section->address + section->size);
}

static int snapshot_order(const void *left, const void *right)
{
    const struct snapshot_range *a = left, *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Where coverage is counted, in the order of addresses relative to the load address. */
static struct snapshot_ranges snapshot_find_counters(const struct elf *elf)
{
    struct snapshot_ranges spared = { .complete = true };

    elf_each_symbol(elf, ELF_STATIC, snapshot_spare_symbol, &spared);
    elf_each_section(elf, snapshot_spare_section, &spared);
    if (spared.count > 1)
        qsort(spared.ranges, spared.count, sizeof(struct snapshot_range), snapshot_order);
    return spared;
}

/* A segment that the loader made read-only again, rounded as the loader rounds it. */
static struct snapshot_range snapshot_protected(const struct dl_phdr_info *object)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_GNU_RELRO)
            return (struct snapshot_range){ begin & ~(page - 1),
                                            (begin + segment->p_memsz) & ~(page - 1) };
    }
    return (struct snapshot_range){ 0, 0 };
}

static int snapshot_visit_object(struct dl_phdr_info *object, size_t size, void *context)
{
    const struct snapshot_search *search = context;
    if (object->dlpi_addr != search->base) return 0;

    struct snapshot_range except = snapshot_protected(object);
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + segment->p_vaddr, end = begin + segment->p_memsz;
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) == 0) continue;
        if (except.end <= begin || except.begin >= end) except.begin = except.end = begin;
        snapshot_add(search->writable, begin, except.begin);
        snapshot_add(search->writable, except.end, end);
    }
    (void)size;
    return 1;
}

/* What of [range] is left when [spared], which lies [base] higher in memory, is taken out. */
static void snapshot_subtract(struct snapshot_ranges *rest, struct snapshot_range range,
                              const struct snapshot_ranges *spared, uintptr_t base)
{
    for (size_t i = 0; i < spared->count; i++) {
        uintptr_t begin = base + spared->ranges[i].begin, end = base + spared->ranges[i].end;
        if (end <= range.begin || begin >= range.end) continue;
        snapshot_add(rest, range.begin, begin);
        range.begin = end;
    }
    snapshot_add(rest, range.begin, range.end);
}

static bool snapshot_save(struct snapshot *snapshot, const struct snapshot_ranges *ranges)
{
    size_t total = 0;
    for (size_t i = 0; i < ranges->count; i++)
        total += ranges->ranges[i].end - ranges->ranges[i].begin;

    snapshot->parts = calloc(ranges->count + 1, sizeof(struct snapshot_part));
    snapshot->saved = malloc(total + 1);
    if (snapshot->parts == NULL || snapshot->saved == NULL) return false;

    uint8_t *saved = snapshot->saved;
    for (size_t i = 0; i < ranges->count; i++) {
        struct snapshot_part part = { (uint8_t *)ranges->ranges[i].begin, saved,
                                      ranges->ranges[i].end - ranges->ranges[i].begin };
        snapshot_copy(part.saved, part.memory, part.size);
        snapshot->parts[snapshot->count++] = part;
        saved += part.size;
    }
    return true;
}

bool snapshot_init(struct snapshot *snapshot, const struct elf *elf, uintptr_t base)
{
    struct snapshot_ranges spared = snapshot_find_counters(elf);
    struct snapshot_ranges writable = { .complete = true }, rest = { .complete = true };
    struct snapshot_search search = { base, &writable };

    *snapshot = (struct snapshot){ 0 };
    dl_iterate_phdr(snapshot_visit_object, &search);
    for (size_t i = 0; i < writable.count; i++)
        snapshot_subtract(&rest, writable.ranges[i], &spared, base);
    bool complete = spared.complete && writable.complete && rest.complete;
    if (complete) complete = snapshot_save(snapshot, &rest);

    free(spared.ranges);
    free(writable.ranges);
    free(rest.ranges);
    return complete;
}

void snapshot_fini(struct snapshot *snapshot)
{
    free(snapshot->parts);
    free(snapshot->saved);
    *snapshot = (struct snapshot){ 0 };
}

void snapshot_restore(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct snapshot_part *part = &snapshot->parts[i];
        snapshot_copy(part->memory, part->saved, part->size);
        SNAPSHOT_WRITTEN(part->memory, part->size);
    }
}

bool snapshot_counts_coverage(const struct elf *elf)
{
    struct snapshot_ranges counters = snapshot_find_counters(elf);
    bool found = counters.count != 0;

    free(counters.ranges);
    return found;
}
