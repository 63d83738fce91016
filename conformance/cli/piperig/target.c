#define _GNU_SOURCE    // mkdtemp, sigabbrev_np

#include "target.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct subject subject;
static char path[4096];    // of the program that is loaded

/* --- Building --------------------------------------------------------------------------------- */

static bool make_folder(char folder[], size_t size)
{
    const char *place = getenv("TMPDIR");
    snprintf(folder, size, "%s/piperig.XXXXXX", place != NULL && *place ? place : "/tmp");
    if (mkdtemp(folder) != NULL) return true;
    fprintf(stderr, "piperig: %s: %s\n", folder, strerror(errno));
    return false;
}

/* What was built has no name any more once it is open, so that nothing of it is left behind however
 * this ends: it is loaded by the descriptor, which the processes that try checks inherit. */
static bool take_built(const char *built)
{
    int file = open(built, O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)getpid(), file);
    unlink(built);
    if (file < 0) fprintf(stderr, "piperig: %s: %s\n", built, strerror(errno));
    return file >= 0;
}

static _Noreturn void be_compiler(const struct options *options, const char *built)
{
    char **arguments = calloc(options->build_count + 4u, sizeof *arguments);
    if (arguments == NULL) _exit(COMMAND_NO_PROGRAM);
    char **at = arguments;
    *at++ = (char *)"piperig-cc";
    for (unsigned i = 0; i < options->build_count; i++)
        *at++ = options->build[i];
    *at++ = (char *)"-o";
    *at = (char *)built;
    dup2(STDERR_FILENO, STDOUT_FILENO);    // what is on stdout is ours
    const char *compiler = program_beside("piperig-cc");
    execv(compiler, arguments);
    fprintf(stderr, "piperig: %s: %s\n", compiler, strerror(errno));
    _exit(COMMAND_NO_PROGRAM);
}

static bool compile(const struct options *options, const char *built)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) be_compiler(options, built);
    bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    return ended && WEXITSTATUS(status) == 0;
}

static bool build(const struct options *options)
{
    char folder[4000], built[4096];
    if (!make_folder(folder, sizeof folder)) return false;
    snprintf(built, sizeof built, "%s/program.rig", folder);
    bool well = compile(options, built) && take_built(built);
    rmdir(folder);
    return well;
}

/* --- A look from a safe distance -------------------------------------------------------------- */

enum { LOOK_MS = 60000 };

static _Noreturn void be_looker(int answer)
{
    bool well = subject_prepare(&subject);
    size_t size = well ? 0 : strlen(subject.trouble);
    if (size > 0 && write(answer, subject.trouble, size) != (ssize_t)size) _exit(1);
    _exit(well ? 0 : 1);
}

/* Read what the child says until it ends.  Returns: false if it takes too long. */
static bool listen_to(int answer, char words[PROFILE_TROUBLE_MAX])
{
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0) {
        struct pollfd event = { .fd = answer, .events = POLLIN };
        if (poll(&event, 1, LOOK_MS) <= 0) return false;
        got = read(answer, words + size, PROFILE_TROUBLE_MAX - 1 - size);
        if (got > 0) size += (size_t)got;
    }
    words[size] = '\0';
    return true;
}

/* A program may bring down the process that loads it, or never come back.
 * Returns: NULL if it may be loaded here, or else what is wrong. */
static const char *look_at(void)
{
    static char words[PROFILE_TROUBLE_MAX];
    int ends[2], status = 0;
    if (pipe(ends) != 0) return "the system has no pipe left";
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) be_looker(ends[1]);
    close(ends[1]);
    bool ended = child > 0 && listen_to(ends[0], words);
    close(ends[0]);
    if (child > 0 && !ended) kill(child, SIGKILL);
    if (child > 0) waitpid(child, &status, 0);
    if (!ended) return "it does not come to rest within a minute";
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return NULL;
    if (words[0] == '\0')
        snprintf(words, sizeof words, "it brings the rig down while it is looked at%s%s",
                 WIFSIGNALED(status) ? ": SIG" : "",
                 WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : "");
    return words;
}

/* --- The subject ------------------------------------------------------------------------------ */

/* The stem of the program's file name, as far as a token can take it. */
static void set_name(const char *program)
{
    static char name[32];
    const char *slash = strrchr(program, '/');
    snprintf(name, sizeof name, "%s", slash != NULL ? slash + 1 : program);
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name) *dot = '\0';
    for (char *at = name; *at != '\0'; at++)
        if (*at == '.' || *at == '@' || *at <= ' ' || *at > '~') *at = '_';
    subject.name = name;
}

enum command_end target_open(const struct options *options)
{
    struct stat file;
    snprintf(path, sizeof path, "%s%s", strchr(options->program, '/') != NULL ? "" : "./",
             options->program);
    if (stat(path, &file) != 0) {
        fprintf(stderr, "piperig: %s: %s\n", options->program, strerror(errno));
        return COMMAND_NO_PROGRAM;
    }
    if (options->source_count > 0 && !build(options)) return COMMAND_NO_PROGRAM;

