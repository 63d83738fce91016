/* The translation modes of _setmode. */
#ifndef PIPERIG_FCNTL_H
#define PIPERIG_FCNTL_H

#include_next <fcntl.h>

#define _O_TEXT    0x4000
#define _O_BINARY  0x8000
#define _O_WTEXT   0x10000
#define _O_U16TEXT 0x20000
#define _O_U8TEXT  0x40000

#endif
