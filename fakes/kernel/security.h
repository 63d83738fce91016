/* Security descriptors: what a program says about who may do what.
 *
 * All processes of a world belong to one user, so nobody is ever kept out; but what was asked for
 * is kept, and can be judged. A descriptor made of a string keeps the string; one that a program
 * initialised has no other DACL than none or NULL, since nothing here makes lists.
 */
#ifndef FAKES_KERNEL_SECURITY_H
#define FAKES_KERNEL_SECURITY_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a descriptor says. */
struct security {
    const char *text;       // "default", "null dacl", or its SDDL
    const char *open_to;    // strangers who may write, in words; NULL: none
};

/* Read a string in the security descriptor definition language, and judge it.
 *
 * Returns: ERROR_INVALID_PARAMETER, ERROR_INVALID_ACL or ERROR_INVALID_SID as a status, by what is
 *          wrong with it; STATUS_NOT_SUPPORTED for a condition or an attribute, which we do not read.
 * Source:  Microsoft, Security Descriptor String Format. */
NTSTATUS security_parse(const char *text, struct security *security);

/* How large a descriptor made of [text] is, and make it: self-relative, in [memory]. */
size_t security_size(const char *text);
void security_make(void *memory, const char *text);

/* What [descriptor] says, which a program hands us; NULL is welcome and means the default.
 *
 * Returns: false when we did not make it and cannot read it. */
bool security_read(const void *descriptor, struct security *security);

#endif
