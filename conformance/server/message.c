/* MESSAGE: a stranger's bytes. Whatever they are, the sender gets one clear answer, and nobody else
 * notices. */
#include "check.h"
#include "hearing.h"
#include "unwritten.h"
#include "visitor.h"

#include <string.h>

/* A message that the server may answer, or hang up on. */
struct odd_message {
    unsigned char bytes[PROFILE_MESSAGE_MAX];
    DWORD size;
};

enum { FAR_RUNS = 20 };    // random ones of what comes calmly
static struct odd_message far_too_much;

static int send_it(void *argument)
{
    struct odd_message *message = argument;
    _Alignas(WCHAR) char reply[PROFILE_MESSAGE_MAX];
    DWORD count = 0;
    HANDLE pipe = client_open();
    // The server may hang up on the sender before it has taken all.
    client_try_to_send(pipe, message->bytes, message->size);
    // Where several messages answer a request, there is no telling how many answer this one.
    if (client_await_answer(pipe, reply, sizeof reply, &count) == ANSWER_REPLY &&
        !client_profile()->several_messages)
        client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

/* In byte mode a server may rightly wait for more: its client gives up. */
static int send_it_and_leave(void *argument)
{
    struct odd_message *message = argument;
    HANDLE pipe = client_open();
    client_try_to_send(pipe, message->bytes, message->size);
    Sleep(1000);
    client_close(pipe);
    return 0;
}

/* Where these are more bytes than the pipe takes, some of which may have replies, the sender may be left
 * waiting for the server, which waits for it to read them. */
static void must_survive(struct scene *scene, struct odd_message *message)
{
    const struct profile *profile = &scene->subject->profile;
    bool answers = profile->reads_messages && client_reply_is_due();
    bool is_taken = profile->messages || message->size <= profile->in_bytes + 1;
    scene_await_server(scene);
    if (is_taken)
        scene_start_client_with(scene, answers ? send_it : send_it_and_leave, message);
    else
        scene_start_stray_with(scene, send_it_and_leave, message);
    scene_run(scene);
    if (!is_taken && !process_ended(scene->stray)) scene_kill_stray(scene);
    scene_run(scene);
    scene_must_serve_on(scene);
}

static void fill(struct odd_message *message, DWORD size)
{
    message->size = size < PROFILE_MESSAGE_MAX ? size : PROFILE_MESSAGE_MAX;
    memset(message->bytes, 'a', sizeof message->bytes);
}

/* Its last character becomes the terminator. */
static void end_text(struct odd_message *message, const struct profile *profile)
{
    DWORD width = profile->wide ? sizeof(WCHAR) : 1;
    if (message->size >= width) memset(message->bytes + message->size - width, 0, width);
}

static void must_be_asked(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.may_ask && scene->subject->profile.room_bytes > 0,
                "it was not seen to read");
}

/* Who reads a request in parts, its length first or byte by byte, may have any buffer behind that. */
static bool shows_its_buffer(const struct profile *profile)
{
    return profile->room_bytes >= profile->exchanges[0].request_bytes;
}

static void must_show_its_buffer(struct scene *scene)
{
    must_be_asked(scene);
    scene_apply(scene, shows_its_buffer(&scene->subject->profile),
                "it reads a request in parts, and how long its buffer is does not show");
}

RULE_CHECK(MESSAGE, 1, takes_or_refuses_what_fills_its_buffer)
{
    static struct odd_message message;
    must_show_its_buffer(scene);
    fill(&message, scene->subject->profile.room_bytes);
    must_survive(scene, &message);
}

RULE_CHECK(MESSAGE, 1, takes_or_refuses_a_text_that_fills_its_buffer)
{
    static struct odd_message message;
    const struct profile *profile = &scene->subject->profile;
    must_show_its_buffer(scene);
    fill(&message, profile->room_bytes);
    if (profile->wide)
        for (DWORD i = 1; i < message.size; i += 2)
            message.bytes[i] = 0;
    end_text(&message, profile);
    must_survive(scene, &message);
}

