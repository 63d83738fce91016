/* The threads of all sessions.
 *
 * A thread that nobody knows cannot be stopped. So their handles are kept, and each is closed some
 * time after its thread has ended: when the next client comes, or at the end. */
#include "crew.h"

#include <tchar.h>

#include "report.h"
#include "stop.h"

#define CREW_ROOM 8    // to begin with

static void crew_reap(struct crew *crew);

DWORD crew_open(struct crew *crew)
{
    DWORD error = ERROR_SUCCESS;

    *crew = (struct crew){ .threads = NULL, .count = 0, .room = CREW_ROOM };
    crew->threads = HeapAlloc(GetProcessHeap(), 0, crew->room * sizeof(*crew->threads));
    if (crew->threads == NULL) {
        error = ERROR_NOT_ENOUGH_MEMORY;    // HeapAlloc itself leaves no last error
        report_failure(TEXT("HeapAlloc"), error);
    }
    return error;
}

DWORD crew_make_room(struct crew *crew)
{
    DWORD error = ERROR_SUCCESS;

    crew_reap(crew);
    if (crew->count == crew->room) {
        const DWORD room = 2 * crew->room;
        HANDLE *threads =
            HeapReAlloc(GetProcessHeap(), 0, crew->threads, room * sizeof(*crew->threads));
        if (threads == NULL) {
            error = ERROR_NOT_ENOUGH_MEMORY;
            report_failure(TEXT("HeapReAlloc"), error);
        } else {
            crew->threads = threads;
            crew->room = room;
        }
    }
    return error;
}

/* Let go of the threads that have ended. */
static void crew_reap(struct crew *crew)
{
    DWORD index = 0;

    while (index < crew->count) {
        if (WaitForSingleObject(crew->threads[index], 0) == WAIT_OBJECT_0) {
            report_unless(CloseHandle(crew->threads[index]), TEXT("CloseHandle"));
            crew->threads[index] = crew->threads[--crew->count];
        } else {
            index++;
        }
    }
}

void crew_add(struct crew *crew, HANDLE thread)
{
    if (thread != NULL) crew->threads[crew->count++] = thread;
}

void crew_dismiss(struct crew *crew)
{
    for (DWORD index = 0; index < crew->count; index++)
        stop_join(crew->threads[index]);
    if (crew->threads != NULL)
        report_unless(HeapFree(GetProcessHeap(), 0, crew->threads), TEXT("HeapFree"));
}
