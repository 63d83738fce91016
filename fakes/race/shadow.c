/* A page of memory has a page of list heads, found by hashing. Pages keep their memory from run to
 * run and say of which run their heads are: those of an earlier one count as empty. */
#include "shadow.h"

#include "kernel/grow.h"
#include "kernel/invariant.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORD_BYTES = 8,
    PAGE_BITS = 12,
    PAGE_WORDS = 1 << (PAGE_BITS - 3),
    TABLE_BITS_FIRST = 6,
};

struct cell {
    struct shadow_access access;
    uint32_t next;    // index; 0: none
    uint8_t bytes;    // of the word: bit n is byte n
};

struct page {
    uintptr_t number;    // address >> PAGE_BITS
    uint32_t run;
    uint32_t heads[PAGE_WORDS];    // cells; 0: none
};

/* Open addressing, at most half full. Nothing is ever taken out. */
static struct page **table;
static unsigned table_bits;
static size_t page_count;

/* Those that this run has, in the order in which it came to them. */
static struct page **opened;
static size_t opened_count;
static size_t opened_capacity;

/* All cells of the run; entry 0 is none. */
static struct cell *cells;
static size_t cell_count = 1;
static size_t cell_capacity;
static uint32_t spare;    // cells to use again, linked by [next]

static uint32_t run = 1;

void shadow_reset(void)
{
    run++;
    opened_count = 0;
    cell_count = 1;
    spare = 0;
}

/* --- Pages ------------------------------------------------------------------------------------ */

static struct page **slot_of(uintptr_t number)
{
    size_t mask = ((size_t)1 << table_bits) - 1;
    size_t at = (size_t)((uint64_t)number * 0x9E3779B97F4A7C15u >> (64 - table_bits));
    while (table[at] != NULL && table[at]->number != number)
        at = (at + 1) & mask;
    return &table[at];
}

static void grow_table(void)
{
    struct page **old = table;
    size_t old_size = old != NULL ? (size_t)1 << table_bits : 0;
    table_bits = old != NULL ? table_bits + 1 : TABLE_BITS_FIRST;
    table = calloc((size_t)1 << table_bits, sizeof *table);
    INVARIANT(table != NULL);
    for (size_t i = 0; i < old_size; i++)
        if (old[i] != NULL) *slot_of(old[i]->number) = old[i];
    free(old);
}

/* The page as this run has it. */
static struct page *open_page(uintptr_t number)
{
    if (table == NULL || page_count >= (size_t)1 << (table_bits - 1)) grow_table();
    struct page **slot = slot_of(number);
    if (*slot == NULL) {
        *slot = calloc(1, sizeof **slot);
        INVARIANT(*slot != NULL);
        (*slot)->number = number;
        page_count++;
    }
    if ((*slot)->run != run) {
        memset((*slot)->heads, 0, sizeof(*slot)->heads);
        (*slot)->run = run;
        GROW(opened, opened_count, opened_capacity);
        opened[opened_count++] = *slot;
    }
    return *slot;
}

/* --- One word --------------------------------------------------------------------------------- */

static bool is_write(uint8_t kind)
{
    return (kind & SHADOW_WRITE) != 0;
}

static bool is_atomic(uint8_t kind)
{
    return (kind & SHADOW_ATOMIC_READ) != 0;
}

static bool conflict(uint8_t a, uint8_t b)
{
    return (is_write(a) || is_write(b)) && !(is_atomic(a) && is_atomic(b));
}

/* Whether all that conflict with [b] conflict with [a] too. */
static bool stands_for(uint8_t a, uint8_t b)
{
    return (is_write(a) || !is_write(b)) && (!is_atomic(a) || is_atomic(b));
}

static uint32_t take_cell(void)
{
    uint32_t index = spare;
    if (index != 0) {
        spare = cells[index].next;
        return index;
    }
    GROW(cells, cell_count, cell_capacity);
    return (uint32_t)cell_count++;
}

/* Take [bytes] from the cell that [link] leads to. Returns: the link to the next one. */
static uint32_t *drop(uint32_t *link, uint8_t bytes)
{
    struct cell *cell = &cells[*link];
    uint32_t index = *link;
    cell->bytes &= (uint8_t)~bytes;
    if (cell->bytes != 0) return &cell->next;
    *link = cell->next;
    cell->next = spare;
    spare = index;
    return link;
}

/* Whether the list at [head] says already all that the access would. */
static bool is_known(uint32_t head, uint8_t bytes, const struct shadow_access *access)
{
    if (head == 0) return false;
    const struct cell *cell = &cells[head];
    return cell->access.thread == access->thread && cell->access.time == access->time &&
           (cell->bytes & bytes) == bytes && stands_for(cell->access.kind, access->kind);
}

