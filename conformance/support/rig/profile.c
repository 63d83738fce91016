/* Texts of a profile: told, held against what came, and quoted. */
#define _GNU_SOURCE    // fmemopen, fnmatch

#include "profile.h"

#include "crt/utf16.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

uint32_t profile_encode(const struct profile *profile, const char *text, void *bytes, size_t size)
{
    size_t count = strlen(text) + 1;
    size_t width = profile->wide ? sizeof(WCHAR) : 1;
    if (profile->wide) count = utf16_from_utf8(text, count, bytes, size / width, NULL);
    if (count * width > size) return 0;
    if (!profile->wide) memcpy(bytes, text, count);
    return (uint32_t)(count * width);
}

bool profile_tell(struct profile *profile, const char *request, const char *reply)
{
    struct exchange *exchange = &profile->exchanges[profile->exchange_count++];
    exchange->kind = REPLY_EXACT;
    exchange->request_bytes =
        profile_encode(profile, request, exchange->request, sizeof exchange->request);
    exchange->reply_bytes = profile_encode(profile, reply, exchange->reply, sizeof exchange->reply);
    return exchange->request_bytes > 0 && exchange->reply_bytes > 0;
}

/* The bytes as a text that a pattern can be held against: zeros are left out. */
static void as_text(const void *seen, uint32_t count, char text[PROFILE_REPLY_MAX + 1])
{
    size_t length = 0;
    for (uint32_t i = 0; i < count && i < PROFILE_REPLY_MAX; i++)
        if (((const char *)seen)[i] != '\0') text[length++] = ((const char *)seen)[i];
    text[length] = '\0';
}

bool exchange_fits(const struct exchange *exchange, const void *seen, uint32_t count)
{
    char text[PROFILE_REPLY_MAX + 1], pattern[PROFILE_REPLY_MAX + 1];
    switch (exchange->kind) {
    case REPLY_EXACT:
        return count == exchange->reply_bytes && memcmp(seen, exchange->reply, count) == 0;
    case REPLY_PATTERN:
        if (count >= PROFILE_REPLY_MAX) return true;    // its end is not known
        as_text(seen, count, text);
        as_text(exchange->reply, exchange->reply_bytes, pattern);
        return fnmatch(pattern, text, 0) == 0;
    case REPLY_NONE: return count == 0;
    default: return true;
    }
}

static void quote_character(unsigned code, FILE *out)
{
    static const char special[] = "\"\\\n\r\t", letters[] = "\"\\nrt";
    const char *at = code != 0 && code <= UCHAR_MAX ? strchr(special, (int)code) : NULL;
    if (at != NULL)
        fprintf(out, "\\%c", letters[at - special]);
    else if (code == 0)
        fputs("\\0", out);
    else if (code >= ' ' && code <= '~')
        fputc((int)code, out);
    else
        fprintf(out, code > UCHAR_MAX ? "\\u%04x" : "\\x%02x", code);
}

struct quoted profile_quote(const struct profile *profile, const void *bytes, uint32_t count)
{
    enum { SHOWN_MAX = 32 };    // characters
    const unsigned char *at = bytes, *end = at + count;
    struct quoted quoted = { .text = "" };
    FILE *out = fmemopen(quoted.text, sizeof quoted.text, "w");
    if (out == NULL) return quoted;
    fputc('"', out);
    for (int shown = 0; at < end && shown < SHOWN_MAX; shown++) {
        bool is_wide = profile->wide && end - at >= 2;
        quote_character(is_wide ? at[0] | (unsigned)at[1] << 8 : at[0], out);
        at += is_wide ? 2 : 1;
    }
    fputs(at < end ? "\"..." : "\"", out);
    fclose(out);
    quoted.count = count - (uint32_t)(end - at);
    return quoted;
}

struct quoted profile_quote_sized(const struct profile *profile, const void *bytes, uint32_t count)
{
    struct quoted quoted = profile_quote(profile, bytes, count);
    size_t length = strlen(quoted.text);
    snprintf(quoted.text + length, sizeof quoted.text - length, " (%u byte%s%s)", count,
             count == 1 ? "" : "s", count < PROFILE_REPLY_MAX ? "" : " or more");
    return quoted;
}

struct pipe_name profile_name(const uint16_t name[PROFILE_NAME_MAX])
{
    struct pipe_name utf8;
    size_t size =
        utf16_to_utf8(name, utf16_length(name, PROFILE_NAME_MAX), utf8.text, sizeof utf8.text - 1);
    utf8.text[size < sizeof utf8.text ? size : sizeof utf8.text - 1] = '\0';
    return utf8;
}
