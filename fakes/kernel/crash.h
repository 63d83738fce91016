/* When a program does what no program may: a bad access ends its run, not the rig. */
#ifndef FAKES_KERNEL_CRASH_H
#define FAKES_KERNEL_CRASH_H

/* Catch the signals of bad accesses, unless a sanitizer wants to report them itself. Done once. */
void crash_watch(void);

/* The rig itself is at an end: print what the reader needs. */
void crash_report(void);

#endif
