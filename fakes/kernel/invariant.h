/* What must be true or we are wrong: on in every build. */
#ifndef FAKES_KERNEL_INVARIANT_H
#define FAKES_KERNEL_INVARIANT_H

/* Print [text] with its place, the end of the trace and the replay token of the run in progress;
 * abort. */
_Noreturn void invariant_failed(const char *file, int line, const char *text);

#define INVARIANT(condition)                                                                       \
    ((condition) ? (void)0 : invariant_failed(__FILE__, __LINE__, #condition))

#endif
