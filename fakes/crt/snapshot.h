/* The writable memory of a loaded shared object as it was at first, so that each run starts from
 * it. */
#ifndef FAKES_CRT_SNAPSHOT_H
#define FAKES_CRT_SNAPSHOT_H

#include "elf.h"

struct snapshot_part {
    uint8_t *memory;
    uint8_t *saved;
    size_t size;
};

struct snapshot {
    struct snapshot_part *parts;
    size_t count;
    uint8_t *saved;
};

/* Save what is writable of the object that [elf] describes and that is loaded at [base], less the
 * coverage counters, which count across runs. Returns false when memory is short.
 * Owns: snapshot_fini() frees it, also after a failure. */
bool snapshot_init(struct snapshot *snapshot, const struct elf *elf, uintptr_t base);
void snapshot_fini(struct snapshot *snapshot);

/* Put the memory back to what it was. Costs about a microsecond for 64 KiB. */
void snapshot_restore(const struct snapshot *snapshot);

/* True when the object counts its own coverage: then a runtime somewhere points into it. */
bool snapshot_counts_coverage(const struct elf *elf);

#endif
