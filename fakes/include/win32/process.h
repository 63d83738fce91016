/* Threads as the C library starts them. */
#ifndef PIPERIG_PROCESS_H
#define PIPERIG_PROCESS_H

#include <crtdefs.h>

uintptr_t _beginthread(void (*start)(void *), unsigned stack_size, void *argument);
uintptr_t _beginthreadex(void *security, unsigned stack_size, unsigned (*start)(void *),
                         void *argument, unsigned flags, unsigned *id);
DECLSPEC_NORETURN void _endthread(void);
DECLSPEC_NORETURN void _endthreadex(unsigned code);

int _getpid(void);

#endif
