/* Property: request_check() tells sound messages from unsound ones, and touches nothing but the
 * message and the room that it was given.
 *
 *   - It reads nothing beyond the message and writes nothing beyond the room; the message stays as
 *     it was.
 *   - It takes a message exactly when nothing is wrong with it, and what it names is wrong with one
 *     it refuses.
 *   - The text of a message taken is the message's, and is terminated. Sent again, it is the same
 *     text.
 *   - The text of a message refused is empty.
 *   - request_answer() stays within its room too. Its size is that of one terminated string, or 0
 *     and an error.
 *
 * Input:  a message as it comes out of a pipe, in the character width of the build: fuzz_request
 *         takes bytes, fuzz_request_w UTF-16. Each is tried with several rooms.
 * Replay: fuzz_request --picture FILE says what becomes of the message. */
#include "fuzz.h"

#include "request.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A room with a guard behind it. */
enum { ROOM_MAX = 8192, GUARD = 8, GUARD_BYTE = 0xA5, BEFORE_MESSAGE = 16 };

struct room {
    TCHAR text[ROOM_MAX + GUARD];
    DWORD size;    // in characters, guard excluded
};

struct message {
    const uint8_t *bytes;
    size_t size;
    DWORD count;    // of whole characters
};

static void try_in(const struct message *message, DWORD room);
static void must_be_taken(const struct message *message, const struct room *room, DWORD length);
static void must_survive_sending(const struct room *room, DWORD length);
static void must_be_right(const struct message *message, DWORD room, enum request_error error);
static void must_answer_within(const TCHAR *request, DWORD room);
static void show(const struct message *message);

static void room_prepare(struct room *room, DWORD size)
{
    memset(room->text, GUARD_BYTE, (size + GUARD) * sizeof(TCHAR));
    room->size = size;
}

/* The length of the string in [room], which must end there. */
static DWORD room_check(const struct room *room)
{
    const uint8_t *bytes = (const uint8_t *)(room->text + room->size);
    DWORD length = 0;

    while (length < room->size && room->text[length] != TEXT('\0'))
        length++;
    FUZZ_MUST(length < room->size, "nothing terminates the text in a room of %u", room->size);
    for (size_t i = 0; i < GUARD * sizeof(TCHAR); i++)
        FUZZ_MUST(bytes[i] == GUARD_BYTE, "it wrote %zu bytes behind a room of %u", i, room->size);
    return length;
}

/* A message ends where the memory that it lies in ends, even one of no bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const DWORD longest = SERVER_MESSAGE_CHARACTERS;
    if (size > (ROOM_MAX - 2) * sizeof(TCHAR)) return 0;

    uint8_t *block = malloc(BEFORE_MESSAGE + size);
    if (block == NULL) return 0;
    memcpy(block + BEFORE_MESSAGE, data, size);
    struct message message = { block + BEFORE_MESSAGE, size, (DWORD)(size / sizeof(TCHAR)) };

    try_in(&message, longest + 1);    // the server's
    try_in(&message, message.count + 1);
    if (message.count > 0) try_in(&message, message.count);
    try_in(&message, 1);
    FUZZ_MUST(memcmp(message.bytes, data, size) == 0, "the message was changed");
    if (fuzz_shows) show(&message);
    free(block);
    return 0;
}

static void try_in(const struct message *message, DWORD size)
{
    static struct room room;

    room_prepare(&room, size);
    enum request_error error =
        request_check(message->bytes, (DWORD)message->size, room.text, room.size);
    DWORD length = room_check(&room);

    must_be_right(message, size, error);
    if (error == REQUEST_OK) {
        must_be_taken(message, &room, length);
        must_survive_sending(&room, length);
        must_answer_within(room.text, size);
    } else {
        FUZZ_MUST(length == 0, "a refused message leaves a text of %u characters", length);
    }
}

/* --- What is wrong with a message, said anew -------------------------------------------------- */

static bool is_empty(const struct message *message)
{
    return message->size == 0;
}

static bool is_ragged(const struct message *message)
{
    return message->size % sizeof(TCHAR) != 0;
}

static bool is_too_long(const struct message *message, DWORD room)
{
    return message->count >= room;
}

