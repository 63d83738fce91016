/* Who comes to a server: clients that behave well, and clients that do not, as whole parts for
 * scenes. They know of the server what its profile says. */
#ifndef PIPERIG_VISITOR_H
#define PIPERIG_VISITOR_H

#include "client.h"
#include "offence.h"
#include "scene.h"

/* Whoever "offends" does not, and whoever sends more than one request sends fewer, where the pipe does not
 * take all that before a reply is read: client_may_send_ahead(). */

/* --- Who behave well, and demand what is due to them --------------------------------------------- */

/* Several exchanges in one session, if the server has such; else one. */
int visitor_asks_again(void *unused);

/* Asks, and reads the reply late, a byte at a time, or a few where it is long. Whatever the scene (the argument, or
 * NULL) forgives but for that, the whole of it must come. */
int visitor_reads_slowly(void *scene);

/* The same, of who asks, offends, and only then reads the reply. */
struct offender {
    struct scene *scene;
    enum offence offence;
};
int visitor_offends_and_reads_late(void *offender);

/* Asks with the nth exchange: the argument, as a number. */
int visitor_asks_nth(void *nth);

/* Opens what must be there: a name that is gone breaks the check, whatever the scene (the argument)
 * forgives. */
int visitor_finds_the_name(void *scene);

/* Asks, and comes again where it is hung up on without a reply. */
int visitor_asks_until_served(void *unused);

/* --- Who are content with what they get: a reply, or to be hung up on, but not to be left waiting --- */

/* Asks, if the pipe can be had in reasonable time. */
int visitor_takes_what_comes(void *unused);

/* Asks, and asks again so many milliseconds (the argument) later, if the pipe is still there. */
int visitor_asks_again_later(void *rest_ms);

/* Asks and, late, takes what has come; the same of who offends in between, by the argument, a number. */
int visitor_takes_late(void *unused);
int visitor_offends_and_takes_late(void *offence);

/* Sends more than the server has room for, and stays until something comes, or for a minute: so the
 * server has reason to end a session whose client is still there. */
int visitor_sends_too_much_and_takes_what_comes(void *unused);

/* --- Who stay --------------------------------------------------------------------------------- */

/* Asks, and waits for a reply for as long as it takes. */
int visitor_asks_and_awaits(void *unused);

/* Connects, says nothing and stays: for so many milliseconds (the argument), or for ever (NULL). */
int visitor_says_nothing(void *stays_ms);

/* Asks, reads nothing and stays. */
int visitor_never_reads(void *stays_ms);

/* Asks again and again without reading, as long as it is let, and stays. */
int visitor_floods(void *stays_ms);

/* Asks, sends what no server takes, reads nothing and stays. */
int visitor_offends_and_never_reads(void *stays_ms);

/* --- Who wait to be hung up on: it breaks the check if that does not happen in ten minutes ------- */

int visitor_waits_for_the_end(void *unused);
int visitor_offends_and_waits_for_the_end(void *unused);
int visitor_floods_until_the_end(void *unused);

/* --- Who leave too early ------------------------------------------------------------------------ */

int visitor_leaves_after_a_piece(void *unused);     // of a reply
int visitor_leaves_many_requests(void *unused);     // and reads nothing
int visitor_leaves_an_offence(void *offence);       // and nothing else: a number
int visitor_comes_again_and_again(void *unused);    // at once, with a request and without

/* --- Parts of such ---------------------------------------------------------------------------- */

/* Open the pipe and send a request that the server finds good, and then an offence, a reason to hang up; or only the
 * request, where the pipe does not take both. */
HANDLE visitor_offend(enum offence offence);

/* Ask, and close. Returns: whether a reply came; the server may hang up instead. */
bool visitor_is_served(HANDLE pipe);

/* --- What is known of the server --------------------------------------------------------------- */

/* The check speaks of servers whose reply to the first request is known to the byte. */
void scene_must_know_the_reply(struct scene *scene);

#endif
