#include "console.h"

#include "api.h"

#include "crt/crt.h"
#include "kernel/handle.h"
#include "kernel/mock.h"
#include "kernel/world.h"
#include "trace/record.h"

#include <stdio.h>
#include <string.h>

static bool same_name(const WCHAR *name, const char *text)
{
    for (; *text != '\0'; name++, text++)
        if ((*name & ~0x20) != (*text & ~0x20)) return false;
    return *name == 0;
}

bool console_is_name(const WCHAR *name)
{
    return name != NULL && (same_name(name, "CONIN$") || same_name(name, "CONOUT$"));
}

HANDLE console_open(const WCHAR *name)
{
    DWORD rights = same_name(name, "CONIN$") ? FILE_GENERIC_READ : FILE_GENERIC_WRITE;
    return handle_open(&process_current()->console_object, rights);
}

bool console_is_handle(HANDLE handle)
{
    struct handle *found = NULL;
    return NT_SUCCESS(handle_find(handle, OBJECT_CONSOLE, &found));
}

HANDLE WINAPI GetStdHandle(DWORD device)
{
    struct process *process = process_current();
    DWORD index = (DWORD)STD_INPUT_HANDLE - device;    // -10, -11, -12
    HANDLE handle = INVALID_HANDLE_VALUE;

    NTSTATUS status = api_enter(CALL_GET_STD_HANDLE);
    if (NT_SUCCESS(status) && index > 2) status = STATUS_INVALID_HANDLE;
    if (NT_SUCCESS(status)) {
        if (process->standard[index] == NULL)
            process->standard[index] = handle_open_standard(
                &process->console_object, index == 0 ? FILE_GENERIC_READ : FILE_GENERIC_WRITE);
        handle = process->standard[index];
    }
    return api_leave_handle(status, handle, INVALID_HANDLE_VALUE);
}

/* Print, and keep it for the trace. The line end is the picture's business. */
static const char *print(const char *bytes, size_t size)
{
    process_print(process_current(), bytes, size);
    if (size > 0 && bytes[size - 1] == '\n') size--;
    return trace_keep(&world_get()->trace, bytes, size);
}

NTSTATUS console_write_file(HANDLE handle, const void *data, DWORD size, DWORD *written)
{
    struct handle *found = NULL;
    NTSTATUS status = handle_find(handle, OBJECT_CONSOLE, &found);
    if (NT_SUCCESS(status) && !(found->access & FILE_WRITE_DATA)) status = STATUS_ACCESS_DENIED;
    if (!NT_SUCCESS(status)) return status;
    struct thread *thread = thread_current();
    const char *text = print(data, size);
    trace_mark(&thread->world->trace, TRACE_OUTPUT, thread->ordinal, thread->world->now_ms, text,
               0);
    *written = size;
    return STATUS_SUCCESS;
}

static void leave_readers(struct thread *thread)
{
    list_remove(&thread->queued);
}

/* Who reads takes it from the other threads. Output has no footprint: else all who print would be
 * dependent. */
static int next_input(struct process *process)
{
    struct console *console = &process->console;
    footprint_write(process->world, process->console_object.id);
    if (console->input_left == 0 && console->never_ends)
        thread_park_in(&console->readers, DEADLINE_NEVER, leave_readers);
    if (console->input_left == 0) return -1;
    console->input_left--;
    return (uint8_t)*console->input++;
}

/* A line, as the console gives it; nothing at the end of the input. */
NTSTATUS console_read_file(void *buffer, DWORD size, DWORD *read)
{
    char *bytes = buffer;
    int byte;
    while (*read < size && (byte = next_input(process_current())) >= 0) {
        bytes[(*read)++] = (char)byte;
        if (byte == '\n') break;
    }
    return STATUS_SUCCESS;
}

/* What comes through is the one event of its call. The last error stays as it was. */
bool crt_console_write(int stream, const char *bytes, size_t size)
{
    (void)stream;    // the console shows both alike
    NTSTATUS status = api_enter(CALL_CONSOLE_WRITE);
    if (status != STATUS_SUCCESS) return (int)api_leave_value(status, size, (uint64_t)EOF) >= 0;
    struct thread *thread = thread_current();
    trace_make_output(&thread->world->trace, thread->call.event, print(bytes, size));
    mock_steps_after(thread);
    return true;
}

bool crt_console_waits(void)
{
    const struct process *process = process_current();
    footprint_read(process->world, process->console_object.id);
    return process->console.input_left > 0;
}

int crt_console_read(void)
{
    return next_input(process_current());
}

BOOL WINAPI SetConsoleCP(UINT code_page)
{
    (void)code_page;
    return TRUE;
}

BOOL WINAPI SetConsoleOutputCP(UINT code_page)
{
    (void)code_page;
    return TRUE;
}

BOOL WINAPI SetConsoleTitleA(LPCSTR title)
{
    api_reads_text("SetConsoleTitle", title);
    return TRUE;
}

BOOL WINAPI SetConsoleTitleW(LPCWSTR title)
{
    api_reads_units("SetConsoleTitle", title);
    return TRUE;
}

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add)
{
    struct process *process = process_current();
    unsigned *count = &process->ctrl_handler_count;
    void *address = (void *)(uintptr_t)handler;

    NTSTATUS status = api_enter(CALL_SET_CONSOLE_CTRL_HANDLER);
    if (!NT_SUCCESS(status)) return api_leave(status);
    footprint_write(process->world, process->console_object.id);
    if (handler == NULL) {
        process->ctrl_ignored = add;
        return api_leave(status);
    }
    if (add) {
        if (*count == PROCESS_CTRL_HANDLERS_MAX) return api_leave(STATUS_NO_MEMORY);
        process->ctrl_handlers[(*count)++] = address;
        race_release(&process->ctrl_past);
        return api_leave(status);
    }
    for (unsigned i = *count; i > 0; i--) {
        if (process->ctrl_handlers[i - 1] != address) continue;
        memmove(&process->ctrl_handlers[i - 1], &process->ctrl_handlers[i],
                (*count - i) * sizeof *process->ctrl_handlers);
        (*count)--;
        return api_leave(status);
    }
    return api_leave(STATUS_INVALID_PARAMETER);
}

/* Every process of the world shares the console, so that all of them hear it; groups are not
 * modelled. */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD process_group)
{
    struct world *world = world_get();

    NTSTATUS status = api_enter(CALL_CTRL_EVENT);
    api_show_number("event", event);
    if (NT_SUCCESS(status) && (event > CTRL_BREAK_EVENT || process_group != 0))
        status = STATUS_INVALID_PARAMETER;
    for (size_t i = 0; NT_SUCCESS(status) && i < world->process_count; i++) {
        race_release(&world->processes[i]->ctrl_past);
        process_ctrl_event(world->processes[i], event);
    }
    return api_leave(status);
}
