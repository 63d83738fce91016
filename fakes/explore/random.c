/* Uniform choices from a seed: xoshiro256**, by Blackman and Vigna, who put it into the public
 * domain. */
#include <piperig/choice.h>

static uint64_t rotate(uint64_t word, int by)
{
    return word << by | word >> (64 - by);
}

static uint64_t next(uint64_t s[4])
{
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

/* Fills the state from a seed of any quality (splitmix64). */
static uint64_t spread(uint64_t *seed)
{
    uint64_t word = (*seed += 0x9E3779B97F4A7C15u);
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9u;
    word = (word ^ word >> 27) * 0x94D049BB133111EBu;
    return word ^ word >> 31;
}

/* An early time-out at every other scheduling point would be all that ever happened. */
enum { EARLY_TIMEOUT_ONE_IN = 32 };

static uint32_t drive(struct choice *choice, enum choice_kind kind, uint32_t count)
{
    uint64_t word = next(choice->state);
    if (kind == CHOICE_TIMEOUT) return word >> 32 <= UINT32_MAX / EARLY_TIMEOUT_ONE_IN;
    return (uint32_t)((word >> 32) * count >> 32);
}

void choice_init_random(struct choice *choice, uint64_t seed)
{
    *choice = (struct choice){ .drive = drive };
    for (int i = 0; i < 4; i++)
        choice->state[i] = spread(&seed);
}
