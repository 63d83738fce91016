/* What a program's memory holds before the program has written it: the same byte everywhere, so that no
 * run depends on what was there before, and whoever passes it on can be told. Not under MemorySanitizer,
 * which reports the use of such memory itself. */
#ifndef PIPERIG_UNWRITTEN_H
#define PIPERIG_UNWRITTEN_H

#define UNWRITTEN_BLOCK 0xCD    // of a heap

/* A variable on a stack: what -ftrivial-auto-var-init=pattern fills it with. */
#ifdef __clang__
#define UNWRITTEN_VARIABLE 0xAA
#else
#define UNWRITTEN_VARIABLE 0xFE
#endif

#endif
