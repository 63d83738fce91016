/* What Windows does and the rig does not: a program that asks for it ends the run as
 * unsupported, by a sentence that names it. And the texts that only the rig's own Windows, which
 * speaks English, can be held to. */
#include "machine.h"

#include <sddl.h>
#include <stdio.h>

static DWORD format(DWORD flags, const char *message)
{
    char text[64];
    DWORD_PTR arguments[] = { 1, 2 };
    return FormatMessageA(flags, message, 0, 0, text, sizeof text, (va_list *)(void *)arguments);
}

enum { FROM_ARRAY = FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY };

static int wrap_to_width(void *argument)
{
    (void)argument;
    return (int)format(FROM_ARRAY | 40, "text");
}

static int use_module(void *argument)
{
    (void)argument;
    return (int)format(FORMAT_MESSAGE_FROM_HMODULE, NULL);
}

static int take_width_from_arguments(void *argument)
{
    (void)argument;
    return (int)format(FROM_ARRAY, "%1!*d!");
}

static int leave_format_open(void *argument)
{
    (void)argument;
    return (int)format(FROM_ARRAY, "%1!d");
}

static int write_long_format(void *argument)
{
    (void)argument;
    return (int)format(FROM_ARRAY, "%1!00000000000000000000d!");
}

static int allocate_moveable(void *argument)
{
    (void)argument;
    return LocalAlloc(LMEM_MOVEABLE, 10) != NULL;
}

static int duplicate_elsewhere(void *argument)
{
    HANDLE copy;
    (void)argument;
    return DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), NULL, &copy, 0, FALSE,
                           DUPLICATE_SAME_ACCESS);
}

static VOID CALLBACK do_nothing(PVOID parameter, BOOLEAN fired)
{
    (void)parameter;
    (void)fired;
}

static int queue_timers(void *argument)
{
    HANDLE timer;
    (void)argument;
    return CreateTimerQueueTimer(&timer, (HANDLE)4, do_nothing, NULL, 1, 0, 0);
}

static int call_back_in_timer_thread(void *argument)
{
    HANDLE timer;
    (void)argument;
    return CreateTimerQueueTimer(&timer, NULL, do_nothing, NULL, 1, 0, WT_EXECUTEINTIMERTHREAD);
}

static int tell_when_deleted(void *argument)
{
    (void)argument;
    return DeleteTimerQueueTimer(NULL, NULL, CreateEventW(NULL, TRUE, FALSE, NULL));
}

static int list_rights(void *argument)
{
    ACL list = { 0 };
    SECURITY_DESCRIPTOR descriptor;
    (void)argument;
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    return SetSecurityDescriptorDacl(&descriptor, TRUE, &list, FALSE);
}

static int create_on_a_disk(void *argument)
{
    (void)argument;
    return CreateFileW(u"C:\\caf\u00E9.log", GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0, NULL) != NULL;
}

static int create_in_the_root(void *argument)
{
    (void)argument;
    return CreateFileW(u"\\a.log", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL) != NULL;
}

static int set_conditions(void *argument)
{
    PSECURITY_DESCRIPTOR descriptor;
    (void)argument;
    return ConvertStringSecurityDescriptorToSecurityDescriptorA(
        "D:(XA;;GA;;;WD;(Member_of {SID(BA)}))", SDDL_REVISION_1, &descriptor, NULL);
}

TEST_OUTSIDE(refusals, name_what_the_rig_does_not_provide)
{
    static const struct {
        const char *row;
        machine_main *main;
        const char *words;
    } rows[] = {
        { "width", wrap_to_width, "FormatMessage with a line width" },
        { "module", use_module, "FormatMessage from a module" },
        { "star", take_width_from_arguments, "FormatMessage with an insert whose format" },
        { "open", leave_format_open, "FormatMessage with an insert whose format" },
        { "long", write_long_format, "FormatMessage with an insert whose format" },
        { "moveable", allocate_moveable, "LocalAlloc and GlobalAlloc of moveable memory" },
        { "elsewhere", duplicate_elsewhere, "DuplicateHandle between processes" },
        { "queue", queue_timers, "CreateTimerQueueTimer with a queue" },
        { "timer thread", call_back_in_timer_thread, "WT_EXECUTEINTIMERTHREAD" },
        { "event", tell_when_deleted, "DeleteTimerQueueTimer with an event" },
        { "list", list_rights, "SetSecurityDescriptorDacl with a list" },
        { "disk", create_on_a_disk,
          "CreateFile of C:\\\\caf\u00E9.log: the rig has no disk to create it on" },
        { "root", create_in_the_root, "CreateFile of \\\\a.log: the rig has no disk" },
        { "conditions", set_conditions, "with conditions or attributes" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        ROW(rows[i].row);
        machine_open(&machine);
        machine_start(&machine, "app", rows[i].main, NULL);
        machine_must_end(&machine, OUTCOME_UNSUPPORTED);
        must_say(world_why(machine.world), rows[i].words);
        machine_close(&machine);
    }
    ROW(NULL);
}

/* --- Texts ------------------------------------------------------------------------------------ */

static const struct {
    DWORD number;
    const char *text;
} errors[] = {
#define X(number, name, text) { number, text "\r\n" },
#include <winerror.def>
#undef X
};

static void must_have_text(DWORD number, const char *expected)
{
    char text[512];
    DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                                  number, 0, text, sizeof text, NULL);
    must_equal_text(text, length, expected);
}

static int show_all_errors(void *argument)
{
    (void)argument;
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        must_have_text(errors[i].number, errors[i].text);
        must_have_text(0x80070000 | errors[i].number, errors[i].text);    // as an HRESULT
    }
    return 0;
}

TEST_OUTSIDE(system_errors, have_each_its_own_text)
{
    struct machine machine;
    machine_open(&machine);
    struct process *app = machine_start(&machine, "app", show_all_errors, NULL);
    machine_must_end(&machine, OUTCOME_FINISHED);
    must_equal(process_exit_code(app), 0);
    machine_close(&machine);
}

static int ask_in(void *argument)
{
    char text[64];
    DWORD language = *(const DWORD *)argument;
    must_arm();
    DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_PIPE_BUSY, language, text,
                                  sizeof text, NULL);
    return length > 0 ? 0 : (int)GetLastError();
}

TEST_OUTSIDE(system_errors, are_told_in_english_only)
{
    static const struct {
        DWORD language;
        DWORD error;
    } rows[] = {
        { 0, 0 }, { 0x0409, 0 }, { 0x0809, 0 }, { 0x0407, ERROR_RESOURCE_LANG_NOT_FOUND }
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct machine machine;
        DWORD language = rows[i].language;
        machine_open(&machine);
        struct process *app = machine_start(&machine, "app", ask_in, &language);
        machine_must_end(&machine, OUTCOME_FINISHED);
        must_equal(process_exit_code(app), rows[i].error);
        machine_close(&machine);
    }
}
