/* Learning a server's ways, a calm run a question. */
#define _GNU_SOURCE    // fmemopen

#include "profile.h"

#include "client.h"

#include <piperig/pipe_request.h>

#include <stdio.h>
#include <string.h>
#include <windows.h>

static const char *const default_requests[PROFILE_EXCHANGES_MAX] = { "hello", "ask me again" };

/* --- A calm run ------------------------------------------------------------------------------- */

struct lesson {
    struct profile *profile;
    const struct program *server;
    struct choice choice;
    struct world *world;
    struct process *process;
    enum outcome outcome;
};

static void begin(struct lesson *lesson)
{
    client_use(lesson->profile);
    choice_init_calm(&lesson->choice);
    lesson->world = world_open(&lesson->choice);
    lesson->process =
        world_start(lesson->world, lesson->server, PROCESS_SERVES, lesson->profile->arguments);
    process_keep_console(lesson->process);
    lesson->outcome = world_run(lesson->world);
}

/* Let somebody come who may be left waiting. */
static void let_come(struct lesson *lesson, int (*part)(void *), void *argument)
{
    struct program program = { .name = "probe", .function = part, .argument = argument };
    world_start(lesson->world, &program, PROCESS_SERVES, NULL);
    lesson->outcome = world_run(lesson->world);
}

static void end(struct lesson *lesson)
{
    world_close(lesson->world);
    choice_fini(&lesson->choice);
}

/* --- The server alone ------------------------------------------------------------------------- */

static void copy_name(uint16_t to[PROFILE_NAME_MAX], const uint16_t *name)
{
    for (int i = 0; i + 1 < PROFILE_NAME_MAX && name[i] != 0; i++)
        to[i] = name[i];
}

static bool same_name(const uint16_t *a, const uint16_t *b)
{
    for (; *a != 0 && *a == *b; a++)
        b++;
    return *a == *b;
}

/* The first instance that was created of that pipe, or of any other. */
static const struct pipe_request *find_instance(const struct world *world, const uint16_t *name,
                                                bool other)
{
    const struct pipe_request *request;
    for (size_t i = 0; (request = world_pipe_request(world, i)) != NULL; i++)
        if (request->succeeded && same_name(request->name, name) != other) return request;
    return NULL;
}

/* Of the pipe that is told of, if one is, or else the first one. */
static const struct pipe_request *find_served(const struct lesson *lesson)
{
    const uint16_t *told = lesson->profile->pipe_name;
    return find_instance(lesson->world, told, told[0] == 0);
}

static void learn_other_pipe(struct profile *profile, const struct world *world)
{
    const struct pipe_request *other = find_instance(world, profile->pipe_name, true);
    if (other != NULL) copy_name(profile->other_pipe, other->name);
}

static void learn_pipe(struct profile *profile, const struct pipe_request *request)
{
    if (profile->pipe_name[0] == 0) copy_name(profile->pipe_name, request->name);
    profile->messages = (request->pipe_mode & PIPE_TYPE_MESSAGE) != 0;
    profile->reads_messages = profile->messages;
    profile->may_ask = (request->open_mode & PIPE_ACCESS_INBOUND) != 0;
    profile->may_answer = (request->open_mode & PIPE_ACCESS_OUTBOUND) != 0;
    profile->instances_max = request->max_instances;
    profile->in_bytes = request->in_bytes;
    profile->out_bytes = request->out_bytes;
}

/* The last line that the server printed, since it may say why. */
static void quote_last_words(const struct process *process, FILE *out)
{
    const char *text = process_output(process), *end = text + strlen(text);
    while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    const char *line = end;
    while (line > text && line[-1] != '\n')
        line--;
    if (end > line) fprintf(out, "; its last line is \"%.*s\"", (int)(end - line), line);
}

