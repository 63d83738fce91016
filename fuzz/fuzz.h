/* What every fuzz target shares: how it is called, how it fails, how it shows what it did.
 *
 * A target is a property first: its file says what must be true of every input, and any bytes are
 * an input. libFuzzer, AFL++ and replay.c all call it by the two functions below. */
#ifndef PIPERIG_FUZZ_H
#define PIPERIG_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Called once, before the first input; a target may leave it out. */
int LLVMFuzzerInitialize(int *count, char ***arguments);

/* Try one input. Does not return if the property is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Set by the replay program: a target then prints what it made of each input. */
extern bool fuzz_shows;

/* The file that the input comes from, or NULL when an engine made it. */
extern const char *fuzz_input;

/* Draws what the current input does on the standard error. Set by targets that have a picture. */
extern void (*fuzz_picture)(void);

/* The property is broken: report "place: sentence", the picture, and how to see this input again;
 * then abort(), by which engines learn of it. */
__attribute__((noreturn, format(printf, 3, 4))) void fuzz_fail(const char *file, int line,
                                                               const char *format, ...);

/* The condition is part of the property: unless it is true, the sentence that follows is what is
 * wrong. */
#define FUZZ_MUST(condition, ...)                                                                  \
    ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, __VA_ARGS__))

/* Draw the picture and tell how to see it again: once, however many ask. */
void fuzz_explain(void);

#endif
