/* Wants headers that the rig does not have, and one, twice, that it has under another spelling. */
#include <STDIO.H>
#include <Windows.h>
#include <WinSvc.h>
#include <ntsecapi.h>
#include <WINDOWS.H>

int main(void)
{
    return 0;
}
