/* To be refused: the host's C library provides this function, but it would tell of the host. */
char *getenv(const char *name);

int main(void)
{
    return getenv("HOME") != 0;
}
