#include "server.h"

BOOL server_again(unsigned *attempt)
{
    const BOOL again = ++*attempt < SERVER_ATTEMPTS;

    if (again) Sleep(SERVER_PAUSE_MS);
    return again;
}
