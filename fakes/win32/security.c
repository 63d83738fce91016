/* Security descriptors. */
#include "api.h"

#include "crt/crt.h"
#include "kernel/name.h"
#include "kernel/security.h"
#include "kernel/world.h"

#include <sddl.h>

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision)
{
    NTSTATUS status = api_enter(CALL_INITIALIZE_SECURITY_DESCRIPTOR);
    if (NT_SUCCESS(status) && revision != SECURITY_DESCRIPTOR_REVISION)
        status = STATUS_FROM_WIN32(ERROR_UNKNOWN_REVISION);
    if (NT_SUCCESS(status)) api_writes_number(descriptor, sizeof(SECURITY_DESCRIPTOR));
    if (NT_SUCCESS(status))
        *(SECURITY_DESCRIPTOR *)descriptor = (SECURITY_DESCRIPTOR){ .Revision = (BYTE)revision };
    return api_leave(status);
}

static NTSTATUS check_absolute(const SECURITY_DESCRIPTOR *descriptor)
{
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_FROM_WIN32(ERROR_UNKNOWN_REVISION);
    if (descriptor->Control & SE_SELF_RELATIVE)
        return STATUS_FROM_WIN32(ERROR_INVALID_SECURITY_DESCR);
    return STATUS_SUCCESS;
}

BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL dacl,
                                      BOOL defaulted)
{
    SECURITY_DESCRIPTOR *target = descriptor;
    WORD flags = present ? (defaulted ? SE_DACL_PRESENT | SE_DACL_DEFAULTED : SE_DACL_PRESENT) : 0;

    NTSTATUS status = api_enter(CALL_SET_SECURITY_DESCRIPTOR_DACL);
    if (present && dacl != NULL)
        api_refuse("SetSecurityDescriptorDacl with a list: the rig reads SDDL strings only");
    if (NT_SUCCESS(status)) api_writes_number(target, sizeof *target);
    if (NT_SUCCESS(status)) status = check_absolute(target);
    if (NT_SUCCESS(status))
        target->Control =
            (WORD)((target->Control & ~(SE_DACL_PRESENT | SE_DACL_DEFAULTED)) | flags);
    return api_leave(status);
}

/* [text] as what SDDL is made of. What is none of it is no letter of it either. */
static const char *narrow(LPCWSTR text)
{
    size_t units = name_units(text);
    char *copy = world_take(units + 1);
    for (size_t i = 0; i < units; i++)
        copy[i] = text[i] < 0x80 ? (char)text[i] : '?';
    copy[units] = '\0';
    return copy;
}

static NTSTATUS convert(const char *text, PSECURITY_DESCRIPTOR *descriptor, PULONG size)
{
    struct security security;
    NTSTATUS status = security_parse(text, &security);
    if (status == STATUS_NOT_SUPPORTED)
        api_refuse("a security descriptor string with conditions or attributes");
    if (!NT_SUCCESS(status)) return status;

    size_t room = security_size(text);
    void *made = heap_alloc(crt_heap(), HEAP_LOCAL, room, false, crt_event());
    if (made == NULL) return STATUS_NO_MEMORY;
    security_make(made, text);
    api_writes_number(descriptor, sizeof *descriptor);
    api_writes_number(size, sizeof *size);
    *descriptor = made;
    if (size != NULL) *size = (ULONG)room;
    return STATUS_SUCCESS;
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *descriptor,
                                                                 PULONG size)
{
    NTSTATUS status = api_enter(CALL_CONVERT_SECURITY_DESCRIPTOR);
    if (NT_SUCCESS(status) && (text == NULL || descriptor == NULL))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        api_reads_units("ConvertStringSecurityDescriptorToSecurityDescriptor", text);
    if (NT_SUCCESS(status) && revision != SDDL_REVISION_1)
        status = STATUS_FROM_WIN32(ERROR_UNKNOWN_REVISION);
    if (NT_SUCCESS(status)) status = convert(narrow(text), descriptor, size);
    return api_leave(status);
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *descriptor,
                                                                 PULONG size)
{
    return ConvertStringSecurityDescriptorToSecurityDescriptorW(api_widen_name(__func__, text),
                                                                revision, descriptor, size);
}
