/* What came of a check, for programs to read.
 *
 *     {"schema_version": 1, "program": "server.rig", "rules": [
 *         {"id": "CONNECT-1", "level": "core", "verdict": "broken", "runs": 12, "all": false,
 *          "token": "pr3...", "why": "..."}, ...]}
 *
 * verdict  "holds", "broken", "not-applicable" or "undecided".
 * all      true only when every distinct run was tried.
 * token    of the plainest broken run, for piperig replay; null where none is broken.
 * why      what was wrong, or why there is no verdict; null where the rule holds. */
#ifndef PIPERIG_JSON_H
#define PIPERIG_JSON_H

#include "catalogue.h"

#include <stdbool.h>

struct json_report;

/* A report about [program] for the file at [path]; "-" is stdout.
 *
 * Returns: NULL when the file cannot be written, which was said.  Owns: json_close() or
 * json_discard(). */
struct json_report *json_open(const char *path, const char *program);

void json_add(struct json_report *report, const struct finding *finding);

/* Write it: until then the file is as it was.  Returns: false when that failed, which was said. */
bool json_close(struct json_report *report);

/* There is nothing to report: the file stays as it was. */
void json_discard(struct json_report *report);

#endif
