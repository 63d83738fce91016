/* signal and raise. Of what Windows itself would signal there are the console's events alone: a
 * fault in a program ends the run, whoever wants to handle it. */
#define PIPERIG_SIGNALS_OF_PROGRAMS    // not the host's
#include "crt/state.h"
#include "kernel/process.h"
#include "kernel/world.h"
#include "win32/api.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

_Noreturn void __wrap__exit(int code);    // exit.c: the program's, not the host's

static bool is_known(int number)
{
    return number == SIGINT || number == SIGILL || number == SIGFPE || number == SIGSEGV ||
           number == SIGTERM || number == SIGBREAK || number == SIGABRT;
}

/* The handler that is to be called now, and is forgotten. */
static _crt_signal_t take_handler(int number)
{
    _crt_signal_t *handler = &crt_state()->signals[number];
    _crt_signal_t taken = *handler;
    if (taken != SIG_IGN) *handler = SIG_DFL;
    return taken;
}

static BOOL WINAPI hear(DWORD event)
{
    int number = event == CTRL_C_EVENT ? SIGINT : event == CTRL_BREAK_EVENT ? SIGBREAK : 0;
    footprint_write(world_get(), process_current()->console_object.id);
    _crt_signal_t handler = number != 0 ? take_handler(number) : SIG_DFL;
    if (handler == SIG_DFL) return FALSE;
    if (handler != SIG_IGN) handler(number);
    return TRUE;
}

/* The first time, listen to the console. Later on it is the same step. */
static void listen(struct crt_state *state)
{
    if (!state->hears_signals) {
        state->hears_signals = SetConsoleCtrlHandler(hear, TRUE);
        return;
    }
    api_enter(CALL_SET_CONSOLE_CTRL_HANDLER);
    footprint_write(world_get(), process_current()->console_object.id);
    api_leave(STATUS_SUCCESS);
}

_crt_signal_t __wrap_signal(int number, _crt_signal_t handler)
{
    struct crt_state *state = crt_state();
    if (!is_known(number)) {
        errno = EINVAL;
        return SIG_ERR;
    }
    if (number == SIGINT || number == SIGBREAK) listen(state);
    _crt_signal_t before = state->signals[number];
    state->signals[number] = handler;
    return before;
}

int __wrap_raise(int number)
{
    if (!is_known(number)) {
        errno = EINVAL;
        return -1;
    }
    _crt_signal_t handler = take_handler(number);
    if (handler == SIG_DFL) __wrap__exit(3);
    if (handler != SIG_IGN) handler(number);
    return 0;
}
