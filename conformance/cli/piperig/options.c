#define _GNU_SOURCE    // open_memstream

#include "options.h"

#include "apart.h"
#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_MAX = 20000, NUMBER_BASE = 10, HEX_BASE = 16 };

static const char *caller = "piperig";

void options_set_caller(const char *path)
{
    caller = path;
}

/* --- A profile, as it is told ----------------------------------------------------------------- */

/* Texts are encoded when their width is known. */
struct told_bytes {
    const char *text;
    bool is_hex;
};

struct told_exchange {
    struct told_bytes request;
    struct told_bytes reply;
    bool is_pattern;
};

struct reading {
    struct options *options;
    struct told_exchange opening;
    struct told_exchange exchanges[PROFILE_EXCHANGES_MAX];
    unsigned exchange_count;
    struct told_bytes stop_request;
    bool stop_was_told;
    FILE *profile;    // what a replay needs too
};

/* --- Options ---------------------------------------------------------------------------------- */

static bool misuse(const struct reading *reading, const char *what, const char *value)
{
    command_misused(reading->options->command, "%s%s", what, value);
    return false;
}

static bool read_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    if (*text < '0' || *text > '9') return false;
    *number = strtoull(text, &end, NUMBER_BASE);
    return *end == '\0' && *number >= least && *number <= most;
}

static bool take_pipe(struct reading *reading, const char *value)
{
    static const char prefix[] = "\\\\.\\pipe\\";
    struct profile names = { .wide = true };
    char path[PROFILE_NAME_MAX * 3];
    bool is_path = strncmp(value, "\\\\", 2) == 0;
    int length = snprintf(path, sizeof path, "%s%s", is_path ? "" : prefix, value);
    if (*value == '\0' || length >= (int)sizeof path ||
        profile_encode(&names, path, reading->options->told.pipe_name,
                       sizeof reading->options->told.pipe_name) == 0)
        return misuse(reading, "--pipe takes the name of a pipe, not ", value);
    return true;
}

static bool add_request(struct reading *reading, const char *text, bool is_hex)
{
    if (reading->exchange_count == PROFILE_EXCHANGES_MAX)
        return misuse(reading, "there can be two requests, and this is the third: ", text);
    reading->exchanges[reading->exchange_count++].request = (struct told_bytes){ text, is_hex };
    return true;
}

static bool set_reply(struct reading *reading, struct told_exchange *exchange, const char *text,
                      bool is_hex, bool is_pattern)
{
    if (exchange->reply.text != NULL)
        return misuse(reading, "a request has one reply, and this is the second: ", text);
    exchange->reply = (struct told_bytes){ text, is_hex };
    exchange->is_pattern = is_pattern;
    return true;
}

static bool add_reply(struct reading *reading, const char *text, bool is_hex, bool is_pattern)
{
    if (reading->exchange_count == 0)
        return misuse(reading, "a reply comes after its request: ", text);
    return set_reply(reading, &reading->exchanges[reading->exchange_count - 1], text, is_hex,
                     is_pattern);
}

static bool set_opening(struct reading *reading, const char *text, bool is_hex)
{
    if (reading->opening.request.text != NULL)
        return misuse(reading, "a session is opened once, and this is the second opening: ", text);
    reading->opening.request = (struct told_bytes){ text, is_hex };
    return true;
}

static bool set_opening_reply(struct reading *reading, const char *text, bool is_hex,
                              bool is_pattern)
{
    if (reading->opening.request.text == NULL)
        return misuse(reading, "the reply to an opening comes after it: ", text);
    return set_reply(reading, &reading->opening, text, is_hex, is_pattern);
}

static bool take_opening(struct reading *reading, const char *value)
{
    return set_opening(reading, value, false);
}

static bool take_opening_bytes(struct reading *reading, const char *value)
{
    return set_opening(reading, value, true);
}

static bool take_opening_reply(struct reading *reading, const char *value)
{
    return set_opening_reply(reading, value, false, false);
}

