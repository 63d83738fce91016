/* What no program may do with its variables, each by name, and what any may. */
#include <windows.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- Beyond the end --------------------------------------------------------------------------- */

static void print_a_full_array(void)
{
    char text[64];
    memset(text, 'a', sizeof text);
    printf("%s", text);
}

static void measure_what_was_never_written(void)
{
    char text[40];
    const char *volatile unwritten = text;
    volatile size_t length = strlen(unwritten);
    (void)length;
}

static void measure_a_full_wide_array(void)
{
    WCHAR text[32];
    for (size_t i = 0; i < 32; i++)
        text[i] = L'a';
    lstrlenW(text);
}

static void copy_from_the_middle(void)
{
    char from[64] = "hello", to[100] = "";
    memcpy(to, from + 10, 60);
    puts(to);
}

static char global_text[16];
static char behind_the_text[16];

static void print_a_full_global(void)
{
    memset(global_text, 'a', sizeof global_text);
    memset(behind_the_text, 'b', sizeof behind_the_text - 1);
    printf("%s", global_text);
}

static void copy_a_short_text_too_far(void)
{
    static char two[2];
    strcpy(two, "abc");
}

static void fill_a_static_too_far(void)
{
    static char own[24];
    memset(own, 0, 25);
}

struct session {
    int number;
    char request[24];
    char reply[24];
};

static void print_a_full_member(void)
{
    struct session session = { .number = 1 };
    memset(session.request, 'a', sizeof session.request);
    memset(session.reply, 'b', 10);
    printf("%s", session.request);
}

static void fill_the_caller_s(char *text)
{
    memset(text, 0, 70);
}

static void have_an_array_filled_too_far(void)
{
    char text[64];
    fill_the_caller_s(text);
    puts(text);
}

/* Both ends of a pipe, of which the one has sent more than any stack of ours holds. */
static HANDLE open_full_pipe(HANDLE *client)
{
    static char bytes[5000];
    DWORD written;
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\full", PIPE_ACCESS_DUPLEX, 0, 1, 10000, 10000, 0, NULL);
    *client = CreateFileA("\\\\.\\pipe\\full", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                          0, NULL);
    WriteFile(*client, bytes, sizeof bytes, &written, NULL);
    return pipe;
}

static void read_too_much(void)
{
    char text[64];
    HANDLE client;
    DWORD count;
    ReadFile(open_full_pipe(&client), text, 5000, &count, NULL);
}

static void read_a_byte_too_much(void)
{
    char three[3];
    HANDLE client;
    DWORD count;
    ReadFile(open_full_pipe(&client), three, 4, &count, NULL);
}

static void peek_too_much(void)
{
    char text[64];
    HANDLE client;
    DWORD count;
    PeekNamedPipe(open_full_pipe(&client), text, 5000, &count, NULL, NULL);
}

/* It says that there is more room than there is, and never needs it. */
static void read_what_fits(void)
{
    char text[64];
    HANDLE client;
    DWORD count;
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\full", PIPE_ACCESS_DUPLEX, 0, 1, 10000, 10000, 0, NULL);
    client = CreateFileA("\\\\.\\pipe\\full", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                         0, NULL);
    WriteFile(client, "hello", 6, &count, NULL);
    ReadFile(pipe, text, 5000, &count, NULL);
    if (count != 6 || strcmp(text, "hello") != 0) abort();
}

/* --- By single bytes -------------------------------------------------------------------------- */

static void end_a_text_that_is_full(void)
{
    char text[64], *volatile end = text + sizeof text;
    memset(text, 'a', sizeof text);
    *end = '\0';
    puts(text);
}

static void end_a_wide_text_that_is_full(void)
{
    WCHAR text[20], *volatile end = text + sizeof text / sizeof *text;
    lstrcpyW(text, u"hello");
    *end = 0;
    lstrlenW(text);
}

/* There is room between it and what follows. */
static void end_a_wider_text_that_is_full(void)
{
    WCHAR text[32], *volatile end = text + sizeof text / sizeof *text;
    lstrcpyW(text, u"hello");
    *end = 0;
    lstrlenW(text);
}

