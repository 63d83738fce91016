/* One coverage runtime for a host and all its programs, in builds that gcc instruments.
 *
 * A program linked with a libgcov of its own would take that along through the bound C library: its
 * counters would be written by the fakes' malloc after the world has ended. So programs are linked
 * without one, and their three references to it are bound to the functions here. The host writes
 * everybody's counters when it ends, which is why programs that count are never unloaded.
 */
#define _POSIX_C_SOURCE 200809L    // kill, getpid

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct gcov_info;

extern void __gcov_init(struct gcov_info *info);
extern void __gcov_merge_add(long long *counters, unsigned count);
extern void __gcov_dump(void);

void __wrap___gcov_init(struct gcov_info *info)
{
    __gcov_init(info);
}

void __wrap___gcov_merge_add(long long *counters, unsigned count)
{
    __gcov_merge_add(counters, count);
}

void __wrap___gcov_exit(void)
{
}

/* --- What ends a process at once has counted, too --------------------------------------------- */

_Noreturn void _exit(int code)
{
    __gcov_dump();
    _Exit(code);
}

int raise(int number)
{
    __gcov_dump();
    return kill(getpid(), number);
}

_Noreturn void abort(void)
{
    raise(SIGABRT);
    _Exit(EXIT_FAILURE);    // a handler came back
}