static void describe_failed_instance(const struct lesson *lesson, FILE *out)
{
    const struct pipe_request *request = world_pipe_request(lesson->world, 0);
    if (request == NULL)
        fputs("it never creates a named pipe", out);
    else if (!request->succeeded)
        fprintf(out, "it cannot create its pipe: CreateNamedPipe fails with %s (%u)",
                error_name(request->error), request->error);
    else
        fprintf(out, "it creates no pipe %s, but %s", profile_name(lesson->profile->pipe_name).text,
                profile_name(request->name).text);
}

/* What the server did instead of serving. */
static void describe(const struct lesson *lesson, FILE *out)
{
    switch (lesson->outcome) {
    case OUTCOME_CRASHED:
        fprintf(out, "it crashes before anybody comes: %s", world_why(lesson->world));
        return;
    case OUTCOME_UNSUPPORTED:
        fprintf(out, "it needs what the rig does not provide: %s", world_why(lesson->world));
        return;
    case OUTCOME_RUNAWAY:
        fprintf(out, "it never comes to rest: %s", world_why(lesson->world));
        return;
    default: break;
    }
    if (process_ended(lesson->process))
        fprintf(out, "it ends at once, with exit code %u", process_exit_code(lesson->process));
    else
        describe_failed_instance(lesson, out);
}

static void explain(const struct lesson *lesson, char trouble[PROFILE_TROUBLE_MAX])
{
    FILE *out = fmemopen(trouble, PROFILE_TROUBLE_MAX, "w");
    trouble[0] = '\0';
    if (out == NULL) return;
    describe(lesson, out);
    quote_last_words(lesson->process, out);
    fclose(out);
    trouble[PROFILE_TROUBLE_MAX - 1] = '\0';
}

static bool learn_alone(struct lesson *lesson, char trouble[PROFILE_TROUBLE_MAX])
{
    begin(lesson);
    const struct pipe_request *request = find_served(lesson);
    bool serves =
        lesson->outcome == OUTCOME_FINISHED && !process_ended(lesson->process) && request != NULL;
    if (serves) {
        learn_pipe(lesson->profile, request);
        learn_other_pipe(lesson->profile, lesson->world);
        lesson->profile->idle = process_holdings(lesson->process);
    } else {
        explain(lesson, trouble);
    }
    end(lesson);
    return serves;
}

/* --- What it answers -------------------------------------------------------------------------- */

enum { CONVERSATIONS = 2, REQUESTS = 2 };    // one after the other, of the same server
enum { MOMENT_MS = 1, REST_MS = 1000 };

struct heard {
    bool came;
    unsigned char bytes[PROFILE_REPLY_MAX];
    DWORD count;
};

/* What came back to a request that was sent again and again. */
struct conversation {
    const struct exchange *exchange;
    struct heard heard[REQUESTS];
};

/* What came to one who had asked for nothing yet. */
struct greeted {
    struct heard heard;
    unsigned messages;
};

/* What came back to a request, until no more came. */
struct listening {
    const struct exchange *exchange;
    struct heard all;
    DWORD first_bytes;    // of the first message
    unsigned more;        // messages after that one
};

static int talk(void *argument)
{
    struct conversation *conversation = argument;
    const struct exchange *exchange = conversation->exchange;
    HANDLE pipe = client_open();
    for (int i = 0; i < REQUESTS; i++) {
        struct heard *heard = &conversation->heard[i];
        bool may_ask = client_profile()->may_ask;
        if (may_ask && !client_try_to_send(pipe, exchange->request, exchange->request_bytes)) break;
        if (!client_profile()->may_answer) continue;
        heard->came = client_read(pipe, heard->bytes, sizeof heard->bytes, &heard->count);
        if (!heard->came) break;
        heard->count = client_read_rest(pipe, heard->bytes, sizeof heard->bytes, heard->count);
    }
    client_close(pipe);
    return 0;
}

static void converse(struct lesson *lesson, const struct exchange *exchange,
                     struct conversation conversations[CONVERSATIONS])
{
    begin(lesson);
    for (int i = 0; i < CONVERSATIONS; i++) {
        conversations[i] = (struct conversation){ .exchange = exchange };
        let_come(lesson, talk, &conversations[i]);
    }
    lesson->profile->room_bytes = world_read_size(lesson->world, lesson->process);
    if (world_reads_bytes(lesson->world, lesson->process)) lesson->profile->reads_messages = false;
    end(lesson);
}

