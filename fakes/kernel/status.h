/* NTSTATUS: what the simulated system answers, and its one translation to a Win32 error. */
#ifndef FAKES_KERNEL_STATUS_H
#define FAKES_KERNEL_STATUS_H

#include <stdbool.h>
#include <stdint.h>

typedef int32_t NTSTATUS;    // Microsoft's name and type

#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)

// clang-format off
#define STATUS_LIST(X)                                              \
    X(STATUS_SUCCESS,                  0x00000000,    0)            \
    X(STATUS_TIMEOUT,                  0x00000102,    0)            \
    X(STATUS_PENDING,                  0x00000103,  997)            \
    X(STATUS_BUFFER_OVERFLOW,          0x80000005,  234)            \
    X(STATUS_INVALID_HANDLE,           0xC0000008,    6)            \
    X(STATUS_INVALID_PARAMETER,        0xC000000D,   87)            \
    X(STATUS_ILLEGAL_INSTRUCTION,      0xC000001D,  575)            \
    X(STATUS_NO_MEMORY,                0xC0000017,    8)            \
    X(STATUS_ACCESS_DENIED,            0xC0000022,    5)            \
    X(STATUS_BUFFER_TOO_SMALL,         0xC0000023,  122)            \
    X(STATUS_OBJECT_TYPE_MISMATCH,     0xC0000024,    6)            \
    X(STATUS_OBJECT_NAME_INVALID,      0xC0000033,  123)            \
    X(STATUS_OBJECT_NAME_NOT_FOUND,    0xC0000034,    2)            \
    X(STATUS_OBJECT_NAME_COLLISION,    0xC0000035,  183)            \
    X(STATUS_OBJECT_PATH_NOT_FOUND,    0xC000003A,    3)            \
    X(STATUS_OBJECT_PATH_SYNTAX_BAD,   0xC000003B,  161)            \
    X(STATUS_MUTANT_NOT_OWNED,         0xC0000046,  288)            \
    X(STATUS_SEMAPHORE_LIMIT_EXCEEDED, 0xC0000047,  298)            \
    X(STATUS_INSUFFICIENT_RESOURCES,   0xC000009A, 1450)            \
    X(STATUS_INSTANCE_NOT_AVAILABLE,   0xC00000AB,  231)            \
    X(STATUS_PIPE_NOT_AVAILABLE,       0xC00000AC,  231)            \
    X(STATUS_INVALID_PIPE_STATE,       0xC00000AD,  230)            \
    X(STATUS_PIPE_BUSY,                0xC00000AE,  231)            \
    X(STATUS_ILLEGAL_FUNCTION,         0xC00000AF,    1)            \
    X(STATUS_PIPE_DISCONNECTED,        0xC00000B0,  233)            \
    X(STATUS_PIPE_CLOSING,             0xC00000B1,  232)            \
    X(STATUS_PIPE_CONNECTED,           0xC00000B2,  535)            \
    X(STATUS_PIPE_LISTENING,           0xC00000B3,  536)            \
    X(STATUS_INVALID_READ_MODE,        0xC00000B4,  230)            \
    X(STATUS_IO_TIMEOUT,               0xC00000B5,  121)            \
    X(STATUS_NOT_SUPPORTED,            0xC00000BB,   50)            \
    X(STATUS_PIPE_EMPTY,               0xC00000D9,  232)            \
    X(STATUS_CANCELLED,                0xC0000120,  995)            \
    X(STATUS_PIPE_BROKEN,              0xC000014B,  109)            \
    X(STATUS_HANDLE_NOT_CLOSABLE,      0xC0000235,    6)            \
    X(STATUS_NOT_FOUND,                0xC0000225, 1168)            \
    X(STATUS_INVALID_USER_BUFFER,      0xC00000E8, 1784)            \
    X(STATUS_NAME_TOO_LONG,            0xC0000106,  206)            \
    X(STATUS_TIMED_OUT,                0xE0000102, 1460) /* ours: a time-out that is a failure */ \
    X(STATUS_ABANDONED,                0x00000080,    0)

enum {
#define X(name, status, error) name = (int32_t)status,
STATUS_LIST(X)
#undef X
};
// clang-format on

/* Any Win32 error as an NTSTATUS (facility NTWIN32, as Windows itself carries them): what Win32
 * layers refuse without asking the kernel, and what a mock injects. */
#define STATUS_FROM_WIN32(error) ((NTSTATUS)(0xC0070000u | ((uint32_t)(error)&0xFFFFu)))

/* A test gave the call's result: it must not act. Never leaves the rig. */
#define STATUS_MOCKED ((NTSTATUS)0xE0000001)

/* The Win32 error that [status] becomes. Aborts on a status that STATUS_LIST does not hold. */
uint32_t status_to_win32(NTSTATUS status);

#endif
