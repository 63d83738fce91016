/* The list of calls as two tables: calls.def, read twice. */
#include <piperig/call.h>

#include <stddef.h>
#include <string.h>

static const char *const call_names[CALLS] = {
    [CALL_NONE] = "none",
#define CALL(id, name, flags) [CALL_##id] = (name),
#include <piperig/calls.def>
#undef CALL
};

static const unsigned short call_flag_bits[CALLS] = {
#define CALL(id, name, flags) [CALL_##id] = (flags),
#include <piperig/calls.def>
#undef CALL
};

static uint16_t hash_name(const char *name)
{
    uint32_t sum = 0x811C9DC5u;
    for (; *name != '\0'; name++)
        sum = (sum ^ (uint8_t)*name) * 0x01000193u;
    uint16_t tag = (sum ^ sum >> 15) & 0x7FFF;
    return tag != 0 ? tag : 1;
}

uint16_t call_tag(enum call call)
{
    static uint16_t tags[CALLS];
    if (call >= CALLS) return 0;
    if (tags[call] == 0) tags[call] = hash_name(call_names[call]);
    return tags[call];
}

enum call call_by_tag(uint16_t tag)
{
    enum call call = CALLS;
    while (call > CALL_NONE && call_tag(--call) != tag) {
    }
    return call;
}

static enum call call_find(const char *name, size_t size);

const char *call_name(enum call call)
{
    return call < CALLS ? call_names[call] : "unknown";
}

unsigned call_flags(enum call call)
{
    return call < CALLS ? call_flag_bits[call] : 0;
}

enum call call_by_name(const char *name)
{
    size_t size = strlen(name);
    enum call call = call_find(name, size);

    if (call == CALL_NONE && size > 1 && (name[size - 1] == 'A' || name[size - 1] == 'W')) {
        call = call_find(name, size - 1);
    }
    return call;
}

static enum call call_find(const char *name, size_t size)
{
    for (enum call call = CALL_NONE + 1; call < CALLS; call++) {
        if (strncmp(call_names[call], name, size) == 0 && call_names[call][size] == '\0')
            return call;
    }
    return CALL_NONE;
}
