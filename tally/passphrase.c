/* Asking for passphrases. */
#include "tally/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "tally/files.h"

static bool passphrase_init(struct passphrase *p, struct fault *fault)
{
	p->len = 0;
	p->text = sodium_malloc(PASSPHRASE_MAX + 1);
	return p->text != NULL || fault_set(fault, "memory ran out");
}

void passphrase_release(struct passphrase *p)
{
	sodium_free(p->text);
	*p = (struct passphrase){0};
}

/* Reads until a line feed or the end, without a stdio buffer that would keep a copy. A terminal is waited for together
 * with stop_fd, so that Ctrl-C finds the echo switched on again. */
static bool read_line(int fd, int stop_fd, struct passphrase *p, struct fault *fault)
{
	for (;;) {
		struct pollfd waits[] = {{.fd = fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};
		ssize_t got;

		if (poll(waits, 2, -1) < 0 && errno != EINTR)
			return fault_set(fault, "the passphrase cannot be read: %s", strerror(errno));
		if (waits[1].revents != 0)
			return fault_set(fault, "interrupted");
		if (waits[0].revents == 0)
			continue;
		got = read(fd, p->text + p->len, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			return fault_set(fault, "the passphrase cannot be read: %s", strerror(errno));
		if (got == 0 || p->text[p->len] == '\n')
			break;
		if (++p->len > PASSPHRASE_MAX)
			return fault_set(fault, "the passphrase is longer than %d bytes", PASSPHRASE_MAX);
	}
	if (p->len > 0 && p->text[p->len - 1] == '\r')
		p->len--;
	return p->len > 0 || fault_set(fault, "the passphrase is empty");
}

/* A pipe is for whoever holds its ends; a file must be for its owner's eyes alone. */
static bool from_file(struct passphrase *p, const char *file, struct fault *fault)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat info;
	bool good = false;

	if (fd < 0)
		return fault_set(fault, "%s cannot be opened: %s", file, strerror(errno));
	if (fstat(fd, &info) != 0)
		fault_say(fault, "%s cannot be examined: %s", file, strerror(errno));
	else if (!S_ISREG(info.st_mode) || file_is_private(file, &info, fault))
		good = read_line(fd, -1, p, fault);
	close(fd);
	return good;
}

/* Asks with echo off. The signals that end a program wait until the echo is back. */
static bool ask(int tty, struct passphrase *p, const char *question, struct fault *fault)
{
	struct termios before, hidden;
	sigset_t held, old;
	int stop_fd;
	bool good;

	if (tcgetattr(tty, &before) != 0)
		return fault_set(fault, "the terminal does not answer: %s", strerror(errno));
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGTSTP);
	sigprocmask(SIG_BLOCK, &held, &old);
	stop_fd = signalfd(-1, &held, SFD_CLOEXEC);
	hidden = before;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	if (stop_fd < 0 || tcsetattr(tty, TCSAFLUSH, &hidden) != 0)
		good = fault_set(fault, "the terminal cannot hide what is typed: %s", strerror(errno));
	else {
		good = dprintf(tty, "%s: ", question) > 0 && read_line(tty, stop_fd, p, fault);
		tcsetattr(tty, TCSAFLUSH, &before);
		dprintf(tty, "\n");
	}
	if (stop_fd >= 0)
		close(stop_fd);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return good;
}

static bool ask_again(int tty, const struct passphrase *first, struct fault *fault)
{
	struct passphrase second = {0};
	bool good = passphrase_init(&second, fault) && ask(tty, &second, "The same passphrase again", fault);

	if (good && (second.len != first->len || sodium_memcmp(first->text, second.text, first->len) != 0))
		good = fault_set(fault, "the two passphrases differ");
	passphrase_release(&second);
	return good;
}

static bool from_terminal(struct passphrase *p, const char *question, bool twice, struct fault *fault)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool good;

	if (tty < 0)
		return fault_set(fault, "there is no terminal to ask for the passphrase: use --passphrase-file");
	good = ask(tty, p, question, fault) && (!twice || ask_again(tty, p, fault));
	close(tty);
	return good;
}

bool passphrase_read(struct passphrase *out, const char *file, const char *question, bool twice, struct fault *fault)
{
	bool good = passphrase_init(out, fault) &&
	            (file != NULL ? from_file(out, file, fault) : from_terminal(out, question, twice, fault));

	if (!good)
		passphrase_release(out);
	return good;
}
