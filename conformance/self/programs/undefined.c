/* To be refused: nobody provides these functions. */
int conjure(void);
int conjure_again(void);

int main(void)
{
    return conjure() + conjure_again();
}
