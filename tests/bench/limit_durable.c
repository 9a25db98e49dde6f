/* The limit that a durable record over HTTP is held against beside SQLite alone: bare libmicrohttpd with the same
 * threads in front of the same table, written the same way. What lies between this and limit_sqlite is the price of the
 * library and of waiting for the disk; what lies between this and the server is ours.
 *
 *   limit_durable --port P --threads N --dir D --table RECORDS
 *
 * Every request's body is put into the next cell; it is answered {"taken":true} when its commit stands. Nothing is
 * checked and no name is looked at. Runs until SIGTERM. */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>

#include "tests/bench/limit_cells.h"

#define CELL_BYTES 4025
#define GROUP_MAX 1024

struct upload {
	struct MHD_Connection *connection;
	struct upload *next;
	bool waiting;
	size_t len;
	unsigned char bytes[CELL_BYTES];
};

struct limit {
	struct MHD_Response *taken;
	struct limit_cells cells;
	uint64_t count;
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	struct upload *first;
	bool ended;
};

static void enqueue(struct limit *limit, struct upload *u)
{
	u->waiting = true;
	MHD_suspend_connection(u->connection);
	pthread_mutex_lock(&limit->lock);
	u->next = limit->first;
	limit->first = u;
	pthread_cond_signal(&limit->arrived);
	pthread_mutex_unlock(&limit->lock);
}

static enum MHD_Result serve(void *closure, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_len, void **context)
{
	struct limit *limit = closure;
	struct upload *u = *context;
	(void)url, (void)method, (void)version;
	if (!u) {
		*context = u = malloc(sizeof *u);
		if (!u)
			return MHD_NO;
		u->connection = connection;
		u->waiting = false;
		u->len = 0;
		return MHD_YES;
	}
	if (u->waiting)
		return MHD_queue_response(connection, 200, limit->taken);
	if (*upload_len > sizeof u->bytes - u->len)
		return MHD_NO;
	if (*upload_len == 0) {
		enqueue(limit, u);
		return MHD_YES;
	}
	memcpy(u->bytes + u->len, upload, *upload_len);
	u->len += *upload_len;
	*upload_len = 0;
	return MHD_YES;
}

static void completed(void *closure, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode how)
{
	(void)closure, (void)connection, (void)how;
	free(*context);
}

static struct upload *take(struct limit *limit)
{
	pthread_mutex_lock(&limit->lock);
	while (!limit->first && !limit->ended)
		pthread_cond_wait(&limit->arrived, &limit->lock);
	struct upload *all = limit->first;
	limit->first = NULL;
	pthread_mutex_unlock(&limit->lock);
	return all;
}

static void *commit_all(void *context)
{
	struct limit *limit = context;
	for (struct upload *u; (u = take(limit));) {
		limit_cells_begin(&limit->cells);
		for (struct upload *each = u; each; each = each->next) {
			memcpy(limit->cells.cell, each->bytes, each->len);
			limit_cells_put(&limit->cells, limit->count++);
		}
		limit_cells_commit(&limit->cells);
		for (struct upload *next; u; u = next) {
			next = u->next; /* a resumed one may be gone at once */
			MHD_resume_connection(u->connection);
		}
	}
	return NULL;
}

static void await_end(void)
{
	sigset_t ends;
	int which;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigwait(&ends, &which);
}

static void run(struct limit *limit, uint16_t port, unsigned threads)
{
	static char body[] = "{\"taken\":true}\n";
	pthread_t committer;
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	limit->taken = MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
	struct MHD_Daemon *daemon = MHD_start_daemon(
	        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL, serve, limit,
	        MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0u, MHD_OPTION_CONNECTION_LIMIT, 12000u,
	        MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
	if (!limit->taken || !daemon || pthread_create(&committer, NULL, commit_all, limit) != 0) {
		fprintf(stderr, "limit_durable: cannot start\n");
		exit(1);
	}
	printf("listening on http://127.0.0.1:%u\n", (unsigned)port);
	fflush(stdout);
	await_end();
	pthread_mutex_lock(&limit->lock);
	limit->ended = true;
	pthread_cond_signal(&limit->arrived);
	pthread_mutex_unlock(&limit->lock);
	pthread_join(committer, NULL);
	MHD_stop_daemon(daemon);
	MHD_destroy_response(limit->taken);
}

int main(int argc, char **argv)
{
	size_t port = 0, threads = 1, table = 0;
	const char *dir = NULL;
	char folder[512];
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--port") == 0)
			port = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--threads") == 0)
			threads = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--table") == 0)
			table = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--dir") == 0)
			dir = argv[i + 1];
	}
	struct limit limit = {.cells = {.size = CELL_BYTES, .frames = 8000, .holes = limit_cells_holes(table)},
	                      .lock = PTHREAD_MUTEX_INITIALIZER,
	                      .arrived = PTHREAD_COND_INITIALIZER};
	limit.cells.cell = calloc(1, CELL_BYTES);
	if (!limit.cells.cell || !dir || port == 0 || port > 65535 || !bench_folder(folder, dir)) {
		fprintf(stderr, "usage: limit_durable --port P --threads N --dir D --table RECORDS\n");
		return 2;
	}
	limit_cells_open(&limit.cells, folder);
	run(&limit, (uint16_t)port, (unsigned)threads);
	limit_cells_close(&limit.cells);
	bench_remove(folder);
	free(limit.cells.cell);
	return 0;
}
