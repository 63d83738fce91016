/* Names for error numbers, from the one list of them. */
#include <piperig/trace.h>

const char *error_name(uint32_t error)
{
    switch (error) {
#define X(number, name, text)                                                                      \
    case number:                                                                                   \
        return #name;
#include <winerror.def>
#undef X
    default: return NULL;
    }
}
