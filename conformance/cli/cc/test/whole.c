/* The other half: calls part.c's function without a declaration, as old sources do. */
int main(void)
{
    return helper();
}
