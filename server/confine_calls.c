/* The system calls that serving takes (seccomp, linux/filter.h). All others answer EPERM: no socket is made, no program
 * run, no other process looked at; memory is never made executable; clone makes threads only. */
#include "server/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef OUR_ARCH

/* clang-format off */
static const int allowed[] = {
	/* connections */
	SYS_accept4, SYS_recvfrom, SYS_sendto, SYS_sendmsg, SYS_recvmsg, SYS_shutdown, SYS_getsockopt,
	SYS_setsockopt, SYS_getsockname, SYS_getpeername, SYS_epoll_ctl, SYS_epoll_pwait, SYS_epoll_create1,
	SYS_eventfd2, SYS_ppoll,
	/* the store */
	SYS_openat, SYS_close, SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_lseek,
	SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_fallocate, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_statfs,
	SYS_fstatfs, SYS_faccessat, SYS_faccessat2, SYS_fcntl, SYS_flock, SYS_unlinkat, SYS_renameat, SYS_renameat2,
	SYS_linkat, SYS_getdents64, SYS_utimensat, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_readlinkat, SYS_getcwd,
	/* memory and threads */
	SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_msync, SYS_mlock, SYS_munlock, SYS_futex,
	SYS_set_robust_list, SYS_rseq, SYS_exit, SYS_exit_group, SYS_sched_yield, SYS_sched_getaffinity,
	SYS_membarrier, SYS_gettid, SYS_getpid, SYS_tgkill, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
	SYS_rt_sigtimedwait, SYS_sigaltstack, SYS_restart_syscall,
	/* time, chance and who we are */
	SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom,
	SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo, SYS_prlimit64, SYS_getrusage,
#if defined(__x86_64__)
	SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_unlink, SYS_rename, SYS_link, SYS_readlink, SYS_chmod,
	SYS_poll, SYS_epoll_wait, SYS_time, SYS_getrlimit,
#endif
};
/* clang-format on */
#define ALLOWED_COUNT (sizeof allowed / sizeof *allowed)

/* Calls that are allowed by one of their arguments. */
struct bounded {
	int call;
	unsigned argument;
	uint32_t mask, value; /* allowed when (argument & mask) == value */
};
static const struct bounded bounded[] = {
        {SYS_mmap, 2, PROT_EXEC, 0},
        {SYS_mprotect, 2, PROT_EXEC, 0},
        {SYS_clone, 0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM},
        {SYS_prctl, 0, UINT32_MAX, PR_SET_NAME},
};
#define BOUNDED_COUNT (sizeof bounded / sizeof *bounded)

#define LOAD(field) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(field))
#define RETURN(action) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, (action))
#define JUMP(operation, operand, yes, no)                                                                              \
	(struct sock_filter) BPF_JUMP(BPF_JMP | (operation) | BPF_K, (operand), (yes), (no))
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)

static size_t add_bounded(struct sock_filter *at, const struct bounded *b)
{
	struct sock_filter piece[] = {
	        JUMP(BPF_JEQ, (uint32_t)b->call, 0, 5),
	        LOAD(offsetof(struct seccomp_data, args) +
	             8 * b->argument), /* the lower half, on these little-endian machines */
	        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, b->mask),
	        JUMP(BPF_JEQ, b->value, 0, 1),
	        RETURN(SECCOMP_RET_ALLOW),
	        RETURN(REFUSED),
	};
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++)
		at[i] = piece[i];
	return sizeof piece / sizeof *piece;
}

bool confine_calls(FILE *log)
{
	struct sock_filter filter[16 + 2 * ALLOWED_COUNT + 6 * BOUNDED_COUNT];
	size_t n = 0;
	(void)log;
	filter[n++] = LOAD(offsetof(struct seccomp_data, arch));
	filter[n++] = JUMP(BPF_JEQ, OUR_ARCH, 1, 0);
	filter[n++] = RETURN(SECCOMP_RET_KILL_PROCESS);
	filter[n++] = LOAD(offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < ALLOWED_COUNT; i++) {
		filter[n++] = JUMP(BPF_JEQ, (uint32_t)allowed[i], 0, 1);
		filter[n++] = RETURN(SECCOMP_RET_ALLOW);
	}
	for (size_t i = 0; i < BOUNDED_COUNT; i++)
		n += add_bounded(&filter[n], &bounded[i]);
	/* the C library tries clone3, whose flags a filter cannot see, and falls back to clone when it is not there */
	filter[n++] = JUMP(BPF_JEQ, SYS_clone3, 0, 1);
	filter[n++] = RETURN(SECCOMP_RET_ERRNO | ENOSYS);
	filter[n++] = RETURN(REFUSED);
	const struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

#else

bool confine_calls(FILE *log)
{
	fprintf(log, "note: system calls are not filtered on this processor\n");
	return true;
}

#endif
