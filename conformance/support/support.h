/* All that the file of a conformance test includes: Win32 and the vocabulary of the tests. */
#ifndef PIPERIG_SUPPORT_H
#define PIPERIG_SUPPORT_H

#include <string.h>
#include <windows.h>

#include "calls.h"
#include "given.h"
#include "must.h"
#include "test.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
