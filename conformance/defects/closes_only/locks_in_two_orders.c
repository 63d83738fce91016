/* Two locks, one for the list of clients and one for the totals. Whoever comes takes the list first
 * and then the totals, whoever goes the totals first: when one comes as another goes, each waits
 * for the lock that the other has. */
#include "server.h"

static CRITICAL_SECTION list;
static CRITICAL_SECTION totals;
static int clients;
static int total;

BOOL server_prepare(void)
{
    InitializeCriticalSection(&list);
    InitializeCriticalSection(&totals);
    return TRUE;
}

static void come(void)
{
    EnterCriticalSection(&list);
    clients++;
    EnterCriticalSection(&totals);
    total++;
    LeaveCriticalSection(&totals);
    LeaveCriticalSection(&list);
}

static void go(void)
{
    EnterCriticalSection(&totals);
    total--;
    EnterCriticalSection(&list);
    clients--;
    LeaveCriticalSection(&list);
    LeaveCriticalSection(&totals);
}

DWORD WINAPI session_run(LPVOID session)
{
    come();
    session_serve(session);
    go();
    session_end(session);
    return 0;
}