/* Compare [access] with all before it and drop those that it stands for.
 *
 * Returns: one that it races with, or NULL; [met] are then the bytes that both touch. */
static const struct shadow_access *compare(uint32_t *head, uint8_t bytes,
                                           const struct shadow_access *access,
                                           const struct vector_clock *clock, uint8_t *met)
{
    for (uint32_t *link = head; *link != 0;) {
        struct cell *cell = &cells[*link];
        bool before = cell->access.thread == access->thread ||
                      cell->access.time <= vector_clock_of(clock, cell->access.thread);
        *met = cell->bytes & bytes;
        if (*met != 0 && !before && conflict(cell->access.kind, access->kind)) return &cell->access;
        if (*met != 0 && before && stands_for(access->kind, cell->access.kind))
            link = drop(link, bytes);
        else
            link = &cell->next;
    }
    return NULL;
}

static void add(uint32_t *head, uint8_t bytes, const struct shadow_access *access)
{
    uint32_t index = take_cell();
    cells[index] = (struct cell){ .access = *access, .next = *head, .bytes = bytes };
    *head = index;
}

/* --- Any memory ------------------------------------------------------------------------------- */

/* The bytes of the word at [address], from there on, that [size] bytes reach. */
static uint8_t bytes_from(uintptr_t address, size_t size)
{
    unsigned first = address % WORD_BYTES;
    unsigned count = size < WORD_BYTES - first ? (unsigned)size : WORD_BYTES - first;
    return (uint8_t)(((1u << count) - 1) << first);
}

static uintptr_t next_word(uintptr_t address)
{
    return (address | (WORD_BYTES - 1)) + 1;
}

static size_t word_of(uintptr_t address)
{
    return address / WORD_BYTES % PAGE_WORDS;
}

/* The first of [bytes], which is none only if nobody asks, in the word that [address] lies in. */
static uintptr_t first_of(uintptr_t address, uint8_t bytes)
{
    uintptr_t word = address & ~(uintptr_t)(WORD_BYTES - 1);
    return bytes != 0 ? word + (unsigned)__builtin_ctz(bytes) : word;
}

const struct shadow_access *shadow_touch(uintptr_t address, const struct shadow_access *access,
                                         const struct vector_clock *clock, uintptr_t *meet)
{
    uintptr_t end = address + access->size;
    struct page *page = NULL;
    uint8_t met;
    for (; address < end; address = next_word(address)) {
        if (page == NULL || page->number != address >> PAGE_BITS)
            page = open_page(address >> PAGE_BITS);
        uint8_t bytes = bytes_from(address, end - address);
        uint32_t *head = &page->heads[word_of(address)];
        if (is_known(*head, bytes, access)) continue;
        const struct shadow_access *earlier = compare(head, bytes, access, clock, &met);
        *meet = first_of(address, met);
        if (earlier != NULL) return earlier;
        add(head, bytes, access);
    }
    return NULL;
}

const struct shadow_access *shadow_retire(uintptr_t address, const struct shadow_access *access,
                                          const struct vector_clock *clock, uintptr_t *meet)
{
    uintptr_t end = address + access->size;
    struct page *page = NULL;
    uint8_t met;
    for (; address < end; address = next_word(address)) {
        if (page == NULL || page->number != address >> PAGE_BITS)
            page = open_page(address >> PAGE_BITS);
        uint32_t *head = &page->heads[word_of(address)];
        if (*head == 0) continue;
        // It writes, and so stands for all before it: they are dropped.
        uint8_t bytes = bytes_from(address, end - address);
        const struct shadow_access *earlier = compare(head, bytes, access, clock, &met);
        *meet = first_of(address, met);
        if (earlier != NULL) return earlier;
        add(head, bytes, access);
    }
    return NULL;
}

/* The cells of a whole page stay where they are until the end of the run: that is quicker. */
static void forget_in_page(struct page *page, uintptr_t address, uintptr_t end)
{
    if (end - address == (uintptr_t)1 << PAGE_BITS) {
        memset(page->heads, 0, sizeof page->heads);
        return;
    }
    for (; address < end; address = next_word(address))
        for (uint32_t *link = &page->heads[word_of(address)]; *link != 0;)
            link = drop(link, bytes_from(address, end - address));
}

/* Stacks are large and hardly used, so it is the pages that there are which are looked at. */
void shadow_forget(uintptr_t address, size_t size)
{
    uintptr_t end = address + size;
    for (size_t i = 0; i < opened_count; i++) {
        uintptr_t first = opened[i]->number << PAGE_BITS;
        uintptr_t last = first + ((uintptr_t)1 << PAGE_BITS);
        if (first < end && last > address)
            forget_in_page(opened[i], first > address ? first : address, last < end ? last : end);
    }
}
