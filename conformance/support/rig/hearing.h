/* Hearings: a message that the server may make of what it likes, and what came of it. */
#ifndef PIPERIG_HEARING_H
#define PIPERIG_HEARING_H

#include "client.h"

struct hearing {
    bool after_another;    // the last exchange of the profile comes before it, in the same session
    unsigned char message[PROFILE_MESSAGE_MAX];
    DWORD size;
    enum client_answer answer;
    unsigned char reply[PROFILE_REPLY_MAX];
    DWORD count;
};

/* The request of the first exchange without what ends it; or what is more than the server has room for,
 * as far as that is known; or a text of one letter and then another, so many bytes of each, with its
 * terminator as the last of them. */
void hearing_of_unterminated(struct hearing *hearing);
void hearing_of_too_much(struct hearing *hearing);
void hearing_of_request(struct hearing *hearing, unsigned nth);    // as it is
void hearing_of_text(struct hearing *hearing, char first, DWORD first_bytes, char then,
                     DWORD then_bytes);

/* Whether the same came of both. */
bool hearing_same(const struct hearing *a, const struct hearing *b);

/* The same must have come of both, although [second] was [when], words such as "after another
 * client". */
void hearing_must_be_same(const struct hearing *first, const struct hearing *second,
                          const char *when);

/* A client's part: sends the hearing's message (the argument) and hears what comes. */
int hearing_client(void *hearing);

#endif
