#include "trace/excerpt.h"

#include <string.h>

enum { HEAD_SHARE = 3, TELLING_SHARE = 2 };

/* Keep the row if there is still room. */
static void keep_row(bool *keep, size_t row, size_t *room)
{
    if (keep[row] || *room == 0) return;
    keep[row] = true;
    --*room;
}

static void keep_telling(const bool *telling, size_t count, bool *keep, size_t room)
{
    for (size_t row = 0; row < count; row++) {
        if (!telling[row]) continue;
        keep_row(keep, row, &room);
        if (row > 0) keep_row(keep, row - 1, &room);
        if (row + 1 < count) keep_row(keep, row + 1, &room);
    }
}

void excerpt_choose(const bool *telling, size_t count, size_t rows, bool *keep)
{
    size_t head = rows / HEAD_SHARE, room = rows;
    memset(keep, count <= rows, count);
    if (count <= rows) return;

    for (size_t row = 0; row < head; row++)
        keep_row(keep, row, &room);
    keep_telling(telling, count, keep, rows / TELLING_SHARE);
    for (size_t row = head; row < count; row++)
        room -= keep[row];
    for (size_t row = count; row-- > 0;)
        keep_row(keep, row, &room);
    for (size_t row = 1; row + 1 < count; row++)
        keep[row] |= keep[row - 1] && keep[row + 1];
}