/* The elements of a global, of a member of a block, and before the first. */
static void take_beyond_a_global(void)
{
    volatile size_t length = sizeof global_text;
    global_text[length] = '\0';
}

static void take_beyond_a_member(void)
{
    struct session *session = calloc(1, sizeof *session);
    volatile size_t length = sizeof session->request;
    session->request[length] = '\0';
}

static void take_before_a_table(void)
{
    static int table[10];
    volatile int index = -1;
    table[index] = 1;
    printf("%d", table[0]);
}

/* By a function that tells of nothing. */
__attribute__((noinline, no_sanitize_thread)) static void write_unseen(char *at, size_t count)
{
    while (count-- > 0)
        *at++ = 'x';
}

static void write_too_far_unseen(void)
{
    char text[8];
    volatile size_t count = 30;
    write_unseen(text, count);
}

static void leave_guards_behind(void)
{
    volatile unsigned long long words[2000];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        words[i] = 0x9DB1E3C5F7A9BDD3;
}

static void read_behind_the_first_of_two(void)
{
    char first[20], second[8192], *volatile end = first + sizeof first;
    memset(first, 'a', sizeof first);
    memset(second, 'b', sizeof second);
    volatile char read = *end;
    (void)read;
}

/* What lies between two arrays was somebody else's before, who may have had a guard there. */
static void read_between_two_arrays(void)
{
    void (*volatile before)(void) = leave_guards_behind;
    void (*volatile then)(void) = read_behind_the_first_of_two;
    before();
    then();
}

/* --- Up to the end ---------------------------------------------------------------------------- */

struct table {
    struct session sessions[3];
    union {
        char bytes[8];
        char text[40];
    } either;
};

static struct table make_table(char letter)
{
    struct table table;
    memset(&table, letter, sizeof table);
    return table;
}

/* What a call returns in memory of the compiler's own. */
static char last_of(struct table table)
{
    return table.either.text[39];
}

static int compare(const void *left, const void *right)
{
    char copy[16];
    memcpy(copy, left, 16);
    return memcmp(copy, right, 16);
}

static void sort(void)
{
    char rows[10][16];
    for (size_t i = 0; i < 10; i++)
        memset(rows[i], (int)('k' - i), 16);
    qsort(rows, 10, 16, compare);
    if (rows[0][15] != 'b') abort();
}

static void use_all_of(size_t length)
{
    char narrow[64];
    WCHAR wide[32];
    struct table table = make_table('a'), copy;
    memset(narrow, 'a', sizeof narrow);
    narrow[length - 1] = '\0';
    if (strlen(narrow) != length - 1) abort();
    for (size_t i = 0; i < 32; i++)
        wide[i] = L'b';
    wide[31] = 0;
    if (lstrlenW(wide) != 31) abort();

    memcpy(&copy, &table, sizeof table);
    memcpy(copy.sessions[1].request, table.sessions, 2 * sizeof *table.sessions - 4);
    memset(&copy.either, 'c', sizeof copy.either);
    copy.either.text[39] = '\0';
    if (strlen(copy.either.bytes) != 39) abort();
    if (last_of(make_table('d')) != 'd') abort();
    sort();
}

static void use_deeply(unsigned depth)
{
    char own[24];
    memset(own, 'a', sizeof own);
    use_all_of(64);
    if (depth > 0) use_deeply(depth - 1);
    own[23] = '\0';
    if (strlen(own) != 23) abort();
}

struct padded {
    char letter;
    long long number;
    char text[9];
};

/* A range that begins between two members may end anywhere. */
static void move_the_padding(void)
{
    struct padded padded = { 0 };
    char copy[sizeof padded] = "";
    memcpy((char *)&padded + 2, copy, sizeof padded - 2);
    if (padded.number != 0) abort();
}

static int sum_of(const char *bytes, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += bytes[i];
    return sum;
}

