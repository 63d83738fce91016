/* One coverage runtime for a host and all its programs, in builds that gcc instruments.
 *
 * A program linked with a libgcov of its own would take that along through the bound C library: its
 * counters would be written by the fakes' malloc after the world has ended. So programs are linked
 * without one, and their three references to it are bound to the functions here. The host writes
 * everybody's counters when it ends, which is why programs that count are never unloaded.
 */

struct gcov_info;

extern void __gcov_init(struct gcov_info *info);
extern void __gcov_merge_add(long long *counters, unsigned count);

void __wrap___gcov_init(struct gcov_info *info)
{
    __gcov_init(info);
}

void __wrap___gcov_merge_add(long long *counters, unsigned count)
{
    __gcov_merge_add(counters, count);
}

void __wrap___gcov_exit(void)
{
}
