/* To be refused: there is nowhere to begin. */
int nowhere_to_begin(void);

int nowhere_to_begin(void)
{
    return 0;
}
