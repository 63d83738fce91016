/* Starts as a program with a window does, and has none. */
#include <tchar.h>
#include <windows.h>
int WINAPI _tWinMain(HINSTANCE instance, HINSTANCE previous, LPTSTR line, int show)
{
    return instance == NULL && previous == NULL && line == NULL ? show : 0;
}
