/* The ways a program ends itself, and what it does not get to see of the host on the way. */
#include "crt/crt.h"
#include "crt/state.h"
#include "crt/tell.h"
#include "win32/api.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void end_with(int code)
{
    api_enter(CALL_EXIT);
    api_show_number("code", (uint32_t)code);
    api_leave_void();
    crt_exit((uint32_t)code);
}

_Noreturn void __wrap_exit(int code)
{
    crt_state_exit(crt_state());
    end_with(code);
}

_Noreturn void __wrap__exit(int code)
{
    end_with(code);
}

_Noreturn void __wrap__Exit(int code)
{
    end_with(code);
}

_Noreturn void __wrap_abort(void)
{
    api_enter(CALL_ABORT);
    crt_crash("the program called abort");
}

int __wrap_atexit(void (*function)(void))
{
    struct crt_state *state = crt_state();
    if (state->exit_count == CRT_EXITS_MAX) return -1;
    state->exits[state->exit_count++] = function;
    return 0;
}

_Noreturn void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                                    const char *function)
{
    char *words = crt_state()->last_words;
    snprintf(words, sizeof crt_state()->last_words, "assertion failed: %s, in %s, %s:%u", condition,
             function, file, line);
    api_enter(CALL_ABORT);
    crt_crash(words);
}

/* There is one locale, Microsoft's "C"; asking for another one fails, asking which one it is
 * does not. */
char *__wrap_setlocale(int category, const char *name)
{
    static char only[] = "C";
    (void)category;
    if (name != NULL) tell_text("setlocale", name, SIZE_MAX);
    bool known = name == NULL || name[0] == '\0' || (name[0] == 'C' && name[1] == '\0');
    return known ? only : NULL;
}