/* Whether what was told is true is for the rules to say, and for the user to be shown. */
static void compare_with_told(struct exchange *exchange, const struct heard *heard)
{
    if (!heard->came) {
        exchange->came = exchange->kind == REPLY_NONE ? CAME_AS_TOLD : CAME_NOT;
    } else if (!exchange_fits(exchange, heard->bytes, heard->count)) {
        exchange->came = CAME_OTHERWISE;
        exchange->seen_bytes = heard->count;
        memcpy(exchange->seen, heard->bytes, heard->count);
    }
}

/* A reply is known until another one comes, be it in the session or to another client. */
static void learn_from(struct exchange *exchange, const struct heard *heard)
{
    if (!heard->came || exchange->kind == REPLY_ANY) return;
    if (exchange->kind == REPLY_EXACT) {
        if (exchange_fits(exchange, heard->bytes, heard->count)) return;
        exchange->kind = REPLY_ANY;
        exchange->seen_bytes = heard->count;
        memcpy(exchange->seen, heard->bytes, heard->count);
    } else {
        exchange->too_long = heard->count == PROFILE_REPLY_MAX;
        exchange->kind = exchange->too_long ? REPLY_ANY : REPLY_EXACT;
        exchange->reply_bytes = heard->count;
        memcpy(exchange->reply, heard->bytes, heard->count);
    }
}

static void learn_reply(struct lesson *lesson, struct exchange *exchange)
{
    struct conversation conversations[CONVERSATIONS];
    converse(lesson, exchange, conversations);
    if (lesson->profile->sessions == SESSIONS_UNKNOWN && conversations[0].heard[1].came)
        lesson->profile->sessions = SESSIONS_OF_MANY;
    if (exchange->kind != REPLY_UNKNOWN) {
        compare_with_told(exchange, &conversations[0].heard[0]);
        return;
    }
    exchange->learned = true;
    exchange->kind = REPLY_NONE;
    for (int i = 0; i < CONVERSATIONS * REQUESTS; i++)
        learn_from(exchange, &conversations[i / REQUESTS].heard[i % REQUESTS]);
}

/* What comes to those who come and say nothing, before any time passes: later it need be no greeting. */
static int be_greeted(void *argument)
{
    struct greeted *greeted = argument;
    struct heard *heard = &greeted->heard;
    HANDLE pipe = client_open_silently();
    greeted->messages =
        client_read_on(pipe, heard->bytes, sizeof heard->bytes, &heard->count, MOMENT_MS);
    heard->came = heard->count > 0;
    client_close(pipe);
    return 0;
}

static void learn_greeting(struct lesson *lesson)
{
    struct exchange greeting = { .kind = REPLY_NONE, .learned = true };
    begin(lesson);
    for (int i = 0; i < CONVERSATIONS; i++) {
        struct greeted greeted = { 0 };
        let_come(lesson, be_greeted, &greeted);
        learn_from(&greeting, &greeted.heard);
        greeting.in_several |= greeted.messages > 1 && lesson->profile->messages;
    }
    end(lesson);
    lesson->profile->greeting = greeting;
    lesson->profile->several_messages |= greeting.in_several;
}

/* What comes of the opening. */
static int be_let_in(void *argument)
{
    struct heard *heard = argument;
    HANDLE pipe = client_open_silently();
    client_must_be_greeted(pipe);
    heard->came = client_send_opening(pipe) && client_profile()->may_answer &&
                  client_read(pipe, heard->bytes, sizeof heard->bytes, &heard->count);
    if (heard->came)
        heard->count = client_read_rest(pipe, heard->bytes, sizeof heard->bytes, heard->count);
    client_close(pipe);
    return 0;
}

