/* Handles structured exceptions, in two functions. */
#include <windows.h>

#include <stdio.h>

static DWORD read_it(const DWORD *address)
{
    __try {
        return *address;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        printf("it cannot be read\n");
    }
    return 0;
}

int main(void)
{
    DWORD value = 0;
    __try {
        value = read_it(&value);
    } __finally {
        printf("done\n");
    }
    return (int)value;
}
