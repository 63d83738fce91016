/* What the sanitizers must be told: when stacks are switched, and which memory nobody may touch. Empty where
 * none is built in. */
#ifndef FAKES_KERNEL_SANITIZER_H
#define FAKES_KERNEL_SANITIZER_H

#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_ADDRESS 1
#endif
#if __has_feature(thread_sanitizer)
#define SANITIZER_THREAD 1
#endif
#if __has_feature(memory_sanitizer)
#define SANITIZER_MEMORY 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_ADDRESS 1
#endif
#if defined(__SANITIZE_THREAD__)
#define SANITIZER_THREAD 1
#endif

#ifdef SANITIZER_ADDRESS
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef SANITIZER_THREAD
#include <sanitizer/tsan_interface.h>
#endif
#ifdef SANITIZER_MEMORY
#include <sanitizer/msan_interface.h>
#endif

/* Just before a switch to the stack at [bounds]. A NULL [fake_stack] says that we never come
 * back. */
static inline void sanitizer_leaving(void **fake_stack, const void *bounds, size_t size, void *tsan)
{
#ifdef SANITIZER_ADDRESS
    __sanitizer_start_switch_fiber(fake_stack, bounds, size);
#endif
#ifdef SANITIZER_THREAD
    // Whoever runs next has seen all that we did. The switch says so too, but not reliably under
    // gcc 12.
    static char baton;
    __tsan_release(&baton);
    __tsan_switch_to_fiber(tsan, 0);
    __tsan_acquire(&baton);
#endif
    (void)fake_stack;
    (void)bounds;
    (void)size;
    (void)tsan;
}

/* Just after a switch: [bounds] receives the stack that we came from. */
static inline void sanitizer_arrived(void *fake_stack, void **bounds, size_t *size)
{
#ifdef SANITIZER_ADDRESS
    __sanitizer_finish_switch_fiber(fake_stack, (const void **)bounds, size);
#endif
    (void)fake_stack;
    (void)bounds;
    (void)size;
}

/* Nobody may touch [memory] until it is unpoisoned; AddressSanitizer alone looks. */
static inline void sanitizer_poison(const void *memory, size_t size)
{
#ifdef SANITIZER_ADDRESS
    __asan_poison_memory_region(memory, size);
#else
    (void)memory, (void)size;
#endif
}

/* [size] bytes at [memory] are fit to be used again, whatever they held. */
static inline void sanitizer_unpoison(const void *memory, size_t size)
{
#ifdef SANITIZER_ADDRESS
    __asan_unpoison_memory_region(memory, size);
#endif
#ifdef SANITIZER_MEMORY
    __msan_unpoison(memory, size);
#endif
    (void)memory;
    (void)size;
}

static inline void *sanitizer_current_fiber(void)
{
#ifdef SANITIZER_THREAD
    return __tsan_get_current_fiber();
#else
    return NULL;
#endif
}

static inline void *sanitizer_create_fiber(void)
{
#ifdef SANITIZER_THREAD
    return __tsan_create_fiber(0);
#else
    return NULL;
#endif
}

static inline void sanitizer_destroy_fiber(void *tsan)
{
#ifdef SANITIZER_THREAD
    if (tsan != NULL) __tsan_destroy_fiber(tsan);
#endif
    (void)tsan;
}

#endif
