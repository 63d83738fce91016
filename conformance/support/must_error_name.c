/* The names of the system errors that tests meet: a number alone tells a reader nothing. */
#include "must.h"

struct must_error {
    DWORD number;
    const char *name;
};

#define NAMED(error)                                                                               \
    {                                                                                              \
        error, #error                                                                              \
    }

static const struct must_error must_errors[] = {
    { MUST_SENTINEL, "the sentinel: no error was set" },
    NAMED(ERROR_SUCCESS),
    NAMED(ERROR_INVALID_FUNCTION),
    NAMED(ERROR_FILE_NOT_FOUND),
    NAMED(ERROR_PATH_NOT_FOUND),
    NAMED(ERROR_ACCESS_DENIED),
    NAMED(ERROR_INVALID_HANDLE),
    NAMED(ERROR_NOT_ENOUGH_MEMORY),
    NAMED(ERROR_NOT_SUPPORTED),
    NAMED(ERROR_INVALID_PARAMETER),
    NAMED(ERROR_BROKEN_PIPE),
    NAMED(ERROR_SEM_TIMEOUT),
    NAMED(ERROR_INSUFFICIENT_BUFFER),
    NAMED(ERROR_INVALID_NAME),
    NAMED(ERROR_BAD_PATHNAME),
    NAMED(ERROR_ALREADY_EXISTS),
    NAMED(ERROR_FILENAME_EXCED_RANGE),
    NAMED(ERROR_BAD_PIPE),
    NAMED(ERROR_PIPE_BUSY),
    NAMED(ERROR_NO_DATA),
    NAMED(ERROR_PIPE_NOT_CONNECTED),
    NAMED(ERROR_MORE_DATA),
    NAMED(ERROR_NOT_OWNER),
    NAMED(ERROR_TOO_MANY_POSTS),
    NAMED(ERROR_PIPE_CONNECTED),
    NAMED(ERROR_PIPE_LISTENING),
    NAMED(ERROR_OPERATION_ABORTED),
    NAMED(ERROR_IO_INCOMPLETE),
    NAMED(ERROR_IO_PENDING),
    NAMED(ERROR_NOACCESS),
    NAMED(ERROR_NOT_FOUND),
    NAMED(ERROR_INVALID_USER_BUFFER),
};

const char *must_error_name(DWORD error)
{
    for (unsigned i = 0; i < sizeof(must_errors) / sizeof(must_errors[0]); i++) {
        if (must_errors[i].number == error) return must_errors[i].name;
    }
    return "an unnamed error";
}