static void learn_opening(struct lesson *lesson)
{
    struct exchange *opening = &lesson->profile->opening;
    bool told = opening->kind != REPLY_UNKNOWN;
    begin(lesson);
    for (int i = 0; i < CONVERSATIONS; i++) {
        struct heard heard = { .came = false };
        let_come(lesson, be_let_in, &heard);
        if (!told)
            learn_from(opening, &heard);
        else if (i == 0)
            compare_with_told(opening, &heard);
    }
    end(lesson);
    opening->learned = !told;
    if (opening->kind == REPLY_UNKNOWN) opening->kind = REPLY_NONE;
}

/* Ask once, and read all that comes of it. */
static int listen(void *argument)
{
    struct listening *listening = argument;
    struct heard *all = &listening->all;
    const struct exchange *exchange = listening->exchange;
    HANDLE pipe = client_open();
    all->came = client_try_to_send(pipe, exchange->request, exchange->request_bytes) &&
                client_read(pipe, all->bytes, sizeof all->bytes, &all->count);
    listening->first_bytes = all->count;
    if (all->came)
        listening->more = client_read_on(pipe, all->bytes, sizeof all->bytes, &all->count, REST_MS);
    client_close(pipe);
    return 0;
}

/* Several messages are one reply, unless it was told that the first of them alone is. */
static void learn_how_many(struct lesson *lesson, struct exchange *exchange)
{
    struct listening listening = { .exchange = exchange };
    begin(lesson);
    let_come(lesson, listen, &listening);
    end(lesson);
    const struct heard *all = &listening.all;
    exchange->in_several =
        listening.more > 0 && (exchange->kind == REPLY_UNKNOWN ||
                               (!exchange_fits(exchange, all->bytes, listening.first_bytes) &&
                                exchange_fits(exchange, all->bytes, all->count)));
    lesson->profile->several_messages |= exchange->in_several;
}

/* Without a request to go by, texts are tried; one that gets no reply where another got one is
 * no use. */
static void learn_replies(struct lesson *lesson)
{
    struct profile *profile = lesson->profile;
    bool told = profile->exchange_count > 0;
    for (unsigned i = 0; i < PROFILE_EXCHANGES_MAX && !told; i++) {
        struct exchange *exchange = &profile->exchanges[i];
        exchange->request_bytes = profile_encode(profile, default_requests[i], exchange->request,
                                                 sizeof exchange->request);
    }
    profile->exchange_count = told ? profile->exchange_count : PROFILE_EXCHANGES_MAX;
    for (unsigned i = 0; i < profile->exchange_count && profile->messages && profile->may_answer;
         i++)
        learn_how_many(lesson, &profile->exchanges[i]);
    for (unsigned i = 0; i < profile->exchange_count; i++)
        learn_reply(lesson, &profile->exchanges[i]);
    if (!told && profile->exchanges[1].kind != profile->exchanges[0].kind)
        profile->exchange_count = 1;
}

/* Where clients may only read, the reply is what comes first. More may follow: there is no telling how
 * much. */
static void learn_news(struct lesson *lesson)
{
    struct profile *profile = lesson->profile;
    profile->sessions = SESSIONS_OF_ONE;
    profile->exchange_count = 1;
    learn_reply(lesson, &profile->exchanges[0]);
}

/* --- Whom it serves --------------------------------------------------------------------------- */

/* Whatever it is that comes.  Returns: whether something does, if ever something did. */
static bool ask(HANDLE pipe, struct heard *heard)
{
    const struct exchange *exchange = &client_profile()->exchanges[0];
    *heard = (struct heard){ .came = false };
    if (!client_try_to_request(pipe)) return false;
    if (!client_reply_is_due() || exchange->came == CAME_NOT) return true;
    heard->came = client_read(pipe, heard->bytes, sizeof heard->bytes, &heard->count);
    if (heard->came && !exchange_fits(exchange, heard->bytes, heard->count))
        heard->count = client_read_rest(pipe, heard->bytes, sizeof heard->bytes, heard->count);
    return heard->came;
}

