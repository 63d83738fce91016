#include "security.h"

#include "world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

/* What a self-relative descriptor of ours looks like. It begins as Microsoft's does; where theirs
 * goes on with offsets, ours has its text. */
struct descriptor {
    BYTE revision;
    BYTE zero;
    WORD control;
    DWORD mark;
    char text[];
};

enum { MARK = 0x4C444453 };    // "SDDL"

#define INVALID_ACL STATUS_FROM_WIN32(ERROR_INVALID_ACL)
#define INVALID_SID STATUS_FROM_WIN32(ERROR_INVALID_SID)

/* The part of a right that lets one write, create instances, or change who may. */
enum { WRITES = FILE_WRITE_DATA | FILE_CREATE_PIPE_INSTANCE | WRITE_DAC | WRITE_OWNER };

/* Groups of whoever comes. The first is everyone. */
static const struct group {
    const char *letters;
    const char *sid;    // NULL: it differs from domain to domain
    const char *words;
} groups[] = {
    { "WD", "S-1-1-0", "everyone (WD)" },
    { "AN", "S-1-5-7", "whoever is anonymous (AN)" },
    { "AU", "S-1-5-11", "all authenticated users (AU)" },
    { "BG", "S-1-5-32-546", "guests (BG)" },
    { "NU", "S-1-5-2", "whoever comes over the network (NU)" },
    { "AC", "S-1-15-2-1", "every app of the store (AC)" },
    { "DG", NULL, "guests of the domain (DG)" },
};

enum { GROUPS = sizeof groups / sizeof *groups };

/* A string on its way through the parser. */
struct reading {
    const char *at;
    bool has_dacl;
    bool null_dacl;
    uint32_t denied[GROUPS];    // of WRITES, so far
    const char *open_to;
};

static void skip_spaces(struct reading *reading)
{
    while (*reading->at == ' ')
        reading->at++;
}

static bool starts_section(const char *at)
{
    return at[0] != '\0' && strchr("OGDS", at[0]) != NULL && at[1] == ':';
}

/* The index in [words] of the one that [at] begins with, or -1. */
static int find_word(const char *const *words, const char *at)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strncmp(words[i], at, strlen(words[i])) == 0) return i;
    return -1;
}

static bool is_among(const char *const *words, const char *text)
{
    while (*words != NULL && strcmp(*words, text) != 0)
        words++;
    return *words != NULL;
}

/* A field of an entry: it ends before the ; or the ). */
struct field {
    char text[128];
};

static bool read_field(struct reading *reading, struct field *field)
{
    size_t count = 0;
    skip_spaces(reading);
    while (*reading->at != '\0' && strchr(";()", *reading->at) == NULL) {
        if (count + 1 == sizeof field->text) return false;
        field->text[count++] = *reading->at++;
    }
    field->text[count] = '\0';
    return true;
}

static bool is_sid(const char *text)
{
    static const char *const aliases[] = {
        "AA", "AC", "AN", "AO", "AP", "AS", "AU", "BA", "BG", "BO", "BU", "CA", "CD", "CG",
        "CN", "CO", "CY", "DA", "DC", "DD", "DG", "DU", "EA", "ED", "EK", "ER", "ES", "HA",
        "HI", "HO", "IS", "IU", "KA", "LA", "LG", "LS", "LU", "LW", "ME", "MP", "MS", "MU",
        "NO", "NS", "NU", "OW", "PA", "PO", "PS", "PU", "RA", "RC", "RD", "RE", "RM", "RO",
        "RS", "RU", "SA", "SI", "SO", "SS", "SU", "SY", "UD", "WD", "WR", NULL,
    };
    return is_among(aliases, text) || (strncmp(text, "S-1-", 4) == 0 && text[4] != '\0' &&
                                       text[strspn(text, "S-0123456789abcdefABCDEFx")] == '\0');
}

