/* One thread, one instance, one client at a time. */
#include "../pool/pool.h"

static struct session session;

int main(void)
{
    session.pipe = INVALID_HANDLE_VALUE;
    if (server_prepare()) session.pipe = server_create(server_options.first);
    if (session.pipe != INVALID_HANDLE_VALUE) {
        pool_run(&session);
        CloseHandle(session.pipe);
    }
    return 1;
}
