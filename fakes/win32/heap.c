/* HeapAlloc, LocalAlloc and their kin, on the process's ledger.
 *
 * What Windows takes for heap corruption (a block freed twice, freed by the wrong family, written
 * past its end) ends the run. Microsoft documents that HeapAlloc does not set the last error; the
 * system below it does so when memory is short (8), and so do we.
 */
#include "api.h"

#include "crt/crt.h"
#include "crt/state.h"

#include <stdlib.h>

/* --- Which heap ------------------------------------------------------------------------------- */

/* The private heap of [handle], or NULL. */
static struct crt_heap *find_private(HANDLE handle)
{
    list_each(link, &crt_state()->heaps)
    {
        struct crt_heap *heap = list_entry(link, struct crt_heap, link);
        if (heap->handle == handle) return heap;
    }
    return NULL;
}

static struct heap *heap_of(HANDLE handle)
{
    if (handle == crt_heap()) return crt_heap();
    struct crt_heap *heap = find_private(handle);
    if (heap == NULL && heap_inspect(crt_heap(), HEAP_PROCESS, handle) == HEAP_FREED_BLOCK)
        api_crash_stale("a heap is used after it was destroyed");
    if (heap == NULL) api_crash("a heap function was given a handle that is no heap");
    return &heap->heap;
}

static void must_be_sound(enum heap_fault fault)
{
    if (fault == HEAP_FREED_BLOCK) api_crash_stale(heap_fault_name(fault));
    if (fault != HEAP_SOUND) api_crash(heap_fault_name(fault));
}

static void *leave_with(NTSTATUS status, void *block, DWORD flags)
{
    if (NT_SUCCESS(status) && block == NULL) status = STATUS_NO_MEMORY;
    block = (void *)(uintptr_t)api_leave_value(status, (uint64_t)(uintptr_t)block, 0);
    if (block == NULL && flags & HEAP_GENERATE_EXCEPTIONS)
        api_crash(
            "HEAP_GENERATE_EXCEPTIONS: an allocation failed, and nobody handles the exception");
    return block;
}

/* --- Heaps ------------------------------------------------------------------------------------ */

HANDLE WINAPI GetProcessHeap(void)
{
    return crt_heap();
}

/* A bound on the size is not modelled: [maximum_size] bounds nothing. */
HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial_size, SIZE_T maximum_size)
{
    struct crt_heap *heap = NULL;
    (void)options;
    (void)initial_size;
    (void)maximum_size;

    NTSTATUS status = api_enter(CALL_HEAP_CREATE);
    if (NT_SUCCESS(status)) heap = malloc(sizeof *heap);
    if (NT_SUCCESS(status) && heap == NULL) status = STATUS_NO_MEMORY;
    if (heap != NULL) {
        heap_init(&heap->heap);
        heap->handle = heap_alloc(crt_heap(), HEAP_PROCESS, 1, true, crt_event());
        list_append(&crt_state()->heaps, &heap->link);
    }
    return api_leave_handle(status, heap != NULL ? heap->handle : NULL, NULL);
}

BOOL WINAPI HeapDestroy(HANDLE handle)
{
    NTSTATUS status = api_enter(CALL_HEAP_DESTROY);
    if (NT_SUCCESS(status)) {
        struct crt_heap *heap = find_private(handle);
        if (heap == NULL) api_crash("HeapDestroy was given a handle that HeapCreate did not make");
        list_remove(&heap->link);
        heap_free(crt_heap(), HEAP_PROCESS, heap->handle, crt_event());
        heap_destroy(&heap->heap, crt_event());
        free(heap);
    }
    return api_leave(status);
}

/* --- Blocks of a heap ------------------------------------------------------------------------- */

LPVOID WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T size)
{
    void *block = NULL;

    NTSTATUS status = api_enter(CALL_HEAP_ALLOC);
    api_show_number("size", size);
    if (NT_SUCCESS(status))
        block =
            heap_alloc(heap_of(handle), HEAP_PROCESS, size, flags & HEAP_ZERO_MEMORY, crt_event());
    return leave_with(status, block, flags);
}

LPVOID WINAPI HeapReAlloc(HANDLE handle, DWORD flags, LPVOID block, SIZE_T size)
{
    struct heap *heap = heap_of(handle);
    void *moved = NULL;

    NTSTATUS status = api_enter(CALL_HEAP_REALLOC);
    api_show_number("size", size);
    must_be_sound(heap_inspect(heap, HEAP_PROCESS, block));
    if (NT_SUCCESS(status) && block == NULL) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && flags & HEAP_REALLOC_IN_PLACE_ONLY && size > heap_size(heap, block))
        status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status))
        moved =
            heap_realloc(heap, HEAP_PROCESS, block, size, flags & HEAP_ZERO_MEMORY, crt_event());
    return leave_with(status, moved, flags);
}

BOOL WINAPI HeapFree(HANDLE handle, DWORD flags, LPVOID block)
{
    (void)flags;

    NTSTATUS status = api_enter(CALL_HEAP_FREE);
    if (NT_SUCCESS(status))
        must_be_sound(heap_free(heap_of(handle), HEAP_PROCESS, block, crt_event()));
    return api_leave(status);
}

SIZE_T WINAPI HeapSize(HANDLE handle, DWORD flags, LPCVOID block)
{
    SIZE_T size = (SIZE_T)-1;
    (void)flags;

    NTSTATUS status = api_enter(CALL_HEAP_SIZE);
    if (NT_SUCCESS(status)) size = heap_size(heap_of(handle), block);
    return api_leave_value(status, size, (SIZE_T)-1);
}

/* Asks about one block, or with NULL about all. Looking is no event. */
BOOL WINAPI HeapValidate(HANDLE handle, DWORD flags, LPCVOID block)
{
    struct heap *heap = heap_of(handle);
    (void)flags;

    if (block == NULL) return heap_check(heap) == NULL;
    return heap_inspect(heap, HEAP_PROCESS, block) == HEAP_SOUND;
}

/* --- LocalAlloc, GlobalAlloc: one family, as on Windows --------------------------------------- */

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
    void *block = NULL;

    NTSTATUS status = api_enter(CALL_LOCAL_ALLOC);
    api_show_number("size", size);
    if (flags & LMEM_MOVEABLE) api_refuse("LocalAlloc and GlobalAlloc of moveable memory");
    if (NT_SUCCESS(status))
        block = heap_alloc(crt_heap(), HEAP_LOCAL, size, flags & LMEM_ZEROINIT, crt_event());
    return leave_with(status, block, 0);
}

/* NULL says that it went well; a failure hands the block back. */
HLOCAL WINAPI LocalFree(HLOCAL block)
{
    NTSTATUS status = api_enter(CALL_LOCAL_FREE);
    if (NT_SUCCESS(status)) must_be_sound(heap_free(crt_heap(), HEAP_LOCAL, block, crt_event()));
    return (HLOCAL)(uintptr_t)api_leave_value(status, 0, (uint64_t)(uintptr_t)block);
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
    return LocalAlloc(flags, size);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL block)
{
    return LocalFree(block);
}
