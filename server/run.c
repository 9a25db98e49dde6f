#include "server/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"
#include "server/confine.h"
#include "server/http.h"
#include "server/limits.h"
#include "server/moment.h"
#include "server/service.h"
#include "server/site_folder.h"
#include "server/site_proxy.h"

#define DESCRIPTORS_WANTED 32768
#define DESCRIPTORS_KEPT 128 /* for stores, logs and the like */
#define RESTING_MAX 2000     /* connections that stay open after their reply: each keeps 12 KiB */
#define IDLE_SECONDS 60
#define PEM_MAX 65536
#define TICK_SECONDS 2
#define TICKS_A_MINUTE (60 / TICK_SECONDS)

struct run {
	FILE *out, *log;
	struct site *site;
	struct relay *relay; /* NULL: this is the town's server */
	struct service service;
	struct http *http;
	int data_lock;
	struct listening listening;
	const char **hosts; /* the site's and the one listened on */
	char own_hosts[3][80];
	struct buf certificate, private_key;
	rlim_t descriptors;
};

static void print_problems(FILE *log, const struct problems *list, const char *kind)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct problem *p = &list->items[i];
		fprintf(log, "%s%s", kind, p->file);
		if (p->line)
			fprintf(log, ":%u", p->line);
		if (p->page[0])
			fprintf(log, ": page %s", p->page);
		if (p->element[0])
			fprintf(log, ": %s", p->element);
		fprintf(log, ": %s\n", p->reason);
	}
	if (list->total > list->count)
		fprintf(log, "%s%zu more\n", kind, list->total - list->count);
}

static bool read_site(struct run *r, const char *path)
{
	struct problems problems, notes;
	problems_init(&problems);
	problems_init(&notes);
	enum core_err err = site_read(path, &r->site, &problems, &notes);
	print_problems(r->log, &problems, "");
	print_problems(r->log, &notes, "note: ");
	if (err == CORE_NOMEM)
		fprintf(r->log, "%s: %s\n", path, core_err_text(err));
	problems_release(&problems);
	problems_release(&notes);
	return err == CORE_OK;
}

/* One server a site. The lock is the system's and ends with the process. */
static bool claim_data(struct run *r)
{
	char file[PATH_MAX];
	if (snprintf(file, sizeof file, "%s/data", r->site->path) >= (int)sizeof file)
		return false;
	r->data_lock = open(file, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->data_lock >= 0 && flock(r->data_lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	fprintf(r->log, "%s: %s\n", file,
	        errno == EWOULDBLOCK ? "another server is running on this site" : strerror(errno));
	return false;
}

static const char *why_no_key(int error)
{
	switch (error) {
	case ELOOP:
		return "is a symbolic link: name the file itself";
	case EPERM:
		return "belongs to someone else";
	case EACCES:
		return "may be read by others, or not by this user: chmod 600 it, and think about who has read it";
	default:
		return strerror(error);
	}
}

static bool read_tls(struct run *r)
{
	if (!r->site->certificate)
		return true;
	buf_init(&r->certificate, PEM_MAX);
	buf_init(&r->private_key, PEM_MAX);
	if (!folder_read_file(&r->certificate, r->site->certificate))
		fprintf(r->log, "%s: %s\n", r->site->certificate, strerror(errno));
	else if (!folder_read_private(&r->private_key, r->site->private_key))
		fprintf(r->log, "%s: %s\n", r->site->private_key, why_no_key(errno));
	else
		return true;
	return false;
}

static bool open_listen(struct run *r, const char *address)
{
	if (http_inherit(&r->listening) || http_listen(&r->listening, address))
		return true;
	fprintf(r->log, "%s: cannot listen there: %s\n", address,
	        errno == EINVAL ? "not an address and a port" : strerror(errno));
	return false;
}

/* Anybody else could write into the header what they like. */
static bool proxy_alone(struct run *r)
{
	if (site_proxy_alone(r->site, r->listening.host))
		return true;
	fprintf(r->log,
	        "%s/site.json: \"address-header\" is for a proxy on this computer: listen on 127.0.0.1 or [::1]\n",
	        r->site->path);
	return false;
}

/* Many open connections are no reason to refuse one. False when not even one fits. */
static bool raise_descriptors(struct run *r)
{
	struct rlimit limit = {0};
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		rlim_t wanted = DESCRIPTORS_WANTED;
		if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted)
			wanted = limit.rlim_max;
		if (limit.rlim_cur < wanted)
			limit.rlim_cur = wanted;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	r->descriptors = limit.rlim_cur > DESCRIPTORS_WANTED ? DESCRIPTORS_WANTED : limit.rlim_cur;
	if (r->descriptors < 10000 + DESCRIPTORS_KEPT)
		fprintf(r->log,
		        "note: only %lu open files are allowed; for 10,000 connections raise the limit (LimitNOFILE)\n",
		        (unsigned long)r->descriptors);
	if (r->descriptors > DESCRIPTORS_KEPT)
		return true;
	fprintf(r->log, "more than %d open files are needed\n", DESCRIPTORS_KEPT);
	return false;
}

static unsigned threads_of(const struct site *site)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return site->threads ? site->threads : processors > 0 ? (unsigned)processors : 1;
}

