/* A declaration for the conformance program, which has checks to try and runs no tests: the
 * record is left alone. */
#define TEST_REGISTER(SUITE, NAME, RECORD)                                                         \
    __attribute__((unused)) static const struct test *const SUITE##_##NAME##_left_alone = &RECORD;
