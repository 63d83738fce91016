/* Where threads are in their programs: every chain of calls that any of them was ever in, as a tree.
 *
 * A place in the tree is a number, so that each access to memory can keep its whole stack in four
 * bytes. The tree only grows: the chains of one run are mostly those of the one before.
 */
#ifndef FAKES_RACE_CALL_TREE_H
#define FAKES_RACE_CALL_TREE_H

#include <stdint.h>

enum { CALL_TREE_ROOT = 0 };    // outside of any function of the program

/* The place below [place] that a call at [site] leads to; [site] is where it will return to. */
uint32_t call_tree_enter(uint32_t place, const void *site);

/* The place that [place] was entered from; the root's is the root. */
uint32_t call_tree_leave(uint32_t place);

/* The call that led to [place]. Requires: it is not the root. */
const void *call_tree_site(uint32_t place);

#endif
