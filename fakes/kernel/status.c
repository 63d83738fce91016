#include "status.h"

#include "invariant.h"

#include <stddef.h>

static const struct {
    NTSTATUS status;
    uint32_t error;
} translations[] = {
#define X(name, status, error) { name, error },
    STATUS_LIST(X)
#undef X
};

uint32_t status_to_win32(NTSTATUS status)
{
    uint32_t bits = (uint32_t)status;
    if (bits >> 16 == 0xC007) return bits & 0xFFFF;

    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++)
        if (translations[i].status == status) return translations[i].error;

    INVARIANT(!"a status without a Win32 error");
}
