#include "hearing.h"

#include "demand.h"
#include "offence.h"

#include <stdio.h>
#include <string.h>

void hearing_of_request(struct hearing *hearing, unsigned nth)
{
    const struct exchange *exchange = &client_profile()->exchanges[nth];
    *hearing = (struct hearing){ .size = exchange->request_bytes };
    memcpy(hearing->message, exchange->request, exchange->request_bytes);
}

void hearing_of_unterminated(struct hearing *hearing)
{
    *hearing = (struct hearing){ .size = 0 };
    hearing->size = offence_compose(OFFENCE_UNTERMINATED, hearing->message);
}

void hearing_of_too_much(struct hearing *hearing)
{
    *hearing = (struct hearing){ .size = 0 };
    hearing->size = offence_compose(OFFENCE_TOO_LONG, hearing->message);
}

void hearing_of_text(struct hearing *hearing, char first, DWORD first_bytes, char then,
                     DWORD then_bytes)
{
    DWORD width = client_profile()->wide ? sizeof(WCHAR) : 1;
    *hearing = (struct hearing){ .size = first_bytes + then_bytes };
    for (DWORD i = 0; i + width < hearing->size; i += width)
        hearing->message[i] = (unsigned char)(i < first_bytes ? first : then);
}

bool hearing_same(const struct hearing *a, const struct hearing *b)
{
    return a->answer == b->answer && a->count == b->count &&
           memcmp(a->reply, b->reply, a->count) == 0;
}

/* answered by "HELLO\0" (6 bytes), or hung up on, or not answered */
struct told {
    char text[PROFILE_QUOTED_MAX + 32];
};

static struct told tell(const struct hearing *hearing)
{
    struct told told;
    struct quoted reply = profile_quote_sized(client_profile(), hearing->reply, hearing->count);
    switch (hearing->answer) {
    case ANSWER_REPLY: snprintf(told.text, sizeof told.text, "answered by %s", reply.text); break;
    case ANSWER_HUNG_UP: strcpy(told.text, "hung up on"); break;
    case ANSWER_NONE: strcpy(told.text, "not answered"); break;
    }
    return told;
}

void hearing_must_be_same(const struct hearing *first, const struct hearing *second,
                          const char *when)
{
    if (hearing_same(first, second)) return;
    demand_unmet("the same message is %s at first, but %s %s", tell(first).text, tell(second).text,
                 when);
}

int hearing_client(void *argument)
{
    struct hearing *hearing = argument;
    HANDLE pipe = client_open();
    if (hearing->after_another) client_exchange(pipe, client_profile()->exchange_count - 1);
    client_try_to_send(pipe, hearing->message, hearing->size);
    hearing->answer =
        client_hear_answer(pipe, hearing->reply, sizeof hearing->reply, &hearing->count);
    if (hearing->answer == ANSWER_REPLY)
        hearing->count =
            client_read_rest(pipe, hearing->reply, sizeof hearing->reply, hearing->count);
    client_close(pipe);
    return 0;
}