RULE_CHECK(MESSAGE, 2, answers_once_or_refuses_what_is_longer_than_its_buffer)
{
    static struct odd_message message;
    must_be_asked(scene);
    DWORD room = scene->subject->profile.room_bytes;
    DWORD sizes[] = { room + 1, room + 2, 2 * room, 3 * room + 1 };
    fill(&message, sizes[scene_pick(scene, sizeof sizes / sizeof *sizes)]);
    must_survive(scene, &message);
}

/* A text with its terminator, of which each piece would pass for a request. */
RULE_CHECK(MESSAGE, 2, answers_a_long_text_once_or_refuses_it)
{
    static struct odd_message message;
    const struct profile *profile = &scene->subject->profile;
    must_be_asked(scene);
    fill(&message, profile->room_bytes + profile->room_bytes / 2);
    end_text(&message, profile);
    must_survive(scene, &message);
}

/* The sender may be left waiting for the server, which waits for it to read replies. */
static int send_it_and_stay(void *unused)
{
    (void)unused;
    client_try_to_send(client_open(), far_too_much.bytes, far_too_much.size);
    Sleep(INFINITE);
    return 0;
}

/* It comes calmly, since whoever reads it in small parts makes many steps of it. */
static void must_survive_far_too_much(struct scene *scene)
{
    scene_await_server(scene);
    world_hush(scene->world, true);
    scene_start_stray(scene, send_it_and_stay);
    scene_run(scene);
    scene_kill_stray(scene);
    scene_run(scene);
    world_hush(scene->world, false);
    scene_serve_calmly(scene, 1);
}

/* Longer than any buffer that is behind the one it reads with: a request that goes on and on, or that is
 * good so far, or letters that may be taken for lengths. */
RULE_CHECK_WITH_RUNS(MESSAGE, 2, survives_what_is_far_longer_than_its_reads, FAR_RUNS)
{
    const struct exchange *exchange = &scene->subject->profile.exchanges[0];
    must_be_asked(scene);
    fill(&far_too_much, PROFILE_MESSAGE_MAX);
    unsigned variant = scene_pick(scene, 3);
    if (variant == 1) end_text(&far_too_much, &scene->subject->profile);
    if (variant == 2) memcpy(far_too_much.bytes, exchange->request, exchange->request_bytes);
    must_survive_far_too_much(scene);
}

/* What is answered to the last part of a long text alone, or to its first, and to the whole. Where these
 * differ, a reply to the whole must not be that to its end. */
RULE_CHECK(MESSAGE, 2, does_not_take_the_end_of_a_long_text_for_the_whole)
{
    static struct hearing whole, end, start;
    const struct profile *profile = &scene->subject->profile;
    must_be_asked(scene);
    scene_apply(scene, profile->reads_messages, "it reads no messages");
    scene_must_know_the_reply(scene);
    scene_apply(scene, 2 * profile->room_bytes <= PROFILE_MESSAGE_MAX, "its buffer is very large");
    scene_apply(scene, profile->room_bytes >= 2 * sizeof(WCHAR), "it reads no text at once");
    DWORD room = profile->room_bytes, more = room / 2 & ~1u;
    hearing_of_text(&whole, 'a', room, 'b', more);
    hearing_of_text(&start, 'a', room - 2, 'a', 2);
    hearing_of_text(&end, 'b', 0, 'b', more);

    scene_forgive(scene, OUTCOMES);
    scene_await_server(scene);
    struct hearing *const hearings[] = { &whole, &start, &end };
    for (int i = 0; i < 3; i++) {
        scene_start_client_with(scene, hearing_client, hearings[i]);
        scene_run(scene);
    }
    scene_insist(scene);
    demand(
        whole.answer != ANSWER_REPLY || !hearing_same(&whole, &end) || hearing_same(&start, &end),
        "a message of %u bytes is answered as its last %u bytes alone are", whole.size, end.size);
}

