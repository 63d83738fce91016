/* What a program's memory holds before the program has written it: the same byte everywhere, so that no
 * run depends on what was there before, and whoever passes it on can be told. Not under MemorySanitizer,
 * which reports the use of such memory itself. */
#ifndef PIPERIG_UNWRITTEN_H
#define PIPERIG_UNWRITTEN_H

#define UNWRITTEN_BLOCK 0xCD    // of a heap

/* A variable on a stack: what each compiler's -ftrivial-auto-var-init=pattern fills it with. Which of them has built
 * a program its host does not know. */
#define UNWRITTEN_BY_GCC   0xFE
#define UNWRITTEN_BY_CLANG 0xAA

#endif
