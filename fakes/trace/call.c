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

static const unsigned char call_flag_bits[CALLS] = {
#define CALL(id, name, flags) [CALL_##id] = (flags),
#include <piperig/calls.def>
#undef CALL
};

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
