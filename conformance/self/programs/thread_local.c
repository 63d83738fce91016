/* To be refused: the rig's threads are one thread to the C library, and would share the
 * variable. */
static _Thread_local int counter_of_its_own;

int main(void)
{
    return counter_of_its_own++;
}