static bool take_opening_reply_bytes(struct reading *reading, const char *value)
{
    return set_opening_reply(reading, value, true, false);
}

static bool take_opening_reply_pattern(struct reading *reading, const char *value)
{
    return set_opening_reply(reading, value, false, true);
}

static bool take_request(struct reading *reading, const char *value)
{
    return add_request(reading, value, false);
}

static bool take_request_bytes(struct reading *reading, const char *value)
{
    return add_request(reading, value, true);
}

static bool take_reply(struct reading *reading, const char *value)
{
    return add_reply(reading, value, false, false);
}

static bool take_reply_bytes(struct reading *reading, const char *value)
{
    return add_reply(reading, value, true, false);
}

static bool take_reply_pattern(struct reading *reading, const char *value)
{
    return add_reply(reading, value, false, true);
}

static bool take_unicode(struct reading *reading, const char *value)
{
    (void)value;
    reading->options->told.wide = true;
    return true;
}

static bool take_sessions(struct reading *reading, const char *value)
{
    struct profile *told = &reading->options->told;
    bool one = strcmp(value, "one") == 0, many = strcmp(value, "many") == 0;
    if (!one && !many) return misuse(reading, "--sessions takes one or many, not ", value);
    told->sessions = one ? SESSIONS_OF_ONE : SESSIONS_OF_MANY;
    return true;
}

static bool set_stop_way(struct reading *reading, enum stop_way way, const char *value)
{
    if (reading->stop_was_told)
        return misuse(reading, "there is one way to stop it, and this is the second: ", value);
    reading->stop_was_told = true;
    reading->options->told.stop_way = way;
    return true;
}

static bool take_stop(struct reading *reading, const char *value)
{
    static const struct {
        const char *name;
        enum stop_way way;
    } ways[] = { { "ctrl-c", STOP_BY_CTRL_C },
                 { "ctrl-break", STOP_BY_CTRL_BREAK },
                 { "none", STOP_NEVER } };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(value, ways[i].name) == 0) return set_stop_way(reading, ways[i].way, value);
    return misuse(reading, "--stop takes ctrl-c, ctrl-break or none, not ", value);
}

static bool take_stop_request(struct reading *reading, const char *value)
{
    reading->stop_request = (struct told_bytes){ value, false };
    return set_stop_way(reading, STOP_BY_REQUEST, value);
}

static bool take_stop_request_bytes(struct reading *reading, const char *value)
{
    reading->stop_request = (struct told_bytes){ value, true };
    return set_stop_way(reading, STOP_BY_REQUEST, value);
}

static bool take_strict(struct reading *reading, const char *value)
{
    (void)value;
    reading->options->strict = true;
    return true;
}

static bool take_lenient(struct reading *reading, const char *value)
{
    (void)value;
    reading->options->lenient = true;
    return true;
}

static bool take_rule(struct reading *reading, const char *value)
{
    struct options *options = reading->options;
    bool wanted[RULES] = { 0 };
    if (rule_pick(value, wanted) == 0) return misuse(reading, "there is no such rule: ", value);
    if (options->pattern_count == OPTIONS_PATTERNS_MAX)
        return misuse(reading, "too many rules: ", value);
    options->patterns[options->pattern_count++] = value;
    return true;
}

/* RULE=REASON */
static bool take_except(struct reading *reading, const char *value)
{
    enum { PATTERN_MAX = 64 };
    char pattern[PATTERN_MAX] = "";
    bool named[RULES] = { 0 };
    const char *reason = strchr(value, '=');
    if (reason == NULL || reason[1] == '\0')
        return misuse(reading, "--except takes RULE=REASON, not ", value);
    snprintf(pattern, sizeof pattern, "%.*s", (int)(reason - value), value);
    if (rule_pick(pattern, named) == 0) return misuse(reading, "there is no such rule: ", pattern);
    for (enum rule_id rule = RULE_NONE + 1; rule < RULES; rule++)
        if (named[rule]) reading->options->excepted[rule] = reason + 1;
    return true;
}