/* The server may take the empty message for a request of its own, or for the client's last word. */
static int send_nothing_and_then_ask(void *unused)
{
    (void)unused;
    _Alignas(WCHAR) char reply[PROFILE_MESSAGE_MAX];
    DWORD count = 0;
    HANDLE pipe = client_open();
    const struct exchange *exchange = &client_profile()->exchanges[0];
    if (client_may_send_ahead(exchange->request_bytes, 1)) client_try_to_send(pipe, "", 0);
    client_try_to_send(pipe, exchange->request, exchange->request_bytes);
    if (client_profile()->may_answer && exchange->kind != REPLY_NONE)
        client_hear_answer(pipe, reply, sizeof reply, &count);    // or none comes
    client_close(pipe);
    return 0;
}

RULE_CHECK(MESSAGE, 3, survives_a_message_of_no_bytes)
{
    must_be_asked(scene);
    scene_await_server(scene);
    scene_start_client(scene, send_nothing_and_then_ask);
    scene_run(scene);
    scene_must_serve_on(scene);
}

static int send_nothing_and_leave(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    for (int i = 0; i < 3; i++)
        client_try_to_send(pipe, "", 0);
    client_close(pipe);
    return 0;
}

RULE_CHECK(MESSAGE, 3, survives_several_messages_of_no_bytes)
{
    must_be_asked(scene);
    scene_await_server(scene);
    scene_start_client(scene, send_nothing_and_leave);
    scene_run(scene);
    scene_must_serve_on(scene);
}

/* --- Without a terminator ----------------------------------------------------------------------- */

/* What it is answered must not depend on what the buffer held before. */
RULE_CHECK(MESSAGE, 4, does_not_read_beyond_an_unterminated_request)
{
    static struct hearing first, second;
    const struct profile *profile = &scene->subject->profile;
    must_be_asked(scene);
    scene_apply(scene, profile->reads_messages,
                "where no messages are read only a terminator ends one");
    scene_must_know_the_reply(scene);
    scene_apply(scene, profile->sessions == SESSIONS_OF_MANY,
                "it ends a session after one request");
    hearing_of_unterminated(&first);
    hearing_of_unterminated(&second);
    second.after_another = true;

    scene_forgive(scene, OUTCOME_CRASHED);
    scene_await_server(scene);
    scene_start_client_with(scene, hearing_client, &first);
    scene_run(scene);
    scene_start_client_with(scene, hearing_client, &second);
    scene_run(scene);
    scene_insist(scene);
    hearing_must_be_same(&first, &second, "after another request in the same session");
}

/* Nor what it prints of it. */
RULE_CHECK(MESSAGE, 4, prints_nothing_that_was_never_written)
{
    static struct hearing hearing;
    must_be_asked(scene);
    scene_apply(scene, scene->subject->profile.messages,
                "where there are no messages only a terminator ends one");
    hearing_of_unterminated(&hearing);
    scene_forgive(scene, OUTCOME_CRASHED);
    scene_await_server(scene);
    scene_start_client_with(scene, hearing_client, &hearing);
    scene_run(scene);
    scene_insist(scene);
    demand(unwritten_in_text(process_output(scene->server)) == NULL,
           "the server prints bytes that it never wrote");
}

/* --- Any bytes -------------------------------------------------------------------------------- */

/* 0 .. 7: every byte value, in eighths. */
static void compose_odd(unsigned row, struct odd_message *message, const struct profile *profile)
{
    enum { PIECE = 32 };
    if (row < 8) {
        message->size = PIECE;
        for (unsigned i = 0; i < PIECE; i++)
            message->bytes[i] = (unsigned char)(row * PIECE + i);
    } else if (row == 8) {
        message->size = 1;
        message->bytes[0] = 'a';
    } else if (row == 9) {
        message->size = 3;
        memcpy(message->bytes, "abc", 3);
    } else if (row == 10) {
        message->size = 8;
        memcpy(message->bytes, "ab\0\0cd\0", 8);
    } else if (row == 11) {
        message->size = profile->wide ? 2 : 1;    // an empty text
        memset(message->bytes, 0, 2);
    } else {
        message->size = 4;    // a length of -1, for who takes it for one
        memset(message->bytes, 0xFF, 4);
    }
    if (shows_its_buffer(profile) && message->size > profile->room_bytes)
        message->size = profile->room_bytes;
}

