/* Offences: what no server need take for a request, each for a reason of its own. */
#ifndef PIPERIG_OFFENCE_H
#define PIPERIG_OFFENCE_H

#include "profile.h"

enum offence {
    OFFENCE_TOO_LONG,        // longer than the server's buffer, as far as that is known
    OFFENCE_UNTERMINATED,    // a request without what ends it
    OFFENCE_NUL_IN_THE_MIDST,
    OFFENCE_ODD,    // bytes in number
    OFFENCE_EMPTY,
    OFFENCE_ONE_BYTE,
    OFFENCES
};

/* Put the offence into [bytes], for the server whom clients speak to (client_use()).
 *
 * Returns: how many bytes it has. */
uint32_t offence_compose(enum offence offence, unsigned char bytes[PROFILE_MESSAGE_MAX]);

#endif