/* A number, and s, m or h. */
static bool take_budget(struct reading *reading, const char *value)
{
    enum { MINUTE_S = 60, HOUR_S = 3600 };
    char *end = NULL;
    double number = *value >= '0' && *value <= '9' ? strtod(value, &end) : 0;
    double unit = end == NULL             ? 0
                  : strcmp(end, "") == 0  ? 1
                  : strcmp(end, "s") == 0 ? 1
                  : strcmp(end, "m") == 0 ? MINUTE_S
                  : strcmp(end, "h") == 0 ? HOUR_S
                                          : 0;
    reading->options->budget_s = number * unit;
    if (number * unit > 0) return true;
    return misuse(reading, "--budget takes a time as 90, 90s, 5m or 1h, not ", value);
}

static bool take_runs(struct reading *reading, const char *value)
{
    if (read_number(value, 1, UINT64_MAX, &reading->options->runs_max)) return true;
    return misuse(reading, "--runs takes a number, not ", value);
}

static bool take_jobs(struct reading *reading, const char *value)
{
    uint64_t jobs = 0;
    if (!read_number(value, 1, APART_JOBS_MAX, &jobs))
        return misuse(reading, "--jobs takes a number up to 64, not ", value);
    reading->options->jobs = (unsigned)jobs;
    return true;
}

static bool take_seed(struct reading *reading, const char *value)
{
    if (read_number(value, 0, UINT64_MAX, &reading->options->seed)) return true;
    return misuse(reading, "--seed takes a number, not ", value);
}

static bool take_pct(struct reading *reading, const char *value)
{
    enum { DEPTH_MOST = 16 };
    uint64_t depth = 0;
    if (!read_number(value, 1, DEPTH_MOST, &depth))
        return misuse(reading, "--pct takes a depth from 1 to 16, not ", value);
    reading->options->pct_depth = (unsigned)depth;
    return true;
}

static bool take_json(struct reading *reading, const char *value)
{
    reading->options->json = value;
    return true;
}

struct option {
    const char *name;
    bool has_value;
    bool is_profile;    // a replay needs it too
    unsigned commands;
    bool (*take)(struct reading *reading, const char *value);
};

enum { BOTH = OPTIONS_OF_CHECK | OPTIONS_OF_REPLAY };

static const struct option known[] = {
    { "--pipe", true, true, BOTH, take_pipe },
    { "--opening", true, true, BOTH, take_opening },
    { "--opening-bytes", true, true, BOTH, take_opening_bytes },
    { "--opening-reply", true, true, BOTH, take_opening_reply },
    { "--opening-reply-bytes", true, true, BOTH, take_opening_reply_bytes },
    { "--opening-reply-pattern", true, true, BOTH, take_opening_reply_pattern },
    { "--request", true, true, BOTH, take_request },
    { "--request-bytes", true, true, BOTH, take_request_bytes },
    { "--reply", true, true, BOTH, take_reply },
    { "--reply-bytes", true, true, BOTH, take_reply_bytes },
    { "--reply-pattern", true, true, BOTH, take_reply_pattern },
    { "--unicode", false, true, BOTH, take_unicode },
    { "--sessions", true, true, BOTH, take_sessions },
    { "--stop", true, true, BOTH, take_stop },
    { "--stop-request", true, true, BOTH, take_stop_request },
    { "--stop-request-bytes", true, true, BOTH, take_stop_request_bytes },
    { "--strict", false, false, OPTIONS_OF_CHECK, take_strict },
    { "--rule", true, false, OPTIONS_OF_CHECK, take_rule },
    { "--except", true, false, OPTIONS_OF_CHECK, take_except },
    { "--budget", true, false, OPTIONS_OF_CHECK, take_budget },
    { "--runs", true, false, OPTIONS_OF_CHECK, take_runs },
    { "--jobs", true, false, OPTIONS_OF_CHECK, take_jobs },
    { "--seed", true, false, OPTIONS_OF_CHECK, take_seed },
    { "--pct", true, false, OPTIONS_OF_CHECK, take_pct },
    { "--json", true, false, OPTIONS_OF_CHECK, take_json },
    { "--lenient", false, false, OPTIONS_OF_REPLAY, take_lenient },
};

