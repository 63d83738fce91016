/* malloc and its kin, on the process's ledger.
 *
 * A test's mock can make any of them fail. Freeing what is no block, or one whose guard is
 * overwritten, ends the run: on Windows it would corrupt the heap.
 */
#include "crt/crt.h"
#include "crt/tell.h"
#include "win32/api.h"

#include <errno.h>
#include <string.h>
#include <wchar.h>

/* End an allocating call.  Returns: [block], or NULL with errno set. */
static void *leave_with(NTSTATUS status, void *block)
{
    if (NT_SUCCESS(status) && block == NULL) status = STATUS_NO_MEMORY;
    block = (void *)(uintptr_t)api_leave_value(status, (uint64_t)(uintptr_t)block, 0);
    if (block == NULL) errno = ENOMEM;
    return block;
}

static void must_be_sound(enum heap_fault fault)
{
    if (fault == HEAP_FREED_BLOCK) api_crash_stale(heap_fault_name(fault));
    if (fault != HEAP_SOUND) crt_crash(heap_fault_name(fault));
}

static void *allocate(enum call call, size_t size, bool zero)
{
    void *block = NULL;
    NTSTATUS status = api_enter(call);
    api_show_number("size", size);
    if (NT_SUCCESS(status)) block = heap_alloc(crt_heap(), HEAP_CRT, size, zero, crt_event());
    return leave_with(status, block);
}

void *__wrap_malloc(size_t size)
{
    return allocate(CALL_MALLOC, size, false);
}

void *__wrap_calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) total = SIZE_MAX;
    return allocate(CALL_CALLOC, total, true);
}

/* A size of 0 frees, as in Microsoft's library. */
void *__wrap_realloc(void *block, size_t size)
{
    void *moved = NULL;
    NTSTATUS status = api_enter(CALL_REALLOC);
    api_show_number("size", size);
    must_be_sound(heap_inspect(crt_heap(), HEAP_CRT, block));
    if (NT_SUCCESS(status) && block != NULL && size == 0) {
        heap_free(crt_heap(), HEAP_CRT, block, crt_event());
        api_leave_value(status, 0, 0);
        return NULL;
    }
    if (NT_SUCCESS(status))
        moved = heap_realloc(crt_heap(), HEAP_CRT, block, size, false, crt_event());
    return leave_with(status, moved);
}

void __wrap_free(void *block)
{
    api_enter(CALL_FREE);
    must_be_sound(heap_free(crt_heap(), HEAP_CRT, block, crt_event()));
    api_leave_void();
}

static void *copy_of(const char *call, const void *text, size_t size)
{
    void *copy = __wrap_malloc(size);
    if (copy == NULL) return NULL;
    access_call_writes(call, copy, size);
    return memcpy(copy, text, size);
}

static WCHAR *wide_copy_of(const char *call, const WCHAR *text)
{
    return copy_of(call, text, (tell_units(call, text, SIZE_MAX) + 1) * sizeof *text);
}

char *__wrap_strdup(const char *text)
{
    return copy_of("strdup", text, tell_text("strdup", text, SIZE_MAX) + 1);
}

char *_strdup(const char *text)
{
    return copy_of("_strdup", text, tell_text("_strdup", text, SIZE_MAX) + 1);
}

WCHAR *_wcsdup(const WCHAR *text)
{
    return wide_copy_of("_wcsdup", text);
}

uint16_t *__wrap_wcsdup(const uint16_t *text)
{
    return wide_copy_of("wcsdup", text);
}
