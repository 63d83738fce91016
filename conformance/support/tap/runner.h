/* A declaration for our own runner: the record enters the list before main() starts. */
void tap_register(struct test *test);

#define TEST_REGISTER(SUITE, NAME, RECORD)                                                         \
    __attribute__((constructor)) static void SUITE##_##NAME##_register(void)                       \
    {                                                                                              \
        tap_register(&RECORD);                                                                     \
    }