static const struct option *find_option(const char *name, unsigned command)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0 && (known[i].commands & command) != 0)
            return &known[i];
    return NULL;
}

/* --- The command line ------------------------------------------------------------------------- */

/* As a shell takes it for one word. */
static void write_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";
    bool is_plain = *word != '\0' && word[strspn(word, plain)] == '\0';
    if (!is_plain) fputc('\'', out);
    for (const char *at = word; *at != '\0'; at++)
        if (*at == '\'')
            fputs("'\\''", out);
        else
            fputc(*at, out);
    if (!is_plain) fputc('\'', out);
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), size = strlen(ending);
    return length > size && strcmp(text + length - size, ending) == 0;
}

static void add_to_replay(struct reading *reading, const char *word)
{
    fputc(' ', reading->profile);
    write_word(reading->profile, word);
}

/* For piperig-cc. Room for all arguments was made. */
static void add_to_build(struct reading *reading, const char *word)
{
    struct options *options = reading->options;
    options->build[options->build_count++] = (char *)word;
    add_to_replay(reading, word);
}

static bool take_word(struct reading *reading, enum options_of command, const char *word)
{
    struct options *options = reading->options;
    if (command == OPTIONS_OF_REPLAY && options->token == NULL) {
        options->token = word;
        return true;
    }
    bool is_source = ends_with(word, ".c");
    if (options->program != NULL && !(is_source && options->source_count > 0))
        return misuse(reading, "there is one program, and this is another: ", word);
    if (options->program == NULL) options->program = word;
    options->source_count += is_source;
    if (is_source)
        add_to_build(reading, word);
    else
        add_to_replay(reading, word);
    return true;
}

/* -D NAME, -DNAME, and so on.  Returns: the words that it takes, 0 if it is none. */
static int take_build_flag(struct reading *reading, int count, char **arguments)
{
    const char *flag = arguments[0];
    bool is_flag = flag[1] == 'D' || flag[1] == 'U' || flag[1] == 'I';
    if (!is_flag || (flag[2] == '\0' && count < 2)) return 0;
    int words = flag[2] == '\0' ? 2 : 1;
    for (int i = 0; i < words; i++)
        add_to_build(reading, arguments[i]);
    if (strstr(arguments[words - 1], "UNICODE") != NULL && flag[1] == 'D')
        reading->options->told.wide = true;
    return words;
}

/* Returns: the words that it takes, 0 if something is wrong with it, which was said. */
static int take_option(struct reading *reading, enum options_of command, int count,
                       char **arguments)
{
    const struct option *option = find_option(arguments[0], command);
    int words = option != NULL ? 1 : take_build_flag(reading, count, arguments);
    if (words == 0) misuse(reading, "unknown option ", arguments[0]);
    if (option == NULL) return words;
    words += option->has_value;
    if (words > count) {
        command_misused(reading->options->command, "%s takes a value", arguments[0]);
        return 0;
    }
    if (!option->take(reading, arguments[words - 1])) return 0;
    for (int i = 0; i < words && option->is_profile; i++)
        add_to_replay(reading, arguments[i]);
    return words;
}

static void take_arguments(struct reading *reading, char **arguments)
{
    reading->options->told.arguments = (const char *const *)arguments;
    fputs(" --", reading->profile);
    for (; *arguments != NULL; arguments++)
        add_to_replay(reading, *arguments);
}

