#include "plan.h"

#include <string.h>

static void draw_client(struct plan_client *client, struct choice *choice);
static void draw_polite(struct plan_client *client, struct choice *choice);
static void draw_rude(struct plan_client *client, struct choice *choice);

static uint32_t draw(struct choice *choice, uint32_t count)
{
    return choice_pick(choice, CHOICE_DATA, count);
}

void plan_draw(struct plan *plan, struct choice *choice)
{
    uint32_t modes = draw(choice, 16);

    plan->wide = modes & 1;
    plan->early_timeouts = modes & 2;
    plan->last_error_canary = modes & 4;
    plan->handle_recycling = modes & 8;
    plan->client_count = 1 + draw(choice, PLAN_CLIENTS_MAX);
    for (uint32_t i = 0; i < plan->client_count; i++)
        draw_client(&plan->clients[i], choice);
}

static void draw_client(struct plan_client *client, struct choice *choice)
{
    client->rude = draw(choice, 2);
    if (client->rude)
        draw_rude(client, choice);
    else
        draw_polite(client, choice);
}

/* The pattern of a message; its size is in [size]. */
static struct plan_message draw_message(struct choice *choice, uint32_t size)
{
    struct plan_message message = { .size = size };

    if (size == 0) return message;
    message.pattern_size = 1 + draw(choice, PLAN_PATTERN_MAX);
    for (uint32_t i = 0; i < message.pattern_size; i++)
        message.pattern[i] = (uint8_t)draw(choice, 256);
    return message;
}

/* A size below [limit]: short, close to an edge of the server's, or anything. */
static uint32_t draw_size(struct choice *choice, uint32_t limit)
{
    static const uint16_t edges[] = { 512, 513, 511, 1024, 1025, 1023, 1026, 514 };
    uint32_t size = draw(choice, 64);

    if (size >= 48)
        size = edges[size % (sizeof edges / sizeof *edges)];
    else if (size >= 40)
        size = draw(choice, PLAN_MESSAGE_MAX + 1);
    return size < limit ? size : limit - 1;
}

static void draw_polite(struct plan_client *client, struct choice *choice)
{
    client->way = draw(choice, PLAN_WAYS);
    client->offence = client->way == PLAN_OFFEND_AT_LAST ? draw(choice, PLAN_OFFENCES) : 0;
    client->part = client->way == PLAN_READ_IN_PARTS ? 1 + draw(choice, 64) : 0;
    client->rest_ms = draw(choice, 4);
    client->request_count = 1 + draw(choice, PLAN_REQUESTS_MAX);
    for (uint32_t i = 0; i < client->request_count; i++) {
        uint32_t size = draw_size(choice, PLAN_TEXT_MAX + 1);
        client->requests[i] = draw_message(choice, size);
        // A text of the longest size has no room for a terminator; an empty one without it is no
        // request.
        client->unterminated[i] = size == PLAN_TEXT_MAX || (size > 0 && draw(choice, 2) != 0);
    }
}

static void draw_act(struct plan_act *act, struct choice *choice)
{
    act->kind = draw(choice, PLAN_ACT_KINDS);
    if (act->kind == PLAN_LEAVE || act->kind == PLAN_STAY) return;

    act->slot = draw(choice, PLAN_SLOTS);
    if (act->kind == PLAN_WRITE || act->kind == PLAN_EXCHANGE)
        act->message = draw_message(choice, draw_size(choice, PLAN_MESSAGE_MAX + 1));
    if (act->kind != PLAN_WRITE && act->kind != PLAN_CLOSE && act->kind != PLAN_FLUSH)
        act->number = draw(choice, 64);
}

static void draw_rude(struct plan_client *client, struct choice *choice)
{
    client->killed_after = draw(choice, 2) == 0 ? 0 : 1 + draw(choice, 64);
    client->act_count = 0;
    while (client->act_count < PLAN_ACTS_MAX) {
        struct plan_act *act = &client->acts[client->act_count++];
        *act = (struct plan_act){ 0 };
        draw_act(act, choice);
        if (act->kind == PLAN_LEAVE || act->kind == PLAN_STAY) return;
    }
}

/* Whether the character at [bytes] is a terminator. */
static bool ends(const uint8_t *bytes, size_t width)
{
    return bytes[0] == 0 && bytes[width - 1] == 0;
}

bool plan_is_request(const void *bytes, size_t size, bool wide)
{
    const size_t width = wide ? 2 : 1;
    const uint8_t *first = bytes;
    bool sound = size > 0 && size % width == 0 && size <= PLAN_TEXT_MAX * width;

    for (size_t at = 0; sound && at + width < size; at += width)
        sound = !ends(first + at, width);
    return sound;
}

void plan_message_write(const struct plan_message *message, void *bytes)
{
    uint8_t *at = bytes;

    for (uint32_t i = 0; i < message->size; i++)
        at[i] = message->pattern[i % message->pattern_size];
}

/* What would be a terminator becomes a letter. */
void plan_text_write(const struct plan_message *message, bool wide, void *bytes)
{
    const size_t width = wide ? 2 : 1;
    uint8_t *at = bytes;

    for (uint32_t i = 0; i < message->size; i++, at += width) {
        at[0] = message->pattern[i * width % message->pattern_size];
        at[width - 1] = message->pattern[(i * width + width - 1) % message->pattern_size];
        if (ends(at, width)) at[0] = 'a';
    }
}
