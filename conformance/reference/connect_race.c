/* The connect race: a client may come before, while or after the server says ConnectNamedPipe,
 * and may be gone by then. Whatever the order, it is served or has left by its own will. */
#include "check.h"
#include "client.h"

/* What every scene of this file must come to. */
static void must_serve_on(struct scene *scene)
{
    scene_run(scene);
    scene_start_client(scene, client_asks_at_once);
    scene_run(scene);
    scene_must_be_idle(scene);
    scene_must_not_complain(scene);
}

CHECK(connect_race, serves_a_client_that_comes_before_connect)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client comes before ConnectNamedPipe",
                      client_asks);
    scene_start_server(scene);
    must_serve_on(scene);
    scene_must_print(scene, "request \"hello\"");
}

CHECK(connect_race, serves_a_client_that_comes_while_the_server_waits)
{
    scene_await_server(scene);
    scene_start_client(scene, client_asks_at_once);
    must_serve_on(scene);
}

CHECK(connect_race, serves_a_client_whatever_the_order)
{
    scene_start_server(scene);
    scene_start_client(scene, client_asks);
    must_serve_on(scene);
}

CHECK(connect_race, serves_a_client_that_comes_after_another_was_handed_over)
{
    scene_await_server(scene);
    scene_start_client(scene, client_asks_at_once);
    scene_step_before(scene, CALL_CREATE_THREAD, 1, "the next client comes", client_asks_at_once);
    must_serve_on(scene);
}

CHECK(connect_race, survives_a_client_that_is_gone_before_connect)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client comes and goes",
                      client_comes_and_goes);
    scene_start_server(scene);
    must_serve_on(scene);
}

CHECK(connect_race, reads_what_a_client_left_that_is_gone_before_connect)
{
    scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, 1, "a client asks and goes",
                      client_leaves_a_request);
    scene_start_server(scene);
    must_serve_on(scene);
    scene_must_print(scene, "request \"hello\"");
}

CHECK(connect_race, survives_clients_that_come_and_go_before_every_connect)
{
    for (unsigned nth = 1; nth <= 3; nth++)
        scene_step_before(scene, CALL_CONNECT_NAMED_PIPE, nth, "a client comes and goes",
                          client_comes_and_goes);
    scene_start_server(scene);
    must_serve_on(scene);
}

CHECK(connect_race, serves_both_of_two_clients_that_race_for_one_instance)
{
    scene_await_server(scene);
    scene_start_client(scene, client_asks);
    scene_start_client(scene, client_asks);
    must_serve_on(scene);
}

CHECK(connect_race, serves_three_clients_from_the_very_start)
{
    scene_start_server(scene);
    for (int i = 0; i < 3; i++)
        scene_start_client(scene, client_asks);
    must_serve_on(scene);
}
