/* A plan: the machine of one run and what each client is going to do in it, drawn from the head of
 * a choice stream.
 *
 * All that is planned is drawn before the run; what is left of the stream is the schedule. So a
 * fuzzer that changes a byte changes one of the two, not both. Zeros, and a stream that has run
 * dry, plan the calmest: one polite client that asks once. */
#ifndef PIPERIG_PLAN_H
#define PIPERIG_PLAN_H

#include <piperig/choice.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLAN_CLIENTS_MAX = 4,
    PLAN_REQUESTS_MAX = 3,
    PLAN_ACTS_MAX = 8,
    PLAN_SLOTS = 2,
    PLAN_PATTERN_MAX = 8,
    PLAN_TEXT_MAX = 512,        // characters of the longest request, its terminator included
    PLAN_MESSAGE_MAX = 2400,    // bytes: more than two pipe buffers of either build
};

/* A message is a few bytes, repeated to its size. */
struct plan_message {
    uint32_t size;
    uint32_t pattern_size;
    uint8_t pattern[PLAN_PATTERN_MAX];
};

/* How a polite client asks. */
enum plan_way {
    PLAN_WRITE_AND_READ,
    PLAN_READ_IN_PARTS,      // with room for less than the answer
    PLAN_TRANSACT,           // TransactNamedPipe
    PLAN_CALL,               // CallNamedPipe: a session of its own for each request
    PLAN_WRITE_ALL_FIRST,    // all requests, then all answers
    PLAN_OFFEND_AT_LAST,     // the same, but what follows the last request is no request
    PLAN_WAYS
};

/* What is no request. Each of them fits a pipe's buffer, so that writing it waits for nobody. */
enum plan_offence { PLAN_NO_BYTES, PLAN_TWO_TEXTS, PLAN_HALF_A_CHARACTER, PLAN_OFFENCES };

/* What a rude client does next, whatever came of what it did before. */
enum plan_act_kind {
    PLAN_LEAVE,    // ends its process, with whatever it has open
    PLAN_OPEN,
    PLAN_WRITE,
    PLAN_READ,
    PLAN_CLOSE,
    PLAN_REST,
    PLAN_STAY,    // waits for ever, with whatever it has open
    PLAN_PEEK,
    PLAN_EXCHANGE,
    PLAN_FLUSH,
    PLAN_SET_MODE,
    PLAN_WAIT,
    PLAN_ACT_KINDS
};

struct plan_act {
    enum plan_act_kind kind;
    uint32_t slot;      // which of its handles
    uint32_t number;    // room of a read, milliseconds of a rest, ...
    struct plan_message message;
};

struct plan_client {
    bool rude;

    // A polite one: each request is a sound one, and its size counts characters.
    enum plan_way way;
    enum plan_offence offence;
    uint32_t part;       // room of a read in parts
    uint32_t rest_ms;    // before it reads
    uint32_t request_count;
    struct plan_message requests[PLAN_REQUESTS_MAX];
    bool unterminated[PLAN_REQUESTS_MAX];

    // A rude one.
    uint32_t act_count;
    struct plan_act acts[PLAN_ACTS_MAX];
    uint32_t killed_after;    // turns of the one that kills it; 0: never
};

struct plan {
    bool wide;    // the server's UNICODE build
    bool early_timeouts;
    bool last_error_canary;
    bool handle_recycling;
    uint32_t client_count;
    struct plan_client clients[PLAN_CLIENTS_MAX];
};

void plan_draw(struct plan *plan, struct choice *choice);

/* Whether [bytes] are a request: one text, whose terminator may be missing, and not too long. */
bool plan_is_request(const void *bytes, size_t size, bool wide);

/* Write the message's bytes to [bytes], which has room for its size. */
void plan_message_write(const struct plan_message *message, void *bytes);

/* The same for [message] as text: [size] characters of one or two bytes, none a terminator. */
void plan_text_write(const struct plan_message *message, bool wide, void *bytes);

#endif
