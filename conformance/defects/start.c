/* A correct server brings no step of its own: all come from its design's library. A program has to
 * have a source all the same. */
#include "server.h"
