#include "misdeeds.h"

#include "visitor.h"

#include <string.h>

enum { LATE_MS = 1000 };

static HANDLE send_too_much(void)
{
    _Alignas(WCHAR) char bytes[PROFILE_MESSAGE_MAX];
    HANDLE pipe = client_open_and_read_nothing();
    memset(bytes, 'x', sizeof bytes);
    if (client_may_send_one_piece(client_too_much(), client_profile()->exchanges[0].request_bytes))
        client_try_to_send(pipe, bytes, client_too_much());
    return pipe;
}

static int sends_too_much(void *unused)
{
    (void)unused;
    client_close(send_too_much());
    return 0;
}

static int sends_too_much_and_rests(void *unused)
{
    (void)unused;
    HANDLE pipe = send_too_much();
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int sends_nothing_at_all(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_try_to_send(pipe, "", 0);
    client_close(pipe);
    return 0;
}

static int sends_a_piece(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_try_to_send(pipe, client_profile()->exchanges[0].request, 1);
    client_close(pipe);
    return 0;
}

static int reads_nothing_for_a_while(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_and_read_nothing();
    client_request(pipe, 0);
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int offends_with_its_reply_unread(void *unused)
{
    (void)unused;
    HANDLE pipe = visitor_offend(OFFENCE_TOO_LONG);
    Sleep(LATE_MS);
    client_close(pipe);
    return 0;
}

static int leaves_without_closing(void *unused)
{
    (void)unused;
    client_request(client_open_and_read_nothing(), 0);
    return 0;
}

/* Opens with no rights at all, which takes an instance all the same. */
static int only_looks(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_with(0);
    if (pipe != INVALID_HANDLE_VALUE) client_close(pipe);
    return 0;
}

static void request_with(DWORD access)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    HANDLE pipe = client_open_with(access);
    if (pipe == INVALID_HANDLE_VALUE) return;
    client_try_to_send(pipe, exchange->request, exchange->request_bytes);
    client_close(pipe);
}

static int may_not_read(void *unused)
{
    (void)unused;
    request_with(GENERIC_WRITE);
    return 0;
}

/* The server may be waiting for a request, which can never come. */
static int may_not_write(void *unused)
{
    (void)unused;
    request_with(GENERIC_READ);
    return 0;
}

/* Its duplicate keeps the connection open after it has closed. */
static int closes_a_duplicate_late(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open_as_it_is(), duplicate = NULL;
    demand_success(DuplicateHandle(GetCurrentProcess(), pipe, GetCurrentProcess(), &duplicate, 0,
                                   FALSE, DUPLICATE_SAME_ACCESS),
                   "it duplicates its handle");
    client_request(pipe, 0);
    client_close(pipe);
    Sleep(LATE_MS);
    client_close(duplicate);
    return 0;
}

static const struct misdeed misdeeds[] = {
    { "comes and goes", client_comes_and_goes },
    { "leaves a request behind", client_leaves_a_request },
    { "leaves without closing", leaves_without_closing },
    { "reads a piece of its reply", visitor_leaves_after_a_piece },
    { "reads nothing for a while", reads_nothing_for_a_while },
    { "sends nothing at all", sends_nothing_at_all },
    { "sends a piece of a request", sends_a_piece },
    { "sends too much", sends_too_much },
    { "sends too much and rests", sends_too_much_and_rests },
    { "offends with its reply unread", offends_with_its_reply_unread },
    { "only looks", only_looks },
    { "may not read", may_not_read },
    { "may not write", may_not_write },
    { "closes a duplicate late", closes_a_duplicate_late },
};

unsigned misdeed_count(void)
{
    return sizeof misdeeds / sizeof *misdeeds;
}

const struct misdeed *misdeed_at(unsigned nth)
{
    return &misdeeds[nth];
}

void scene_start_misbehaving(struct scene *scene)
{
    scene_start_client(scene, misdeeds[scene_pick(scene, misdeed_count())].script);
}
