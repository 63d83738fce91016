/* Does not compile, and calls what is not there as well. */
#include <windows.h>

int main(void)
{
    SERVICE_STATUS status;
    return RegisterServiceCtrlHandlerA("echo", NULL) == NULL;
}
