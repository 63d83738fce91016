/* When who came is kept in a list, in case that somebody wants to know. Nothing is ever taken out
 * of it: memory grows with each session. */
#include "server.h"

struct memory {
    struct memory *next;
    DWORD came_ms;
};

static struct memory *memories;

DWORD WINAPI session_run(LPVOID session)
{
    struct memory *memory = HeapAlloc(GetProcessHeap(), 0, sizeof *memory);

    if (memory != NULL) {
        memory->came_ms = GetTickCount();
        memory->next = InterlockedExchangePointer((PVOID volatile *)&memories, memory);
    }
    session_serve(session);
    session_end(session);
    return 0;
}
