#include "divergence.h"

#include "world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_schedule(enum choice_kind kind)
{
    return kind == CHOICE_SCHEDULE || kind == CHOICE_PREEMPT;
}

/* A thread that nobody has run yet is in no call, which has a tag too. */
static struct choice_subject subject_of(const struct thread *thread)
{
    if (thread == NULL) return (struct choice_subject){ TRACE_NOBODY, call_tag(CALL_NONE) };
    return (struct choice_subject){ thread->ordinal, call_tag(thread->call.call) };
}

static struct choice_subject subject_of_answer(const struct world *world, enum choice_kind kind,
                                               uint32_t option)
{
    return subject_of(is_schedule(kind) ? thread_option(world, world->calm, option)
                                        : world->current);
}

__attribute__((format(printf, 2, 3)))    //
static void
say(struct choice *choice, const char *format, ...)
{
    size_t used = strlen(choice->said);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(choice->said + used, sizeof choice->said - used, format, arguments);
    va_end(arguments);
}

static void say_subject(struct choice *choice, const struct world *world,
                        struct choice_subject subject)
{
    enum call call = call_by_tag(subject.call);
    if (subject.thread == TRACE_NOBODY) {
        say(choice, "a choice of the test's own");
        return;
    }
    if (subject.thread < world->trace.thread_count)
        say(choice, "%s", world->trace.threads[subject.thread].name);
    else
        say(choice, "thread %u, which there is not yet,", subject.thread);
    if (call != CALL_NONE)
        say(choice, " in %s", call_name(call));
    else if (subject.call == call_tag(CALL_NONE))
        say(choice, " at its beginning");
    else
        say(choice, " in a call that this build does not know");
}

static void say_all(struct choice *choice, const struct world *world, uint32_t count)
{
    for (uint32_t option = 0; option < count; option++) {
        if (option > 0) say(choice, option + 1 < count ? ", " : " or ");
        say_subject(choice, world, subject_of_answer(world, CHOICE_SCHEDULE, option));
    }
}

static void explain(struct choice *choice, const struct world *world, enum choice_kind kind,
                    uint32_t count, struct choice_subject came)
{
    const struct choice_deviation *expected = choice->expected;
    bool missing = expected->picked >= count;
    bool other = came.thread != expected->subject.thread || came.call != expected->subject.call;
    choice->said[0] = '\0';
    say(choice, "the replayed run has diverged at question %" PRIu32 ": ", choice->asked + 1);
    if (!missing && !other) {
        say_subject(choice, world, came);
        say(choice, " comes as recorded, but after other questions");
    } else if (expected->subject.call == 0) {
        say(choice, "answer %" PRIu32 " was expected, but there are %" PRIu32, expected->picked,
            count);
    } else {
        say_subject(choice, world, expected->subject);
        say(choice, " was expected, but ");
        if (missing && is_schedule(kind))
            say_all(choice, world, count);
        else
            say_subject(choice, world, came);
        say(choice, " came");
    }
    choice->divergence = choice->said;
}

void divergence_witness(struct choice *choice, enum choice_kind kind, uint32_t count,
                        uint32_t picked)
{
    const struct world *world = world_get();
    const struct choice_deviation *expected = choice->expected;
    struct choice_subject came = subject_of_answer(world, kind, picked);
    if (picked != 0) choice->deviations[choice->deviation_count - 1].subject = came;
    if (expected == NULL || choice->said[0] != '\0') return;

    bool same = expected->subject.call == 0 ||
                (expected->subject.thread == came.thread && expected->subject.call == came.call &&
                 expected->digest == (choice->digest & CHOICE_DIGEST_MASK));
    if (!same || expected->picked >= count) explain(choice, world, kind, count, came);
}