/* A compound literal is a variable without a name, close behind a smaller one that has one. */
static void read_a_literal_beside_letters(char letter)
{
    char reply[4] = "abc";
    const char *literal = (char[8]){ letter, 'b', 'c', 'd', 'e', 'f', 'g', 'h' };
    if (sum_of(literal, 8) != sum_of("abcdefgh", 8)) abort();
    if (sum_of(reply, 4) != sum_of("abc", 4)) abort();
}

/* The same behind an array of words, which the compiler lays below those of letters. */
static void read_a_literal_beside_words(char letter)
{
    int words[16] = { letter };
    const char *literal = (char[5]){ letter, 'b', 'c', 'd', 'e' };
    if (sum_of(literal, 5) != sum_of("abcde", 5)) abort();
    if (sum_of((char *)words, sizeof words) != letter) abort();
}

/* What is declared later may have the place of a compound literal that is no more. */
static void send_a_literal_before_an_array_of(char letter)
{
    HANDLE pipe =
        CreateNamedPipeA("\\\\.\\pipe\\full", PIPE_ACCESS_DUPLEX, 0, 1, 10000, 10000, 0, NULL);
    HANDLE client = CreateFileA("\\\\.\\pipe\\full", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                OPEN_EXISTING, 0, NULL);
    DWORD count;
    if (letter == 'a') {
        WriteFile(client, (char[64]){ letter, 'b', 'c' }, 64, &count, NULL);
        if (count != 64) abort();
    }
    char small[16] = "small";
    small[6] = letter;
    if (sum_of(small, 16) != sum_of("small", 5) + letter) abort();
    WriteFile(client, small, 16, &count, NULL);
    if (count != 16) abort();
    CloseHandle(client);
    CloseHandle(pipe);
}

static void read_a_literal_beside_wide_letters(char letter)
{
    WCHAR wide[32];
    const char *literal = (char[8]){ letter, 'b', 'c', 'd', 'e', 'f', 'g', 'h' };
    if (sum_of(literal, 8) != sum_of("abcdefgh", 8)) abort();
    lstrcpyW(wide, u"hello");
    if (lstrlenW(wide) != 5) abort();
}

static void read_a_literal_beside_an_array(void)
{
    read_a_literal_beside_wide_letters('a');
    read_a_literal_beside_letters('a');
    read_a_literal_beside_words('a');
}

static void send_a_literal_before_an_array(void)
{
    send_a_literal_before_an_array_of('a');
}

struct flagged {
    unsigned flags : 8;
    char name[31];
};

/* The bits of the first member lie in a word that the array shares. */
static void fill_what_follows_bits(void)
{
    struct flagged flagged;
    memset(flagged.name, 'a', sizeof flagged.name);
    if (flagged.name[30] != 'a') abort();
    memset(&flagged, 0, sizeof flagged);
}

struct message {
    void *owner;
    DWORD kind;
    DWORD length;
    struct {
        DWORD count;
    } inner;
    char text[32];
};

/* Who sends the end of a struct begins at a number in it. */
static void begin_at_a_number(void)
{
    struct message message = { .kind = 1, .length = 5, .text = "hello" };
    char sent[sizeof message] = "";
    memcpy(sent, &message.kind, 2 * sizeof(DWORD) + sizeof message.inner + 5);
    if (memcmp(sent + 12, "hello", 5) != 0) abort();
    memcpy(sent, &message.inner, sizeof message.inner + 5);
    if (memcmp(sent + 4, "hello", 5) != 0) abort();
    memset(&message.length, 0, sizeof message - offsetof(struct message, length));
    if (message.kind != 1 || message.text[0] != '\0') abort();
}

/* As long as what it begins with. */
static struct {
    int count;
    char letters[];
} flexible = { 12, { "hello world" } };

static void use_what_follows_a_struct(void)
{
    char copy[sizeof flexible + 12];
    memcpy(copy, &flexible, sizeof flexible + 12);
    if (strlen(flexible.letters) != 11) abort();
}

static struct session global_session;

static int sum_of_reply(struct session session)
{
    return sum_of(session.reply, sizeof session.reply);
}