/* A terminator that is not the last character. */
static bool goes_on_after_its_terminator(const struct message *message)
{
    const TCHAR *characters = (const TCHAR *)(const void *)message->bytes;

    for (DWORD i = 0; i + 1 < message->count; i++)
        if (characters[i] == TEXT('\0')) return true;
    return false;
}

static void must_be_right(const struct message *message, DWORD room, enum request_error error)
{
    const bool wrong[REQUEST_ERRORS] = {
        [REQUEST_EMPTY] = is_empty(message),
        [REQUEST_RAGGED] = is_ragged(message),
        [REQUEST_TOO_LONG] = is_too_long(message, room),
        [REQUEST_EMBEDDED_NUL] = goes_on_after_its_terminator(message),
    };
    bool sound = true;

    FUZZ_MUST(error < REQUEST_ERRORS, "%u is no error of a request", error);
    const TCHAR *name = request_error_text(error);
    FUZZ_MUST(name != NULL && name[0] != TEXT('\0'), "error %u has no name", error);
    for (unsigned i = 0; i < REQUEST_ERRORS; i++)
        sound = sound && !wrong[i];
    if (error == REQUEST_OK)
        FUZZ_MUST(sound, "an unsound message of %zu bytes is taken in a room of %u", message->size,
                  room);
    else
        FUZZ_MUST(wrong[error], "a message of %zu bytes in a room of %u is refused with error %u",
                  message->size, room, error);
}

/* --- What becomes of one that is taken -------------------------------------------------------- */

static void must_be_taken(const struct message *message, const struct room *room, DWORD length)
{
    FUZZ_MUST(length == message->count || length + 1 == message->count,
              "a message of %u characters became %u", message->count, length);
    FUZZ_MUST(memcmp(room->text, message->bytes, length * sizeof(TCHAR)) == 0,
              "the text is not the message's");
}

/* The text with its terminator is a message too, of the same text. */
static void must_survive_sending(const struct room *room, DWORD length)
{
    static struct room again;

    room_prepare(&again, length + 2);
    enum request_error error =
        request_check(room->text, (length + 1) * (DWORD)sizeof(TCHAR), again.text, again.size);
    FUZZ_MUST(error == REQUEST_OK, "its text is refused with error %u", error);
    FUZZ_MUST(room_check(&again) == length, "its text has another length");
    FUZZ_MUST(memcmp(again.text, room->text, length * sizeof(TCHAR)) == 0,
              "its text becomes another one");
}

static void must_answer_within(const TCHAR *request, DWORD size)
{
    static struct room reply;
    DWORD reply_bytes = 1;

    room_prepare(&reply, size);
    DWORD error = request_answer(request, reply.text, size, &reply_bytes);
    if (error == ERROR_SUCCESS) {
        DWORD length = room_check(&reply);
        FUZZ_MUST(reply_bytes == (length + 1) * sizeof(TCHAR),
                  "an answer of %u characters has %u bytes", length, reply_bytes);
    } else {
        FUZZ_MUST(error == ERROR_INSUFFICIENT_BUFFER, "no answer: error %u", error);
        FUZZ_MUST(reply_bytes == 0, "no answer, but %u bytes of it", reply_bytes);
        FUZZ_MUST(size <= SERVER_MESSAGE_CHARACTERS, "the server has no room for its answer");
    }
}

/* --- Showing ---------------------------------------------------------------------------------- */

static void show(const struct message *message)
{
    static struct room room;

    room_prepare(&room, SERVER_MESSAGE_CHARACTERS + 1);
    enum request_error error =
        request_check(message->bytes, (DWORD)message->size, room.text, room.size);
    printf("%u characters, %s", message->count, error == REQUEST_OK ? "taken: " : "refused: ");
    const TCHAR *said = error == REQUEST_OK ? room.text : request_error_text(error);
    for (; *said != TEXT('\0'); said++) {
        const unsigned code = (unsigned)*said & ((1u << 8 * sizeof(TCHAR)) - 1);
        if (code >= ' ' && code <= '~')
            putchar((int)code);
        else
            printf("\\x%02x", code);
    }
    putchar('\n');
}
