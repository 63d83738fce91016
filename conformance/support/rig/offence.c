#include "offence.h"

#include "client.h"

#include <string.h>

static uint32_t take(unsigned char *bytes, const void *from, uint32_t count)
{
    memcpy(bytes, from, count);
    return count;
}

static uint32_t leave_unterminated(unsigned char *bytes)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    uint32_t size = take(bytes, exchange->request, exchange->request_bytes);
    while (size > 1 && bytes[size - 1] == 0)
        size--;
    if (size % 2 == 1 && client_profile()->wide) size++;
    return size;
}

uint32_t offence_compose(enum offence offence, unsigned char bytes[PROFILE_MESSAGE_MAX])
{
    switch (offence) {
    case OFFENCE_TOO_LONG: memset(bytes, 'x', PROFILE_MESSAGE_MAX); return client_too_much();
    case OFFENCE_UNTERMINATED: return leave_unterminated(bytes);
    case OFFENCE_NUL_IN_THE_MIDST: return take(bytes, "ab\0\0cd\0", sizeof "ab\0\0cd\0");
    case OFFENCE_ODD: return take(bytes, "abc", 3);
    case OFFENCE_ONE_BYTE: return take(bytes, "a", 1);
    default: return 0;
    }
}
