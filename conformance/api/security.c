/* Security descriptors: how they are made, and that pipes take them. */
#include "support.h"

#include <sddl.h>

static const WCHAR owner_only[] = u"D:P(A;;GA;;;OW)(A;;GA;;;BA)(A;;GA;;;SY)";

static PSECURITY_DESCRIPTOR given_descriptor(const WCHAR *text)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    must_succeed(ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1,
                                                                      &descriptor, NULL));
    return descriptor;
}

static void must_make_a_pipe(PSECURITY_DESCRIPTOR descriptor)
{
    SECURITY_ATTRIBUTES attributes = { sizeof attributes, descriptor, FALSE };
    must_open(CreateNamedPipeW(PIPE("secured"), PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 100, 100, 0,
                               &attributes));
}

/* The string cannot be made a descriptor, with that error. */
static void must_refuse(const WCHAR *text, DWORD error)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    must_fail(ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1,
                                                                   &descriptor, NULL),
              error);
}

TEST(security, initialises_descriptors_of_revision_1_only)
{
    FACT("V1");
    SECURITY_DESCRIPTOR descriptor;

    must_succeed(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));

    must_fail(InitializeSecurityDescriptor(&descriptor, 2), ERROR_UNKNOWN_REVISION);
    must_fail(SetSecurityDescriptorDacl(&(SECURITY_DESCRIPTOR){ 0 }, TRUE, NULL, FALSE),
              ERROR_UNKNOWN_REVISION);
}

TEST(security, makes_a_pipe_with_a_null_dacl)
{
    FACT("V2");
    SECURITY_DESCRIPTOR descriptor;
    must_succeed(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));

    must_succeed(SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE));

    must_make_a_pipe(&descriptor);
    given_client(PIPE("secured"));
}

TEST(security, makes_a_pipe_with_a_descriptor_made_of_a_string)
{
    FACT("V3");
    PSECURITY_DESCRIPTOR descriptor = NULL;
    ULONG size = 0;

    must_succeed(ConvertStringSecurityDescriptorToSecurityDescriptorW(owner_only, SDDL_REVISION_1,
                                                                      &descriptor, &size));

    must_hold(size > 0);
    must_make_a_pipe(descriptor);
    must_hold(LocalFree(descriptor) == NULL);
}

TEST(security, makes_a_descriptor_of_an_ansi_string)
{
    FACT("V3");
    PSECURITY_DESCRIPTOR descriptor = NULL;

    must_succeed(ConvertStringSecurityDescriptorToSecurityDescriptorA(
        "D:(A;;GA;;;WD)", SDDL_REVISION_1, &descriptor, NULL));

    must_make_a_pipe(descriptor);
    must_hold(LocalFree(descriptor) == NULL);
}

TEST(security, wants_a_string_a_place_and_revision_1)
{
    FACT("V4");
    PSECURITY_DESCRIPTOR descriptor = NULL;

    must_fail(ConvertStringSecurityDescriptorToSecurityDescriptorW(NULL, SDDL_REVISION_1,
                                                                   &descriptor, NULL),
              ERROR_INVALID_PARAMETER);
    must_fail(ConvertStringSecurityDescriptorToSecurityDescriptorW(owner_only, SDDL_REVISION_1,
                                                                   NULL, NULL),
              ERROR_INVALID_PARAMETER);
    must_fail(
        ConvertStringSecurityDescriptorToSecurityDescriptorW(owner_only, 2, &descriptor, NULL),
        ERROR_UNKNOWN_REVISION);
}

TEST(security, takes_spaces_in_descriptor_strings_and_empty_ones)
{
    FACT("V5");
    static const WCHAR *const rows[] = { u" D:(D;;GA;;;WD)", u"D: (D;;GA;;;WD)", u"D:( D;;GA;;;WD)",
                                         u"D:(D; ;GA;;;WD)", u"D:(D;;GA;;; WD)", u"" };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        must_hold(LocalFree(given_descriptor(rows[i])) == NULL);
}

TEST(security, refuses_descriptor_strings_that_make_no_sense)
{
    FACT("V6");

    must_refuse(u"ERROR:(D;;GA;;;WD)", ERROR_INVALID_PARAMETER);
    must_refuse(u"D:(A;;ABCDEF;;;WD)", ERROR_INVALID_ACL);
    must_refuse(u"D:(A;;ROB;;;WD)", ERROR_INVALID_ACL);
}

TEST(security, does_not_set_the_dacl_of_a_self_relative_descriptor)
{
    FACT("V7");
    PSECURITY_DESCRIPTOR descriptor = given_descriptor(owner_only);

    must_hold(!SetSecurityDescriptorDacl(descriptor, TRUE, NULL, FALSE));

    must_hold(LocalFree(descriptor) == NULL);
}
