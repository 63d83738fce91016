/* The inside of the bounded search, for tests that have less memory. */
#ifndef FAKES_EXPLORE_BOUNDED_H
#define FAKES_EXPLORE_BOUNDED_H

#include <piperig/search.h>

#include <stddef.h>

/* search_bounded() whose runs that wait take [bytes_max] at most between two runs. When there are
 * more, those of higher cost are given up: the search ends after the present cost, and says so in
 * its progress's limit. */
struct search *search_bounded_in(unsigned cost_max, size_t bytes_max);

#endif
