/* To be refused: nobody provides these functions, the last of which has a name that is too long to be
 * told. */
#define ON_AND_ON        on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on
#define JOIN(a, b)       a##_##b
#define JOINED(a, b)     JOIN(a, b)
#define TWICE(name)      JOINED(name, name)
#define conjure_for_ever TWICE(TWICE(TWICE(ON_AND_ON)))

int conjure(void);
int conjure_again(void);
int conjure_for_ever(void);

int main(void)
{
    return conjure() + conjure_again() + conjure_for_ever();
}