/* Hosts that are answered: the site's, and where the server listens, for those who look from this computer. */
static bool open_conns(struct run *r)
{
	const struct site *site = r->site;
	r->hosts = calloc(site->host_count + 4, sizeof *r->hosts);
	if (!r->hosts)
		return false;
	size_t count = 0;
	for (size_t i = 0; i < site->host_count; i++)
		r->hosts[count++] = site->hosts[i];
	r->hosts[count++] = strstr(site->address, "://") + 3;
	const char *const own[] = {r->listening.host, "127.0.0.1", "localhost"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		snprintf(r->own_hosts[i], sizeof r->own_hosts[i], "%s:%u", own[i], r->listening.port);
		r->hosts[count++] = r->own_hosts[i];
	}
	struct framing_rules rules = {r->hosts, count, site->certificate, site->address_header};
	struct conn_limits limits = {site->header_seconds, site->body_seconds, site->reply_seconds, IDLE_SECONDS,
	                             RESTING_MAX};
	if (!conns_init(&r->service.conns, r->descriptors, &limits, &rules))
		return false;
	r->service.conns.neighbours = r->service.limits;
	return true;
}

static bool open_service(struct run *r)
{
	struct problems problems;
	problems_init(&problems);
	bool ok = service_open(&r->service, r->site, &problems);
	print_problems(r->log, &problems, "");
	if (!ok && problems.total == 0)
		fprintf(r->log, "the pages could not be made: memory ran out\n");
	problems_release(&problems);
	return ok;
}

static bool start(struct run *r)
{
	struct http_options options = {.listen_fd = r->listening.fd,
	                               .threads = threads_of(r->site),
	                               .connections = (unsigned)r->descriptors - DESCRIPTORS_KEPT,
	                               .certificate = r->certificate.data,
	                               .private_key = r->private_key.data};
	r->service.relay = r->relay;
	if (service_start(&r->service) && (!r->relay || relay_start(r->relay, &r->service)))
		r->http = http_start(&r->service, &options);
	if (r->http)
		r->listening.fd = -1; /* http_stop closes it */
	buf_wipe(&r->private_key);
	if (!r->http)
		fprintf(r->log, "the server could not be started: %s\n",
		        r->site->certificate ? "are certificate and key a pair?" : strerror(errno));
	return r->http;
}

static bool ready(struct run *r)
{
	for (size_t i = 0; i < r->service.desk_count; i++) {
		const struct desk *desk = &r->service.desks[i];
		enum store_err err = desk->offer ? store_ready(desk->store) : STORE_OK;
		if (err)
			fprintf(r->log, "%s: cannot take sheets: %s\n", desk->offer->form->id, store_err_text(err));
		if (err)
			return false;
	}
	return true;
}

/* Slips and places may change while the server runs; what is known of neighbourhoods lasts an hour; scans are written
 * down at a fixed pace, whether any came or not.
 */
