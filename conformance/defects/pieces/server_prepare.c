#include "server.h"

BOOL server_prepare(void)
{
    return TRUE;
}