    world_set_computing_bound(CHECK_COMPUTING_S);
    set_name(options->program);
    subject.file = path;
    subject.told = options->told;
    subjects_set(&subject, 1);
    const char *trouble = look_at();
    if (trouble == NULL && !subject_prepare(&subject)) trouble = subject.trouble;
    if (trouble == NULL) return COMMAND_HOLDS;
    fprintf(stderr, "piperig: %s: %s\n", options->program, trouble);
    return COMMAND_NO_PROGRAM;
}

/* --- What is known ---------------------------------------------------------------------------- */

static void print_pipe(const struct profile *profile, FILE *out)
{
    fprintf(out, "%s, %s, %s", profile_name(profile->pipe_name).text,
            profile->messages ? "messages" : "bytes",
            profile->may_ask && profile->may_answer ? "both ways"
            : profile->may_ask                      ? "from the client"
                                                    : "to the client");
    if (profile->room_bytes > 0) fprintf(out, ", reads %u bytes at most", profile->room_bytes);
    fprintf(out, ", %s texts\n", profile->wide ? "UTF-16" : "8-bit");
}

/* A message, in quotes. Where it ends with a terminator, that goes without saying; but not that it
 * ends in the midst of a character. */
static void print_message(const struct profile *profile, const unsigned char *bytes, uint32_t count,
                          FILE *out)
{
    uint32_t width = profile->wide ? 2 : 1;
    bool is_text = count >= width && bytes[count - 1] == 0 && bytes[count - width] == 0;
    if (count % width > 0)
        fputs(profile_quote_sized(profile, bytes, count).text, out);
    else
        fputs(profile_quote(profile, bytes, is_text ? count - width : count).text, out);
}

static void print_exchange(const struct profile *profile, const struct exchange *exchange,
                           FILE *out)
{
    fputs("  ", out);
    if (profile->may_ask && exchange != &profile->greeting)
        print_message(profile, exchange->request, exchange->request_bytes, out);
    else
        fputs("whoever comes", out);
    if (exchange->came == CAME_OTHERWISE) {
        fputs(" is answered by ", out);
        print_message(profile, exchange->seen, exchange->seen_bytes, out);
    } else if (exchange->came == CAME_NOT) {
        fputs(" is not answered", out);
    }
    if (exchange->came != CAME_AS_TOLD) fputs("; you told that it", out);
    if (exchange == &profile->greeting)
        fputs(" is greeted by ", out);
    else if (exchange->kind != REPLY_NONE)
        fputs(exchange->in_several ? " is answered in several messages by " : " is answered by ",
              out);
    switch (exchange->kind) {
    case REPLY_EXACT: print_message(profile, exchange->reply, exchange->reply_bytes, out); break;
    case REPLY_PATTERN:
        fprintf(out, "what fits %.*s", (int)exchange->reply_bytes, (const char *)exchange->reply);
        break;
    case REPLY_ANY:
        if (exchange->too_long) {
            fprintf(out, "more than the rig can keep: %s",
                    profile_quote_sized(profile, exchange->reply, exchange->reply_bytes).text);
            break;
        }
        fputs("this or that: ", out);
        print_message(profile, exchange->reply, exchange->reply_bytes, out);
        fputs(", then ", out);
        print_message(profile, exchange->seen, exchange->seen_bytes, out);
        break;
    default: fputs(" is not answered", out); break;
    }
    fputc('\n', out);
}

static void print_promises(const struct profile *profile, FILE *out)
{
    fprintf(out, "%s in a session, %u%s client%s at once",
            profile->sessions == SESSIONS_OF_MANY ? "several requests" : "one request",
            profile->clients_at_once,
            profile->clients_at_once >= PROFILE_CLIENTS_MAX ? " or more" : "",
            profile->clients_at_once == 1 ? "" : "s");
    if (profile->reuses_instances) fputs(", instances are used again", out);
    if (profile->handles_ctrl) fputs(", handles Ctrl-C", out);
    if (profile->stop_way == STOP_BY_REQUEST) {
        fputs(", stops at ", out);
        print_message(profile, profile->stop_request, profile->stop_request_bytes, out);
    }
    fputc('\n', out);
}

void target_describe(FILE *out)
{
    const struct profile *profile = &subject.profile;
    fprintf(out, "%s: ", subject.name);
    print_pipe(profile, out);
    if (profile->may_ask && profile->greeting.kind != REPLY_NONE)
        print_exchange(profile, &profile->greeting, out);
    if (profile->opening.request_bytes > 0) print_exchange(profile, &profile->opening, out);
    for (unsigned i = 0; i < profile->exchange_count; i++)
        print_exchange(profile, &profile->exchanges[i], out);
    fprintf(out, "  ");
    print_promises(profile, out);
    if (profile->other_pipe[0] != 0) {
        struct pipe_name other = profile_name(profile->other_pipe);
        fprintf(out, "  it also creates %s, which is not tried: --pipe '%s'\n", other.text,
                other.text);
    }
    fputc('\n', out);
    fflush(out);
}
