#include "ringer.h"

#include "must.h"

static DWORD WINAPI ring(void *argument)
{
    struct ringer *ringer = argument;
    for (unsigned i = 0; i < ringer->calls; i++) {
        SetLastError(0);
        ringer->result[i] = SetEvent(ringer->event);
        ringer->error[i] = GetLastError();
        ringer->set[i] = WaitForSingleObject(ringer->event, 0);
    }
    return 0;
}

int ringer_main(void *argument)
{
    struct ringer *ringer = argument;
    ringer->event = must_succeed(CreateEventW(NULL, FALSE, FALSE, NULL));
    ring(ringer);
    return 0;
}

int ringer_main_of_two(void *argument)
{
    struct ringer *ringers = argument;
    ringers[0].event = ringers[1].event = must_succeed(CreateEventW(NULL, FALSE, FALSE, NULL));
    ring(&ringers[0]);
    HANDLE thread = must_succeed(CreateThread(NULL, 0, ring, &ringers[1], 0, NULL));
    must_wait(thread, INFINITE, WAIT_OBJECT_0);
    return 0;
}

void must_have_failed(const struct ringer *ringer, unsigned index, DWORD error)
{
    must_equal(ringer->result[index], FALSE);
    must_equal(ringer->error[index], error);
    must_equal(ringer->set[index], WAIT_TIMEOUT);
}

void must_have_rung(const struct ringer *ringer, unsigned index)
{
    must_equal(ringer->result[index], TRUE);
    must_equal(ringer->error[index], 0);
    must_equal(ringer->set[index], WAIT_OBJECT_0);
}
