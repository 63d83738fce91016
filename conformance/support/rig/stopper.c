#include "stopper.h"

#include "visitor.h"

enum { LATE_MS = 1000 };

void scene_must_have_a_way_to_stop(struct scene *scene)
{
    const struct profile *profile = &scene->subject->profile;
    bool by_request = profile->stop_way == STOP_BY_REQUEST;
    scene_apply(scene, profile->stop_way != STOP_NEVER, "nobody asks it to stop, as was told");
    scene_apply(scene, by_request || profile->handles_ctrl,
                "it has no handler for Ctrl-C and Ctrl-Break: Windows ends it at once");
    scene_apply(scene, !by_request || profile->may_ask,
                "its clients may not write, and so cannot ask it to stop");
}

static int ask_to_stop(void *unused)
{
    (void)unused;
    char reply[PROFILE_MESSAGE_MAX];
    DWORD count = 0;
    HANDLE pipe = client_open();
    client_try_to_send(pipe, client_profile()->stop_request, client_profile()->stop_request_bytes);
    Sleep(LATE_MS);
    if (PeekNamedPipe(pipe, NULL, 0, NULL, &count, NULL) && count > 0)
        ReadFile(pipe, reply, sizeof reply, &count, NULL);
    client_close(pipe);
    return 0;
}

static int press_ctrl_c(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_C_EVENT);
    return 0;
}

static int press_ctrl_break(void *scene)
{
    process_ctrl_event(((struct scene *)scene)->server, CTRL_BREAK_EVENT);
    return 0;
}

void scene_ask_to_stop(struct scene *scene)
{
    switch (scene->subject->profile.stop_way) {
    case STOP_BY_REQUEST: scene_start_client(scene, ask_to_stop); break;
    case STOP_BY_CTRL_BREAK: scene_start_client_with(scene, press_ctrl_break, scene); break;
    default: scene_start_client_with(scene, press_ctrl_c, scene); break;
    }
}

void scene_ask_to_stop_in_a_session(struct scene *scene)
{
    static const DWORD rests_ms[] = { 0, 20, 200, 2000 };
    uintptr_t rest_ms = rests_ms[scene_pick(scene, sizeof rests_ms / sizeof *rests_ms)];
    scene_start_client_with(scene, visitor_asks_again_later, (void *)rest_ms);
    scene_ask_to_stop(scene);
}
