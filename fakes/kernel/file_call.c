#include "file_call.h"

#include "handle.h"
#include "mock.h"

NTSTATUS file_call_begin(struct file_call *call, void *handle, uint32_t access,
                         enum pipe_operation operation)
{
    NTSTATUS status = handle_object(handle, OBJECT_FILE, access, &call->file);
    if (!NT_SUCCESS(status)) return status;
    pipe_touch(call->file, operation);
    mock_kill_peer(call->file, FAULT_KILL_BEFORE);
    mock_disconnect(call->file);
    file_lock(call->file);
    request_init(&call->request, call->file);
    return STATUS_SUCCESS;
}

NTSTATUS file_call_end(struct file_call *call, NTSTATUS status)
{
    if (call->file == NULL) return status;
    if (status == STATUS_PENDING) {
        mock_kill_peer(call->file, FAULT_KILL_WAITING);
        status = request_wait(&call->request);
    }
    mock_kill_peer(call->file, FAULT_KILL_AFTER);
    file_unlock(call->file);
    return status;
}
