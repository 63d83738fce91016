/* Microsoft's checks of a debug build, which a release build leaves out; so does the rig, which
 * checks the heap itself. */
#ifndef PIPERIG_CRTDBG_H
#define PIPERIG_CRTDBG_H

#define _CRTDBG_ALLOC_MEM_DF      0x01
#define _CRTDBG_DELAY_FREE_MEM_DF 0x02
#define _CRTDBG_CHECK_ALWAYS_DF   0x04
#define _CRTDBG_LEAK_CHECK_DF     0x20
#define _CRTDBG_REPORT_FLAG       (-1)

#define _ASSERT(condition)            ((void)0)
#define _ASSERTE(condition)           ((void)0)
#define _CrtSetDbgFlag(flags)         ((int)0)
#define _CrtSetBreakAlloc(number)     ((long)0)
#define _CrtSetReportMode(kind, mode) ((int)0)
#define _CrtSetReportFile(kind, file) ((void *)0)
#define _CrtDumpMemoryLeaks()         ((int)0)
#define _CrtCheckMemory()             ((int)1)
#define _RPT0(kind, text)             ((void)0)
#define _RPT1(kind, format, value)    ((void)0)

#endif
