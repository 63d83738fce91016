/* A rude client does what was planned and looks at nothing that comes of it. */
#include "part.h"

#include <piperig/world.h>

#include <windows.h>

enum { ROOM_MAX = 64 };

static void act(struct part *part, const struct plan_act *act, HANDLE *pipe);

int part_play_rude(void *argument)
{
    struct part *part = argument;
    HANDLE pipes[PLAN_SLOTS] = { INVALID_HANDLE_VALUE, INVALID_HANDLE_VALUE };

    for (uint32_t i = 0; i < part->client->act_count; i++)
        act(part, &part->client->acts[i], &pipes[part->client->acts[i].slot]);
    return 0;
}

/* It tries twice: a plan would be lost on a server that is not there yet. */
static HANDLE open_somehow(uint32_t number)
{
    static const DWORD accesses[] = { GENERIC_READ | GENERIC_WRITE, GENERIC_WRITE, GENERIC_READ,
                                      0 };
    const DWORD access = accesses[number % 4];
    HANDLE pipe = CreateFileW(PART_PIPE_NAME, access, 0, NULL, OPEN_EXISTING, 0, NULL);

    if (pipe == INVALID_HANDLE_VALUE) {
        Sleep(1);
        pipe = CreateFileW(PART_PIPE_NAME, access, 0, NULL, OPEN_EXISTING, 0, NULL);
    }
    return pipe;
}

static void set_mode(HANDLE pipe, uint32_t number)
{
    DWORD mode = (number & 1 ? PIPE_READMODE_BYTE : PIPE_READMODE_MESSAGE) |
                 (number & 2 ? PIPE_NOWAIT : PIPE_WAIT);

    SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
}

/* Even a rude client's message may be a request, and then it may be answered. */
static void compose(struct part *part, const struct plan_message *message, char *bytes)
{
    plan_message_write(message, bytes);
    if (plan_is_request(bytes, message->size, part->wide)) part->requests++;
}

static void act(struct part *part, const struct plan_act *act, HANDLE *pipe)
{
    char message[PLAN_MESSAGE_MAX];
    char reply[ROOM_MAX];
    DWORD size = 0;

    switch (act->kind) {
    case PLAN_OPEN:
        if (*pipe != INVALID_HANDLE_VALUE) CloseHandle(*pipe);
        *pipe = open_somehow(act->number);
        break;
    case PLAN_WRITE:
        compose(part, &act->message, message);
        WriteFile(*pipe, message, act->message.size, &size, NULL);
        break;
    case PLAN_READ: ReadFile(*pipe, reply, act->number, &size, NULL); break;
    case PLAN_CLOSE:
        CloseHandle(*pipe);
        *pipe = INVALID_HANDLE_VALUE;
        break;
    case PLAN_PEEK: PeekNamedPipe(*pipe, reply, act->number, &size, NULL, NULL); break;
    case PLAN_EXCHANGE:
        compose(part, &act->message, message);
        TransactNamedPipe(*pipe, message, act->message.size, reply, act->number, &size, NULL);
        break;
    case PLAN_FLUSH: FlushFileBuffers(*pipe); break;
    case PLAN_SET_MODE: set_mode(*pipe, act->number); break;
    case PLAN_WAIT: WaitNamedPipeW(PART_PIPE_NAME, act->number); break;
    case PLAN_REST: Sleep(act->number); break;
    case PLAN_STAY: Sleep(INFINITE); break;
    case PLAN_LEAVE:
    case PLAN_ACT_KINDS: break;
    }
}

int part_kill(void *argument)
{
    const struct part *part = argument;

    for (uint32_t turn = 0; turn < part->client->killed_after; turn++)
        Sleep(0);
    process_kill(part->victim, 1);
    return 0;
}
