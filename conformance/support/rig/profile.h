/* What the rig knows of a server: what its user told, and what calm runs have shown.
 *
 * A check demands nothing that a server does not promise. Whether it promises to answer several
 * requests in a session, or to serve several clients at once, is found out in calm runs before any
 * check is tried, and so is whatever its user has not said: the pipe's name, its modes and sizes,
 * and the reply to a request. */
#ifndef PIPERIG_PROFILE_H
#define PIPERIG_PROFILE_H

#include <piperig/world.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROFILE_NAME_MAX = 257,        // UTF-16 units, with the terminator
    PROFILE_MESSAGE_MAX = 4096,    // bytes of a request, or of what is told
    PROFILE_REPLY_MAX =
        16384,    // bytes of a reply that are kept: one that has more is read, but not known
    PROFILE_EXCHANGES_MAX = 2,
    PROFILE_CLIENTS_MAX = 3,    // how many at once are tried
    PROFILE_TROUBLE_MAX = 400,
    PROFILE_QUOTED_MAX = 224,
};

enum reply_kind {
    REPLY_UNKNOWN,    // not told, and not found out yet
    REPLY_EXACT,      // these bytes
    REPLY_PATTERN,    // a text with *, ? and [...], as a shell's
    REPLY_ANY,        // it differs from time to time, or from client to client: any message will do
    REPLY_NONE        // there is none
};

/* What came of a request whose reply was told. */
enum reply_came { CAME_AS_TOLD, CAME_OTHERWISE, CAME_NOT };

/* A request and what is expected of its reply. Several messages that answer one request are one reply: their
 * bytes, one behind the other. */
struct exchange {
    unsigned char request[PROFILE_MESSAGE_MAX];
    uint32_t request_bytes;
    enum reply_kind kind;
    bool learned;                              // the reply was seen, and not told
    unsigned char reply[PROFILE_REPLY_MAX];    // of a pattern: its text, in bytes
    uint32_t reply_bytes;
    bool too_long;      // the reply is, to be kept: REPLY_ANY, of which this is the beginning
    bool in_several;    // messages, one read each
    enum reply_came came;
    unsigned char seen[PROFILE_REPLY_MAX];    // if it came otherwise, or differed
    uint32_t seen_bytes;
};

/* How it is asked to stop. */
enum stop_way {
    STOP_BY_CTRL_C,
    STOP_BY_CTRL_BREAK,
    STOP_BY_REQUEST,    // a client sends it
    STOP_NEVER          // nobody asks it
};

/* How many requests a session has. */
enum sessions { SESSIONS_UNKNOWN, SESSIONS_OF_ONE, SESSIONS_OF_MANY };

struct profile {
    // Told, or learned where they are empty:
    uint16_t pipe_name[PROFILE_NAME_MAX];
    bool wide;                  // texts are UTF-16
    struct exchange opening;    // what each session begins with, such as a login; empty: nothing
    struct exchange exchanges[PROFILE_EXCHANGES_MAX];
    unsigned exchange_count;
    const char *const *arguments;    // behind its name on its command line, up to NULL; NULL: none
    enum sessions sessions;
    enum stop_way stop_way;
    unsigned char stop_request[PROFILE_MESSAGE_MAX];
    uint32_t stop_request_bytes;

    // Learned:
    uint16_t other_pipe[PROFILE_NAME_MAX];    // that it serves too, and is not tried; or empty
    bool messages;                            // the pipe is one of messages
    bool reads_messages;                      // and so the server reads it
    bool may_ask, may_answer;                 // clients may write; clients may read
    bool several_messages;                    // a reply, or the greeting, may be several
    uint32_t instances_max;                   // as CreateNamedPipe was told
    uint32_t in_bytes;                        // quotas
    uint32_t out_bytes;
    uint32_t room_bytes;         // the most that it asked of one ReadFile: its buffer
    bool serves;                 // two who ask, one after the other, as it is told or was seen to
    unsigned clients_let_in;     // at once, PROFILE_CLIENTS_MAX at most
    unsigned clients_at_once;    // of these, that it serves
    bool reuses_instances;       // disconnects one and listens on it again
    bool flushes_replies;        // it waits until each of its replies is read
    bool handles_ctrl;           // it installs a handler for console events
    struct holdings idle;        // before its first client
    struct holdings rested;      // after two sessions that went well
    struct exchange greeting;    // what comes before any request; it has none of its own
};

/* Put [text] with its terminator, in the profile's character width, into [bytes]. Where that is
 * UTF-16, [text] is UTF-8; else its bytes are taken as they are.
 *
 * Returns: how many bytes that are, 0 if there is no room for them in [size]. */
uint32_t profile_encode(const struct profile *profile, const char *text, void *bytes, size_t size);

/* Bytes as a text in quotes, as pictures have it; what is long is cut short. Zeros behind ASCII
 * characters of UTF-16 are left out. */
struct quoted {
    char text[PROFILE_QUOTED_MAX];
    uint32_t count;    // of the bytes that are shown
};
struct quoted profile_quote(const struct profile *profile, const void *bytes, uint32_t count);

/* The same, and how many they are: "hello\0" (6 bytes). Of PROFILE_REPLY_MAX more may have come. */
struct quoted profile_quote_sized(const struct profile *profile, const void *bytes, uint32_t count);

/* The name of a pipe in UTF-8. */
struct pipe_name {
    char text[PROFILE_NAME_MAX * 3 + 1];
};
struct pipe_name profile_name(const uint16_t name[PROFILE_NAME_MAX]);

/* Complete the profile of [server] in calm runs. Texts are sent where no request was told.
 *
 * Returns: false if the server cannot be tried at all, with the reason in [trouble]: a sentence
 *          about what it did instead of serving. */
bool profile_learn(struct profile *profile, const struct program *server,
                   char trouble[PROFILE_TROUBLE_MAX]);

/* Tell of one more exchange of texts with their terminators.
 *
 * Requires: [wide] is set, and there is room for one more exchange.
 * Returns:  false if a text is too long. */
bool profile_tell(struct profile *profile, const char *request, const char *reply);

/* Whether the [count] bytes at [seen] are what the exchange expects, or may be where they are as many as
 * are kept. */
bool exchange_fits(const struct exchange *exchange, const void *seen, uint32_t count);

#endif