RULE_CHECK(MESSAGE, 5, answers_or_refuses_any_bytes)
{
    static struct odd_message message;
    must_be_asked(scene);
    compose_odd(scene_pick(scene, 13), &message, &scene->subject->profile);
    must_survive(scene, &message);
}

/* For who takes the first of them for a length, and for who takes each of them for a request. */
RULE_CHECK_WITH_RUNS(MESSAGE, 5, survives_many_bytes_of_any_value, FAR_RUNS)
{
    enum { MULTIPLIER = 157, LOW_BITS = 3 };
    must_be_asked(scene);
    fill(&far_too_much, PROFILE_MESSAGE_MAX);
    unsigned variant = scene_pick(scene, 4);
    for (unsigned i = 0; i < PROFILE_MESSAGE_MAX; i++)
        far_too_much.bytes[i] = (unsigned char)(variant == 0   ? 0xFF
                                                : variant == 1 ? 0
                                                : variant == 2 ? i
                                                               : (i * i * MULTIPLIER) >> LOW_BITS);
    must_survive_far_too_much(scene);
}

/* --- Replies ---------------------------------------------------------------------------------- */

/* A longer one before it must leave no trace. */
static int get_exact_replies(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    unsigned last = client_profile()->exchange_count - 1;
    client_exchange(pipe, last);
    if (client_profile()->sessions == SESSIONS_OF_MANY) client_exchange(pipe, 0);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

static int get_the_first_reply(void *unused)
{
    (void)unused;
    HANDLE pipe = client_open();
    client_exchange(pipe, 0);
    client_must_get_no_more(pipe);
    client_close(pipe);
    return 0;
}

RULE_CHECK(MESSAGE, 6, replies_with_nothing_stale_behind)
{
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
    scene_must_know_the_reply(scene);
    scene_await_server(scene);
    scene_start_client(scene, get_exact_replies);
    scene_run(scene);
    scene_start_client(scene, get_the_first_reply);
    scene_run(scene);
}

/* Where the terminator of a reply's text is: behind its last character. Or 0, if it is no text. */
static size_t end_of_text(const struct exchange *exchange, size_t width)
{
    const unsigned char *reply = exchange->reply;
    size_t end = 0;
    for (; end + width <= exchange->reply_bytes; end += width) {
        if (memcmp(&reply[end], "\0", width) == 0) break;
        if (width == 1 && reply[end] < ' ' && strchr("\t\n\r", reply[end]) == NULL) return 0;
    }
    return end > width ? end : 0;    // a text of one letter may be one of wide characters
}

/* Of a reply that was told each byte is meant. */
static void must_have_shown_its_reply(struct scene *scene)
{
    scene_apply(scene, scene->subject->profile.may_ask, "its clients cannot write");
    scene_must_know_the_reply(scene);
    scene_apply(scene, scene->subject->profile.exchanges[0].learned, "its reply was told");
}

/* The server's write is as long as its text: what follows a terminator is at most padding. */
RULE_CHECK(MESSAGE, 6, ends_a_text_with_its_terminator)
{
    const struct exchange *exchange = &scene->subject->profile.exchanges[0];
    size_t width = scene->subject->profile.wide ? sizeof(WCHAR) : 1;
    must_have_shown_its_reply(scene);
    scene_apply(scene, scene->subject->profile.messages, "its pipe has no messages");
    scene_apply(scene, !exchange->in_several, "its reply is several messages");
    size_t end = end_of_text(exchange, width);
    scene_apply(scene, end > 0 && exchange->request[exchange->request_bytes - 1] == 0,
                "its reply is not a text");
    while (end + width < exchange->reply_bytes && exchange->reply[end + width] == 0)
        width++;    // padding
    if (end + width < exchange->reply_bytes)
        demand_unmet(
            "the reply goes on behind its terminator: %s",
            profile_quote_sized(&scene->subject->profile, exchange->reply, exchange->reply_bytes)
                .text);
}

/* Whether all whole characters, up to a terminator, are of a plain text in UTF-16. */
static bool is_wide_text(const unsigned char *bytes, uint32_t count)
{
    uint32_t at = 0;
    for (; at + 1 < count && (bytes[at] != 0 || bytes[at + 1] != 0); at += 2) {
        bool is_plain = bytes[at] >= ' ' || (bytes[at] != 0 && strchr("\t\n\r", bytes[at]) != NULL);
        if (!is_plain || bytes[at + 1] != 0) return false;
    }
    return at > 0;
}

/* Who takes a count of characters for one of bytes sends half of the text. */
RULE_CHECK(MESSAGE, 6, sends_whole_characters)
{
    const struct profile *profile = &scene->subject->profile;
    const struct exchange *exchange = &profile->exchanges[0];
    scene_apply(scene, profile->wide, "its texts are not UTF-16");
    must_have_shown_its_reply(scene);
    scene_apply(scene, is_wide_text(exchange->reply, exchange->reply_bytes),
                "its reply is not a text");
    demand(exchange->reply_bytes % sizeof(WCHAR) == 0,
           "the reply is a text in UTF-16, but ends in the midst of a character: %s",
           profile_quote_sized(profile, exchange->reply, exchange->reply_bytes).text);
}

/* --- Bytes without messages --------------------------------------------------------------------- */

static unsigned cut;    // behind how many bytes the request is cut in two

static int ask_in_two_pieces(void *unused)
{
    (void)unused;
    const struct exchange *exchange = &client_profile()->exchanges[0];
    HANDLE pipe = client_open();
    client_try_to_send(pipe, exchange->request, cut);
    client_try_to_send(pipe, exchange->request + cut, exchange->request_bytes - cut);
    client_must_get_reply(pipe, 0);
    client_close(pipe);
    return 0;
}

static void must_be_bytes(struct scene *scene)
{
    must_be_asked(scene);
    scene_apply(scene, !scene->subject->profile.messages, "its pipe is one of messages");
    scene_must_know_the_reply(scene);
}

RULE_CHECK(MESSAGE, 7, puts_a_request_together_that_comes_in_pieces)
{
    must_be_bytes(scene);
    uint32_t size = scene->subject->profile.exchanges[0].request_bytes;
    scene_apply(scene, size > 1, "its request is one byte, and cannot come in pieces");
    cut = 1 + scene_pick(scene, size - 1);
    scene_await_server(scene);
    scene_start_client(scene, ask_in_two_pieces);
    scene_run(scene);
}

static int ask_twice_in_one_piece(void *unused)
{
    (void)unused;
    const struct exchange *exchange = &client_profile()->exchanges[0];
    unsigned char both[2 * PROFILE_MESSAGE_MAX];
    HANDLE pipe = client_open();
    memcpy(both, exchange->request, exchange->request_bytes);
    memcpy(both + exchange->request_bytes, exchange->request, exchange->request_bytes);
    client_try_to_send(pipe, both, 2 * exchange->request_bytes);
    client_must_get_reply(pipe, 0);
    client_must_get_reply(pipe, 0);
    client_close(pipe);
    return 0;
}

RULE_CHECK(MESSAGE, 7, tells_two_requests_apart_that_come_at_once)
{
    must_be_bytes(scene);
    scene_apply(scene, scene->subject->profile.sessions == SESSIONS_OF_MANY,
                "it ends a session after one request");
    scene_apply(
        scene, client_may_send_ahead(scene->subject->profile.exchanges[0].request_bytes, 1),
        "its pipe has no room for a request that is sent before the reply to another is read");
    scene_await_server(scene);
    scene_start_client(scene, ask_twice_in_one_piece);
    scene_run(scene);
}