static bool take_all(struct reading *reading, enum options_of command, int count, char **arguments)
{
    for (int at = 0; at < count;) {
        if (strcmp(arguments[at], "--") == 0) {
            take_arguments(reading, arguments + at + 1);
            return true;
        }
        int words = 1;
        if (arguments[at][0] == '-' && arguments[at][1] != '\0')
            words = take_option(reading, command, count - at, arguments + at);
        else if (!take_word(reading, command, arguments[at]))
            return false;
        if (words == 0) return false;
        at += words;
    }
    return true;
}

/* --- Bytes ------------------------------------------------------------------------------------ */

static uint32_t read_hex(const char *text, unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    size_t count = strlen(text) / 2;
    if (strlen(text) % 2 != 0 || text[strspn(text, digits)] != '\0' || count > size) return 0;
    for (size_t i = 0; i < count; i++) {
        char pair[] = { text[2 * i], text[2 * i + 1], '\0' };
        bytes[i] = (unsigned char)strtoul(pair, NULL, HEX_BASE);
    }
    return (uint32_t)count;
}

static bool encode(struct reading *reading, const struct told_bytes *told, unsigned char *bytes,
                   uint32_t *count)
{
    *count = told->is_hex
                 ? read_hex(told->text, bytes, PROFILE_MESSAGE_MAX)
                 : profile_encode(&reading->options->told, told->text, bytes, PROFILE_MESSAGE_MAX);
    if (*count > 0) return true;
    if (told->is_hex)
        return misuse(reading, "these are no bytes, two digits each, or too many: ", told->text);
    return misuse(reading, "this is longer than 4,096 bytes: ", told->text);
}

static bool encode_exchange(struct reading *reading, const struct told_exchange *told,
                            struct exchange *exchange)
{
    if (!encode(reading, &told->request, exchange->request, &exchange->request_bytes)) return false;
    if (told->reply.text == NULL) return true;
    exchange->kind = told->is_pattern ? REPLY_PATTERN : REPLY_EXACT;
    return encode(reading, &told->reply, exchange->reply, &exchange->reply_bytes);
}

static bool complete(struct reading *reading)
{
    const struct options *options = reading->options;
    if (options->token == NULL && strcmp(options->command, "replay") == 0)
        return misuse(reading, "there is no token", "");
    if (options->program == NULL) return misuse(reading, "there is no program", "");
    if (options->source_count == 0 && options->build_count > 0)
        return misuse(reading, "only sources are built with ", options->build[0]);
    struct profile *told = &reading->options->told;
    if (reading->opening.request.text != NULL &&
        !encode_exchange(reading, &reading->opening, &told->opening))
        return false;
    for (; told->exchange_count < reading->exchange_count; told->exchange_count++)
        if (!encode_exchange(reading, &reading->exchanges[told->exchange_count],
                             &told->exchanges[told->exchange_count]))
            return false;
    return reading->stop_request.text == NULL ||
           encode(reading, &reading->stop_request, told->stop_request, &told->stop_request_bytes);
}

bool options_read(struct options *options, enum options_of command, int count, char **arguments)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t size;
    *options = (struct options){ .command = command == OPTIONS_OF_CHECK ? "check" : "replay",
                                 .build = calloc((size_t)count + 1, sizeof *options->build),
                                 .runs_max = RUNS_MAX,
                                 .jobs = processors < 1 ? 1 : (unsigned)processors };
    if (options->jobs > APART_JOBS_MAX) options->jobs = APART_JOBS_MAX;
    struct reading reading = { .options = options,
                               .profile = open_memstream(&options->replay_behind, &size) };
    FILE *before = open_memstream(&options->replay_before, &size);
    if (options->build == NULL || reading.profile == NULL || before == NULL) abort();

    bool well = take_all(&reading, command, count, arguments) && complete(&reading);
    write_word(before, caller);
    fputs(" replay ", before);
    fclose(before);
    fclose(reading.profile);
    return well;
}

void options_fini(struct options *options)
{
    free(options->build);
    free(options->replay_before);
    free(options->replay_behind);
}
