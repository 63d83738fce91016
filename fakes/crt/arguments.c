/* UTF-8 to UTF-16, for the few strings that a program is started with. */
#include "arguments.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_REPLACEMENT = 0xfffd };

/* How many bytes follow the first one of a character, or -1 if none begins with [first]. */
static int arguments_following(uint8_t first)
{
    if (first < 0x80) return 0;
    if (first < 0xc2 || first > 0xf4) return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/* The next character of [text], advancing it. */
static uint32_t arguments_next(const uint8_t **text)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    const uint8_t *bytes = *text;
    int following = arguments_following(bytes[0]);

    *text += 1;
    if (following < 0) return ARGUMENTS_REPLACEMENT;

    uint32_t character = following == 0 ? bytes[0] : bytes[0] & (0x3fu >> following);
    for (int i = 1; i <= following; i++) {
        if ((bytes[i] & 0xc0) != 0x80) return ARGUMENTS_REPLACEMENT;
        character = character << 6 | (bytes[i] & 0x3fu);
    }
    bool surrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < least[following] || character > 0x10ffff || surrogate)
        return ARGUMENTS_REPLACEMENT;
    *text += following;
    return character;
}

/* [text] as UTF-16, which never has more units than UTF-8 has bytes. */
static uint16_t *arguments_widen_one(const char *text)
{
    const uint8_t *next = (const uint8_t *)text;
    uint16_t *wide = malloc((strlen(text) + 1) * sizeof(uint16_t)), *end = wide;
    if (wide == NULL) return NULL;

    while (*next != '\0') {
        uint32_t character = arguments_next(&next);
        if (character < 0x10000) {
            *end++ = (uint16_t)character;
        } else {
            *end++ = (uint16_t)(0xd800 + ((character - 0x10000) >> 10));
            *end++ = (uint16_t)(0xdc00 + (character & 0x3ff));
        }
    }
    *end = 0;
    return wide;
}

uint16_t **arguments_widen(int argc, char **argv)
{
    uint16_t **arguments = calloc((size_t)argc + 1, sizeof(uint16_t *));

    for (int i = 0; arguments != NULL && i < argc; i++) {
        arguments[i] = arguments_widen_one(argv[i]);
        if (arguments[i] == NULL) {
            arguments_free(arguments);
            arguments = NULL;
        }
    }
    return arguments;
}

void arguments_free(uint16_t **arguments)
{
    for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++)
        free(arguments[i]);
    free(arguments);
}