/* The rights of an entry: a number, or words of two letters. */
static bool read_rights(const char *text, uint32_t *rights)
{
    static const char *const words[] = {
        "GA", "GR", "GW", "GX", "RC", "SD", "WD", "WO", "CC", "DC", "LC", "SW", "RP", "WP", "DT",
        "LO", "CR", "FA", "FR", "FW", "FX", "KA", "KR", "KW", "KX", "NR", "NW", "NX", NULL,
    };
    static const uint32_t values[] = {
        GENERIC_ALL,
        GENERIC_READ,
        GENERIC_WRITE,
        GENERIC_EXECUTE,
        READ_CONTROL,
        DELETE,
        WRITE_DAC,
        WRITE_OWNER,
        0x001,
        0x002,
        0x004,
        0x008,
        0x010,
        0x020,
        0x040,
        0x080,
        0x100,
        FILE_ALL_ACCESS,
        FILE_GENERIC_READ,
        FILE_GENERIC_WRITE,
        FILE_GENERIC_EXECUTE,
        0xF003F,
        0x20019,
        0x20006,
        0x20019,
        0x2,
        0x1,
        0x4,
    };
    *rights = 0;
    if (isdigit((unsigned char)*text)) {
        char *end = NULL;
        *rights = (uint32_t)strtoul(text, &end, 0);
        return *end == '\0';
    }
    while (*text != '\0') {
        int word = find_word(words, text);
        if (word < 0) return false;
        *rights |= values[word];
        text += 2;
    }
    return true;
}

/* The part of [rights] that counts, generic rights taken for what they mean for pipes. */
static uint32_t writes_of(uint32_t rights)
{
    if (rights & GENERIC_ALL) rights |= FILE_ALL_ACCESS;
    if (rights & GENERIC_WRITE) rights |= FILE_GENERIC_WRITE;
    return rights & WRITES;
}

/* An entry of the DACL counts: entries are looked at in order, and what was denied stays denied. */
static void weigh(struct reading *reading, bool grants, uint32_t rights, const char *sid)
{
    for (int i = 0; i < GROUPS; i++) {
        const struct group *group = &groups[i];
        bool meant =
            strcmp(group->letters, sid) == 0 || (group->sid != NULL && !strcmp(group->sid, sid));
        if (!meant) continue;
        if (!grants)
            reading->denied[i] |= writes_of(rights);
        else if (writes_of(rights) & ~(reading->denied[i] | reading->denied[0]) &&
                 reading->open_to == NULL)
            reading->open_to = group->words;
    }
}

/* (type;flags;rights;object;inherited object;sid), after the opening parenthesis. */
static NTSTATUS read_entry(struct reading *reading, bool in_dacl)
{
    enum { TYPE, FLAGS, RIGHTS, OBJECT, INHERITED, SID, FIELDS };
    static const char *const grants[] = { "A", "OA", NULL };
    static const char *const denies[] = { "D", "OD", NULL };
    static const char *const others[] = { "AU", "AL", "OU", "OL", "ML", NULL };
    static const char *const unread[] = { "XA", "XD", "XU", "ZA", "RA", "SP", "TL", "FL", NULL };
    struct field fields[FIELDS];
    uint32_t rights = 0;

    for (int i = 0; i < FIELDS; i++) {
        if (!read_field(reading, &fields[i])) return INVALID_ACL;
        if (i == TYPE && is_among(unread, fields[TYPE].text)) return STATUS_NOT_SUPPORTED;
        if (*reading->at != (i < SID ? ';' : ')')) return INVALID_ACL;
        reading->at++;
    }
    bool is_grant = is_among(grants, fields[TYPE].text);
    bool is_denial = is_among(denies, fields[TYPE].text);
    if (!is_grant && !is_denial && !is_among(others, fields[TYPE].text)) return INVALID_ACL;
    if (!read_rights(fields[RIGHTS].text, &rights)) return INVALID_ACL;
    if (!is_sid(fields[SID].text)) return INVALID_SID;

    bool counts = in_dacl && strstr(fields[FLAGS].text, "IO") == NULL;
    if (counts && (is_grant || is_denial)) weigh(reading, is_grant, rights, fields[SID].text);
    return STATUS_SUCCESS;
}

