/* Security descriptors as strings. */
#ifndef PIPERIG_SDDL_H
#define PIPERIG_SDDL_H

#include <windef.h>
#include <winnt.h>

#define SDDL_REVISION_1 1
#define SDDL_REVISION   SDDL_REVISION_1

/* LocalFree() gives the descriptor back. */
BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *descriptor,
                                                                 PULONG size);
BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *descriptor,
                                                                 PULONG size);

// clang-format off
#ifdef UNICODE
#define ConvertStringSecurityDescriptorToSecurityDescriptor ConvertStringSecurityDescriptorToSecurityDescriptorW
#else
#define ConvertStringSecurityDescriptorToSecurityDescriptor ConvertStringSecurityDescriptorToSecurityDescriptorA
#endif
// clang-format on

#endif
