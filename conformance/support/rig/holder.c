#include "holder.h"

#include "visitor.h"

#include "kernel/invariant.h"

enum { LATE_MS = 1000 };

static int kill_the_stray(void *scene)
{
    scene_kill_stray(scene);
    return 0;
}

/* --- Who holds all instances ------------------------------------------------------------------- */

static const WCHAR leave[] = u"the holder leaves";

static int hold_all(void *most)
{
    HANDLE pipes[HOLDING_MAX] = { NULL };
    HANDLE left = CreateEventW(NULL, TRUE, FALSE, leave);
    unsigned count = 0;
    while (count < (uintptr_t)most &&
           (pipes[count] = client_open_in_time(LATE_MS, true)) != INVALID_HANDLE_VALUE)
        count++;
    WaitForSingleObject(left, INFINITE);
    while (count > 0)
        client_close(pipes[--count]);
    return 0;
}

static int try_to_ask(void *served)
{
    HANDLE pipe = client_open_in_time(LATE_MS, true);
    *(bool *)served = pipe != INVALID_HANDLE_VALUE && visitor_is_served(pipe);
    return 0;
}

static int close_all(void *unused)
{
    (void)unused;
    BOOL set = SetEvent(OpenEventW(EVENT_MODIFY_STATE, FALSE, leave));
    INVARIANT(set);
    return 0;
}

bool scene_let_one_hold_all(struct scene *scene, unsigned most)
{
    bool served = false;
    world_hush(scene->world, true);
    scene_start_stray_with(scene, hold_all, (void *)(uintptr_t)most);
    scene_run(scene);
    struct process *other = scene_start_stray_with(scene, try_to_ask, &served);
    scene_run(scene);
    if (!process_ended(other)) process_kill(other, 1);    // it has got in, and waits
    scene_run(scene);
    world_hush(scene->world, false);
    demand(!process_ended(scene->server),
           "one client holds what instances there are, and the server has ended");
    return served;
}

void scene_start_leaving(struct scene *scene)
{
    static scene_script *const ways[] = { close_all, kill_the_stray };
    enum { WAYS = sizeof ways / sizeof *ways };
    scene_start_client_with(scene, ways[scene_pick(scene, WAYS)], scene);
}

/* --- Who dies ---------------------------------------------------------------------------------- */

static int asks_on_and_on(void *unused)
{
    (void)unused;
    char byte;
    DWORD read = 0;
    HANDLE pipe = client_open_and_read_nothing();
    for (int i = 0; i < 2; i++) {
        const struct exchange *exchange = &client_profile()->exchanges[0];
        if (!client_try_to_send(pipe, exchange->request, exchange->request_bytes)) break;
        if (client_reply_is_due()) ReadFile(pipe, &byte, 1, &read, NULL);
    }
    Sleep(INFINITE);
    return 0;
}

void scene_start_one_who_dies(struct scene *scene)
{
    scene_start_stray(scene, asks_on_and_on);
    scene_start_client_with(scene, kill_the_stray, scene);
}
