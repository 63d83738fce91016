/* To be refused: the host's C library provides this function, but it would tell of the host. */
char *getlogin(void);

int main(void)
{
    return getlogin() != 0;
}
