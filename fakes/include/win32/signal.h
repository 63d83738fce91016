/* Signals as Microsoft's C library has them: Ctrl-C and Ctrl-Break on the console, and what a
 * program raises itself. The host, which includes this too, gets its own. */
#ifndef PIPERIG_SIGNAL_H
#define PIPERIG_SIGNAL_H

#if __SIZEOF_WCHAR_T__ != 2 && !defined(PIPERIG_SIGNALS_OF_PROGRAMS)
#include_next <signal.h>
#else

typedef int sig_atomic_t;
typedef void (*_crt_signal_t)(int);

#define SIGINT   2
#define SIGILL   4
#define SIGFPE   8
#define SIGSEGV  11
#define SIGTERM  15
#define SIGBREAK 21
#define SIGABRT  22

#define SIG_DFL ((_crt_signal_t)0)
#define SIG_IGN ((_crt_signal_t)1)
#define SIG_ERR ((_crt_signal_t)-1)

/* A handler is forgotten as it is called. That of SIGINT or SIGBREAK runs in a thread of its own.
 *
 * Returns: the handler before; SIG_ERR, with errno EINVAL, for a signal that is not above. */
_crt_signal_t signal(int number, _crt_signal_t handler);

/* Call the handler. Without one the program ends with code 3.  Returns: 0, or -1 as signal fails. */
int raise(int number);

#endif

#endif
