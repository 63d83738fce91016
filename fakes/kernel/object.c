#include "object.h"

#include "file.h"
#include "world.h"

void object_init(struct object *object, enum object_type type)
{
    object->type = type;
    object->id = footprint_new(world_get());
    object->handles = 0;
    object->named = false;
    list_init(&object->waiters);
    object->past = (struct vector_clock){ 0 };
}

void object_last_handle_closed(struct object *object)
{
    if (object->type == OBJECT_FILE) file_closed((struct file *)object);
}
