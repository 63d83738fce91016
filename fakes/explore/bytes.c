/* A fuzzer's input as choices: a byte answers a question of up to 256 options. */
#include <piperig/choice.h>

static uint32_t next(struct choice *choice)
{
    if (choice->byte_count == 0) return 0;
    choice->byte_count--;
    return *choice->bytes++;
}

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    (void)kind;
    uint32_t word = next(choice);
    if (count > 256) word = word << 8 | next(choice);
    return word % count;
}

void choice_init_bytes(struct choice *choice, const uint8_t *bytes, size_t count)
{
    *choice = (struct choice){ .drive = drive, .bytes = bytes, .byte_count = count };
}