static void look_after(struct run *r, unsigned tick)
{
	struct problems notes;
	problems_init(&notes);
	slipbox_refresh(r->service.slips, &notes);
	posters_refresh(r->service.posters, &notes);
	limits_tick(r->service.limits, moment_ticks());
	if (r->relay)
		relay_news(r->relay, &notes);
	if (tick % TICKS_A_MINUTE == 0 && !posters_save(r->service.posters))
		problems_add(&notes, "data", 0, NULL, NULL, "the count of scans could not be written: %s",
		             strerror(errno));
	print_problems(r->log, &notes, "note: ");
	problems_release(&notes);
}

/* Looks every few seconds at what the operator should hear of, and says each thing once. False when it cannot go on. */
static bool watch(struct run *r, const sigset_t *ends)
{
	const struct timespec pause = {.tv_sec = TICK_SECONDS};
	bool forwarded_said = false;
	for (unsigned tick = 0; sigtimedwait(ends, NULL, &pause) < 0; tick++) {
		look_after(r, tick);
		if (!forwarded_said && atomic_load(&r->service.conns.forwarded)) {
			forwarded_said = true;
			fprintf(r->log, "warning: the proxy passes visitors' addresses on (X-Forwarded-For or the "
			                "like). They are dropped here, but the "
			                "proxy should neither send nor log them: docs/OPERATING.md\n");
		}
		if (r->relay && relay_over(r->relay)) {
			fprintf(r->log, "uzklausi-relay has ended, so nothing would be passed on any more\n");
			return false;
		}
	}
	return true;
}

/* For whoever packs up the tent. */
static void say_what_waits(struct run *r)
{
	relay_stop(r->relay);
	uint64_t waiting = relay_waiting(r->relay);
	if (waiting)
		fprintf(r->out, "%llu records wait here for the town's server\n", (unsigned long long)waiting);
	else
		fprintf(r->out, "no record waits here\n");
}

static int serve(struct run *r)
{
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!start(r) || !ready(r))
		return 1;
	fprintf(r->out, "listening on %s://%s:%u\n", r->site->certificate ? "https" : "http", r->listening.host,
	        r->listening.port);
	fflush(r->out);
	bool well = watch(r, &ends);
	http_stop(r->http);
	r->http = NULL;
	if (r->relay)
		say_what_waits(r);
	return well ? 0 : 1;
}

static void release(struct run *r)
{
	http_stop(r->http);
	if (r->relay)
		relay_stop(r->relay);
	service_close(&r->service);
	relay_free(r->relay);
	conns_release(&r->service.conns);
	free(r->hosts);
	buf_release(&r->certificate);
	buf_wipe(&r->private_key);
	buf_release(&r->private_key);
	site_free(r->site);
	if (r->listening.fd >= 0)
		close(r->listening.fd);
	if (r->data_lock >= 0)
		close(r->data_lock);
}

static void become_relay(struct run *r)
{
	struct problems notes;
	problems_init(&notes);
	site_become_relay(r->site, &notes);
	print_problems(r->log, &notes, "note: ");
	problems_release(&notes);
}

/* Before anything is read: what is started here knows nothing of the site. */
static bool start_relay(struct run *r, const struct relay_options *options)
{
	if (options->url)
		r->relay = relay_new(options, r->log);
	return !options->url || r->relay;
}

int run_site(const struct run_options *options, FILE *out, FILE *log)
{
	struct run r = {.out = out, .log = log, .data_lock = -1, .listening = {.fd = -1}};
	int code = 1;
	umask(077);
	tzset(); /* while the time zone's file can still be read */
	if (sodium_init() < 0) {
		fprintf(log, "libsodium could not be started\n");
		return 1;
	}
	confine_memory(log);
	if (start_relay(&r, &options->relay) && read_site(&r, options->site) && raise_descriptors(&r)) {
		if (r.relay)
			become_relay(&r);
		if (claim_data(&r) && read_tls(&r) && open_service(&r) &&
		    open_listen(&r, options->listen ? options->listen : r.site->listen) && proxy_alone(&r) &&
		    open_conns(&r) && confine_process(r.site->path, log))
			code = serve(&r);
	}
	release(&r);
	return code;
}
