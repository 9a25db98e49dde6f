/* Landlock and memory. The system calls are in confine_calls.c. */
#include "server/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of later kernels than Debian 12's headers know (linux/landlock.h of 6.12). */
#define ACCESS_REFER (1ULL << 13)     /* ABI 2 */
#define ACCESS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define ACCESS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define ACCESS_NET_BIND (1ULL << 0)   /* ABI 4 */
#define ACCESS_NET_CONNECT (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX (1ULL << 0) /* ABI 6 */
#define SCOPE_SIGNAL (1ULL << 1)

#define ACCESS_ABI_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* the thirteen of the first version */
#define ACCESS_SITE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_DATA                                                                                                    \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR |                  \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)

struct ruleset {
	uint64_t fs, net, scoped;
};

void confine_memory(FILE *log)
{
	const struct rlimit none = {0, 0};
	struct rlimit locked = {0};
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (getrlimit(RLIMIT_MEMLOCK, &locked) == 0) {
		locked.rlim_cur = locked.rlim_max;
		setrlimit(RLIMIT_MEMLOCK, &locked);
	}
	/* with a bound, locking everything to come would make allocations fail later on */
	bool unbounded = locked.rlim_max == RLIM_INFINITY || geteuid() == 0;
	if (!unbounded || mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0)
		fprintf(log, "note: memory may be swapped to disk: set LimitMEMLOCK=infinity, or have no swap or an "
		             "encrypted one\n");
}

static struct ruleset ruleset_of(long abi)
{
	struct ruleset all = {ACCESS_ABI_1 | ACCESS_REFER | ACCESS_TRUNCATE | ACCESS_IOCTL_DEV,
	                      ACCESS_NET_BIND | ACCESS_NET_CONNECT, SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL};
	if (abi < 2)
		all.fs &= ~ACCESS_REFER;
	if (abi < 3)
		all.fs &= ~ACCESS_TRUNCATE;
	if (abi < 4)
		all.net = 0;
	if (abi < 5)
		all.fs &= ~ACCESS_IOCTL_DEV;
	if (abi < 6)
		all.scoped = 0;
	return all;
}

static bool allow(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = {.allowed_access = access};
	beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return false;
	bool ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
	close(beneath.parent_fd);
	return ok;
}

/* The site is read again when slips or places change; only its data is written. */
static bool allow_site(int ruleset, const char *site, uint64_t handled)
{
	char data[PATH_MAX];
	if (snprintf(data, sizeof data, "%s/data", site) >= (int)sizeof data)
		return false;
	return allow(ruleset, site, ACCESS_SITE & handled) &&
	       allow(ruleset, data, (ACCESS_DATA | ACCESS_TRUNCATE) & handled);
}

static long landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static int make_ruleset(const struct ruleset *all, long abi)
{
	size_t size = abi < 4 ? sizeof all->fs : abi < 6 ? 2 * sizeof all->fs : sizeof *all;
	return (int)syscall(SYS_landlock_create_ruleset, all, size, 0);
}

static bool confine_files(const char *site, FILE *log)
{
	long abi = landlock_abi();
	if (abi < 1) {
		fprintf(log,
		        "note: this kernel has no Landlock: the file system is confined by systemd's settings alone\n");
		return true;
	}
	struct ruleset all = ruleset_of(abi);
	int ruleset = make_ruleset(&all, abi);
	if (ruleset < 0)
		return false;
	bool ok = allow_site(ruleset, site, all.fs) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return ok;
}

/* What is not there need not be allowed. */
static bool allow_if_there(int ruleset, const char *path, uint64_t access)
{
	return allow(ruleset, path, access) || errno == ENOENT || errno == ENOTDIR;
}

static bool allow_relay(int ruleset, const char *program, const char *ca)
{
	static const char *const to_run[] = {"/usr", "/lib", "/lib64"};
	/* a network manager writes resolv.conf anew when the network changes: folders, not files */
	static const char *const to_read[] = {"/etc", "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager"};
	const uint64_t run = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
	bool ok = allow(ruleset, program, run) && (!ca || allow(ruleset, ca, LANDLOCK_ACCESS_FS_READ_FILE));
	for (size_t i = 0; ok && i < sizeof to_run / sizeof *to_run; i++)
		ok = allow_if_there(ruleset, to_run[i], run | LANDLOCK_ACCESS_FS_READ_DIR);
	for (size_t i = 0; ok && i < sizeof to_read / sizeof *to_read; i++)
		ok = allow_if_there(ruleset, to_read[i], ACCESS_SITE);
	return ok;
}

bool confine_relay(const char *program, const char *ca)
{
	long abi = landlock_abi();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	if (abi < 1)
		return true; /* noted by confine_process */
	struct ruleset all = ruleset_of(abi);
	all.net &= ACCESS_NET_BIND;
	int ruleset = make_ruleset(&all, abi);
	if (ruleset < 0)
		return false;
	bool ok = allow_relay(ruleset, program, ca) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return ok;
}

bool confine_process(const char *site, FILE *log)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && confine_files(site, log) && confine_calls(log))
		return true;
	fprintf(log, "the process could not be confined: %s\n", strerror(errno));
	return false;
}
