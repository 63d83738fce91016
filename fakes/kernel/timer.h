/* The deadlines of threads that are parked or prepared, earliest first. */
#ifndef FAKES_KERNEL_TIMER_H
#define FAKES_KERNEL_TIMER_H

struct world;
struct thread;

/* [thread] has a deadline from now on. Threads with the same deadline keep the order of their
 * ordinals; those that are only prepared come last, in the order in which their makers made them. */
void timer_add(struct world *world, struct thread *thread);

/* [thread] no longer waits for its deadline. Without one, nothing happens. */
void timer_remove(struct world *world, struct thread *thread);

/* Whose deadline is the earliest; NULL if nobody has one. */
struct thread *timer_first(const struct world *world);

#endif
