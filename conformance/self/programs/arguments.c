/* Shows its arguments, each in brackets, in either character width; the exit code is their
 * number. */
#include <tchar.h>
#include <windows.h>

int _tmain(int argc, TCHAR **argv)
{
    for (int i = 1; i < argc; i++)
        _tprintf(TEXT("[%s]"), argv[i]);
    return argc - 1;
}
