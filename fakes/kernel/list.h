/* A circular doubly linked list whose links live in its members. */
#ifndef FAKES_KERNEL_LIST_H
#define FAKES_KERNEL_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    struct list *next;
    struct list *prev;
};

/* The struct that holds [link] as its member [member]. */
#define list_entry(link, type, member) ((type *)((char *)(link)-offsetof(type, member)))

/* Walk the list at [head]; the body may remove [link] itself, nothing else. */
#define list_each(link, head)                                                                      \
    for (struct list *link = (head)->next, *link##_next = link->next; link != (head);              \
         link = link##_next, link##_next = link->next)

static inline void list_init(struct list *list)
{
    list->next = list;
    list->prev = list;
}

static inline bool list_empty(const struct list *list)
{
    return list->next == list;
}

static inline void list_append(struct list *list, struct list *link)
{
    link->next = list;
    link->prev = list->prev;
    list->prev->next = link;
    list->prev = link;
}

/* Taking out a link that is in no list does nothing, as long as it was initialised. */
static inline void list_remove(struct list *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    list_init(link);
}

#endif