static int ask_and_leave(void *served)
{
    struct heard heard;
    HANDLE pipe = client_open();
    *(unsigned *)served += ask(pipe, &heard);
    client_close(pipe);
    return 0;
}

/* What a run in which clients came one after the other tells of its ways. */
static void learn_ways(struct profile *profile, const struct trace *trace)
{
    size_t instances = 0, connects = 0, disconnects = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct trace_event *event = &trace->events[i];
        if (event->kind != TRACE_CALL) continue;
        if (event->call == CALL_CONNECT_NAMED_PIPE) connects++;    // the last one still waits
        if (event->failed) continue;
        if (event->call == CALL_CREATE_NAMED_PIPE) instances++;
        if (event->call == CALL_DISCONNECT_NAMED_PIPE) disconnects++;
        if (event->call == CALL_SET_CONSOLE_CTRL_HANDLER) profile->handles_ctrl = true;
    }
    profile->reuses_instances = disconnects > 0 && connects > instances;
}

static void learn_rest(struct lesson *lesson)
{
    enum { CLIENTS = 2 };
    unsigned served = 0;
    begin(lesson);
    for (int i = 0; i < CLIENTS; i++)
        let_come(lesson, ask_and_leave, &served);
    lesson->profile->rested = process_holdings(lesson->process);
    lesson->profile->serves = served == CLIENTS && lesson->outcome == OUTCOME_FINISHED &&
                              !process_ended(lesson->process) &&
                              lesson->profile->exchanges[0].came == CAME_AS_TOLD;
    learn_ways(lesson->profile, world_trace(lesson->world));
    end(lesson);
}

static int ask_and_stay(void *argument)
{
    struct heard heard = { .came = false };
    struct profile *profile = argument;
    HANDLE pipe = client_open_once();
    if (pipe == INVALID_HANDLE_VALUE) return 1;
    profile->clients_let_in++;
    if (client_is_let_in(pipe) && ask(pipe, &heard)) profile->clients_at_once++;
    if (profile->exchanges[0].learned) learn_from(&profile->exchanges[0], &heard);
    Sleep(INFINITE);
    return 0;
}

/* Whether what the nth event was called with is an instance, and not a console, say. */
static bool is_of_pipe(const struct trace *trace, size_t nth)
{
    const struct trace_event *event = &trace->events[nth];
    if (event->argument_count == 0) return false;
    for (size_t i = 0; i < nth; i++) {
        const struct trace_event *earlier = &trace->events[i];
        if (earlier->kind == TRACE_CALL && earlier->call == CALL_CREATE_NAMED_PIPE &&
            earlier->result == event->arguments[0].value)
            return true;
    }
    return false;
}

/* Of clients who all stay, no session has ended. */
static bool has_flushed(const struct trace *trace)
{
    for (size_t i = 0; i < trace->event_count; i++)
        if (trace->events[i].call == CALL_FLUSH_FILE_BUFFERS && is_of_pipe(trace, i)) return true;
    return false;
}

static void learn_clients_at_once(struct lesson *lesson)
{
    begin(lesson);
    for (int i = 0; i < PROFILE_CLIENTS_MAX; i++)
        let_come(lesson, ask_and_stay, lesson->profile);
    lesson->profile->flushes_replies = has_flushed(world_trace(lesson->world));
    end(lesson);
}

bool profile_learn(struct profile *profile, const struct program *server,
                   char trouble[PROFILE_TROUBLE_MAX])
{
    struct lesson lesson = { .profile = profile, .server = server };
    profile->greeting.kind = REPLY_NONE;
    if (!learn_alone(&lesson, trouble)) return false;
    if (profile->may_ask && profile->may_answer) learn_greeting(&lesson);
    if (profile->may_ask && profile->opening.request_bytes > 0) learn_opening(&lesson);
    if (profile->may_ask)
        learn_replies(&lesson);
    else
        learn_news(&lesson);
    if (profile->sessions == SESSIONS_UNKNOWN) profile->sessions = SESSIONS_OF_ONE;
    learn_rest(&lesson);
    learn_clients_at_once(&lesson);
    return true;
}