/* Flags and entries, after D: or S:. */
static NTSTATUS read_list(struct reading *reading, bool is_dacl)
{
    static const char *const flags[] = { "NO_ACCESS_CONTROL", "P", "AR", "AI", NULL };
    NTSTATUS status = STATUS_SUCCESS;
    int flag;

    skip_spaces(reading);
    while ((flag = find_word(flags, reading->at)) >= 0) {
        reading->at += strlen(flags[flag]);
        if (flag == 0 && is_dacl) reading->null_dacl = true;
    }
    skip_spaces(reading);
    while (*reading->at == '(' && NT_SUCCESS(status)) {
        reading->at++;
        status = read_entry(reading, is_dacl);
        skip_spaces(reading);
    }
    return status;
}

/* A SID, after O: or G:. It ends where the next section begins. */
static NTSTATUS read_sid(struct reading *reading)
{
    struct field field = { "" };
    size_t count = 0;

    skip_spaces(reading);
    while (*reading->at != '\0' && !starts_section(reading->at) && count + 1 < sizeof field.text)
        field.text[count++] = *reading->at++;
    return is_sid(field.text) ? STATUS_SUCCESS : INVALID_SID;
}

static NTSTATUS read_all(struct reading *reading)
{
    NTSTATUS status = STATUS_SUCCESS;

    skip_spaces(reading);
    while (NT_SUCCESS(status) && *reading->at != '\0') {
        char section = *reading->at;
        if (!starts_section(reading->at)) return STATUS_INVALID_PARAMETER;
        reading->at += 2;
        if (section == 'D') reading->has_dacl = true;
        if (section == 'D' || section == 'S')
            status = read_list(reading, section == 'D');
        else
            status = read_sid(reading);
    }
    return status;
}

static const char null_dacl_opens[] = "everyone (its DACL is NULL)";

/* A server names the same descriptor with each instance, in run after run. */
static NTSTATUS read_once(const char *text, const struct reading **reading)
{
    enum { LONG = 512 };
    static char last[LONG];
    static struct reading of_last;
    static NTSTATUS status;
    static bool is_kept;
    if (!is_kept || strcmp(last, text) != 0) {
        of_last = (struct reading){ .at = text };
        status = read_all(&of_last);
        is_kept = snprintf(last, sizeof last, "%s", text) < LONG;
    }
    *reading = &of_last;
    return status;
}

NTSTATUS security_parse(const char *text, struct security *security)
{
    const struct reading *reading;
    NTSTATUS status = read_once(text, &reading);
    *security = (struct security){
        .text = reading->null_dacl  ? "null dacl"
                : reading->has_dacl ? text
                                    : "default",
        .open_to = reading->null_dacl ? null_dacl_opens : reading->open_to,
    };
    return status;
}

size_t security_size(const char *text)
{
    return sizeof(struct descriptor) + strlen(text) + 1;
}

void security_make(void *memory, const char *text)
{
    struct descriptor *made = memory;
    *made = (struct descriptor){
        .revision = SECURITY_DESCRIPTOR_REVISION,
        .control = SE_SELF_RELATIVE,
        .mark = MARK,
    };
    memcpy(made->text, text, strlen(text) + 1);
}

static const char *keep(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(world_take(size), text, size);
}

bool security_read(const void *descriptor, struct security *security)
{
    const struct descriptor *made = descriptor;
    const SECURITY_DESCRIPTOR *initialised = descriptor;

    *security = (struct security){ .text = "default" };
    if (descriptor == NULL) return true;
    if (made->revision != SECURITY_DESCRIPTOR_REVISION) return false;
    if (made->control & SE_SELF_RELATIVE)
        return made->mark == MARK && NT_SUCCESS(security_parse(keep(made->text), security));
    if (initialised->Control & SE_DACL_PRESENT)
        *security = (struct security){ .text = "null dacl", .open_to = null_dacl_opens };
    return true;
}