/* An argument lies in the frame of one who has no variables himself, and so no guard: those of
 * others, who were here before, are none of his. */
static int pass_by_value(void)
{
    return sum_of_reply(global_session);
}

static void pass_where_guards_were(void)
{
    void (*volatile before)(void) = leave_guards_behind;
    int (*volatile then)(void) = pass_by_value;
    before();
    if (then() != 0) abort();
}

char *stpcpy(char *to, const char *from);
int bcmp(const void *left, const void *right, size_t size);

/* Arrays that have just the room that the C library's functions need. */
static void give_functions_what_they_need(void)
{
    char left[4] = "abc", right[4] = "abc", copy[4], date[11];
    struct tm day = { .tm_year = 126, .tm_mday = 1 };
    double whole;
    int exponent;
    if (memcmp(left, right, 4) != 0 || bcmp(left, right, 4) != 0) abort();
    if (strcoll(left, right) != 0) abort();
    if (stpcpy(copy, left) != copy + 3) abort();
    if (strspn(left, "ab") != 2 || strcspn(left, "c") != 2 || strpbrk(left, "c") != left + 2)
        abort();
    if (atof("12") != 12 || atoll("12") != 12) abort();
    if (frexp(4, &exponent) != 0.5 || exponent != 3 || modf(1.5, &whole) != 0.5) abort();
    if (asctime(&day)[0] != 'S') abort();
    if (strftime(date, sizeof date, "%Y-%m-%d", &day) != 10) abort();
}

static void stay_within(void)
{
    give_functions_what_they_need();
    pass_where_guards_were();
    move_the_padding();
    char(*volatile rows)[16] = calloc(4, 16);
    use_deeply(5);
    // The compiler knows not how long this is, and the stack has held guards here.
    volatile size_t size = 3000;
    char *room = __builtin_alloca(size);
    memset(room, 'a', size);
    room[size - 1] = '\0';
    if (strlen(room) != size - 1) abort();
    for (size_t i = 0; i < size; i++)
        room[i] = (char)i;
    memset(global_text, 'a', sizeof global_text);
    free(rows);
}

static const struct {
    const char *name;
    void (*run)(void);
} parts[] = {
    { "print-a-full-array", print_a_full_array },
    { "measure-what-was-never-written", measure_what_was_never_written },
    { "measure-a-full-wide-array", measure_a_full_wide_array },
    { "copy-from-the-middle", copy_from_the_middle },
    { "print-a-full-global", print_a_full_global },
    { "copy-a-short-text-too-far", copy_a_short_text_too_far },
    { "read-a-byte-too-much", read_a_byte_too_much },
    { "fill-a-static-too-far", fill_a_static_too_far },
    { "print-a-full-member", print_a_full_member },
    { "have-an-array-filled-too-far", have_an_array_filled_too_far },
    { "read-too-much", read_too_much },
    { "peek-too-much", peek_too_much },
    { "read-what-fits", read_what_fits },
    { "end-a-text-that-is-full", end_a_text_that_is_full },
    { "end-a-wide-text-that-is-full", end_a_wide_text_that_is_full },
    { "end-a-wider-text-that-is-full", end_a_wider_text_that_is_full },
    { "take-beyond-a-global", take_beyond_a_global },
    { "take-beyond-a-member", take_beyond_a_member },
    { "take-before-a-table", take_before_a_table },
    { "write-too-far-unseen", write_too_far_unseen },
    { "read-between-two-arrays", read_between_two_arrays },
    { "stay-within", stay_within },
    { "read-a-literal-beside-an-array", read_a_literal_beside_an_array },
    { "send-a-literal-before-an-array", send_a_literal_before_an_array },
    { "fill-what-follows-bits", fill_what_follows_bits },
    { "begin-at-a-number", begin_at_a_number },
    { "use-what-follows-a-struct", use_what_follows_a_struct },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++)
        if (strcmp(argv[1], parts[i].name) == 0) parts[i].run();
    return 0;
}
