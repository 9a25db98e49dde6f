#include "server/http.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "server/deadlines.h"
#include "server/exchange.h"
#include "server/handlers.h"
#include "server/limits.h"
#include "server/reply.h"
#include "server/routes.h"

/* A connection's memory holds one head (framing.c bounds it), the fields read from it and the head of the reply; bodies
 * stream through. libmicrohttpd wipes all of it after every request, so more than is needed costs time:
 * docs/decisions/0007-speed-of-records.md. */
#define CONNECTION_MEMORY 12288

/* Up to this length a refused body is read and forgotten before the answer: a connection closed while its body is still
 * coming is reset, and the person would see the browser's words instead of ours. */
#define LARGEST_FORGOTTEN (4ull << 20)

struct http {
	struct service *service;
	struct MHD_Daemon *daemon;
	struct deadlines *deadlines;
	_Atomic bool ended;    /* no further request is begun */
	pthread_mutex_t mutex; /* of quiet */
	pthread_cond_t quiet;  /* while the server stops: a request has ended */
};

/* TLS 1.2 and 1.3 with authenticated encryption and forward secrecy only. */
static const char tls_priorities[] =
        "NONE:+VERS-TLS1.3:+VERS-TLS1.2:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:+AEAD"
        ":+ECDHE-ECDSA:+ECDHE-RSA:+SIGN-ALL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:-SIGN-DSA-SHA1:-SIGN-RSA-MD5"
        ":+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+COMP-NULL:+CTYPE-X509:%SERVER_PRECEDENCE";

/* --- a request --- */

static struct conn *conn_of(struct http *http, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	return info ? conns_find(&http->service->conns, info->connect_fd) : NULL;
}

static bool type_is(const char *type, const char *wanted)
{
	size_t len = strlen(wanted);
	return type && strncasecmp(type, wanted, len) == 0 &&
	       (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

static bool has_body(const struct exchange *ex)
{
	const char *length = exchange_header(ex, "Content-Length");
	return exchange_header(ex, "Transfer-Encoding") || (length && strspn(length, "0") < strlen(length));
}

/* What the head says of the body, held against what the route takes. 0, or the status to refuse with. */
static unsigned body_status(const struct exchange *ex)
{
	const char *length = exchange_header(ex, "Content-Length");
	if (ex->route->largest_body == 0)
		return has_body(ex) ? 413 : 0;
	if (!length && !exchange_header(ex, "Transfer-Encoding"))
		return 411;
	if (length && strtoull(length, NULL, 10) > ex->route->largest_body)
		return 413;
	return type_is(exchange_header(ex, "Content-Type"), ex->route->type) ? 0 : 415;
}

/* A page elsewhere may link here, but may not send anything from its visitors. */
static bool from_elsewhere(const struct exchange *ex)
{
	const char *site = exchange_header(ex, "Sec-Fetch-Site");
	return ex->route->largest_body > 0 && site && strcmp(site, "cross-site") == 0;
}

static unsigned head_status(struct exchange *ex)
{
	if (strncmp(ex->method, FRAMING_REFUSED, sizeof FRAMING_REFUSED - 1) == 0)
		return (unsigned)strtoul(ex->method + sizeof FRAMING_REFUSED - 1, NULL, 10);
	ex->route = routes_find(ex, ex->allow);
	if (!ex->route)
		return ex->allow[0] ? 405 : 404;
	return from_elsewhere(ex) ? 403 : body_status(ex);
}

static enum MHD_Result refuse(struct exchange *ex)
{
	return ex->refused == 405 ? reply_not_this_way(ex, ex->allow) : reply_error(ex, ex->refused);
}

/* Whether a refused body need not be read: the client asks before it sends it (RFC 9110, 10.1.1), or it is announced
 * too long for that. */
static bool unread(const struct exchange *ex)
{
	const char *length = exchange_header(ex, "Content-Length");
	return exchange_header(ex, "Expect") || (length && strtoull(length, NULL, 10) > LARGEST_FORGOTTEN);
}

/* libmicrohttpd closes a connection on which a request is answered here, before its body. */
static enum MHD_Result begin(struct exchange *ex)
{
	ex->refused = head_status(ex);
	return ex->refused && has_body(ex) && unread(ex) ? refuse(ex) : MHD_YES;
}

/* Takes a piece of the body over and wipes it where libmicrohttpd had it. A refused body, or one of unknown length that
 * grows too large, is read to its end and forgotten: libmicrohttpd takes no reply in the middle. */
static void more(struct exchange *ex, const char *bytes, size_t *len)
{
	if (!ex->refused && *len > ex->route->largest_body - ex->body_len)
		ex->refused = 413;
	if (!ex->refused && !exchange_add(ex, bytes, *len))
		ex->refused = 503;
	if (ex->refused)
		exchange_drop(ex);
	sodium_memzero((char *)(uintptr_t)bytes, *len);
	*len = 0;
}

/* Only a stop waits for this: the mutex is left alone until then. */
static void request_over(struct http *http, struct conn *conn)
{
	conn_busy(conn, false);
	if (!atomic_load(&http->service->conns.stopping))
		return;
	pthread_mutex_lock(&http->mutex);
	pthread_cond_signal(&http->quiet);
	pthread_mutex_unlock(&http->mutex);
}

/* False once the server has ended: a connection that waits for a commit while libmicrohttpd stops would be its panic.
 * Marked first and asked then, so that http_stop sees every request that is let in. */
static bool request_begins(struct http *http, struct conn *conn)
{
	conn_busy(conn, true);
	if (!atomic_load(&http->ended))
		return true;
	request_over(http, conn);
	return false;
}

static enum MHD_Result handle(void *closure, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *upload, size_t *upload_len, void **context)
{
	struct http *http = closure;
	struct exchange *ex = *context;
	(void)version;
	if (!ex) {
		struct conn *conn = conn_of(http, connection);
		if (!conn || !request_begins(http, conn))
			return MHD_NO;
		ex = exchange_new(http->service, connection, conn);
		if (!ex) {
			request_over(http, conn);
			return MHD_NO;
		}
		*context = ex;
		ex->path = path;
		ex->method = method;
		kiosk_enter(ex);
		return begin(ex);
	}
	if (ex->waiting) {
		ex->waiting = false;
		return ex->written(ex);
	}
	if (*upload_len > 0) {
		more(ex, upload, upload_len);
		return MHD_YES;
	}
	conn_works(&ex->service->conns, ex->conn);
	return ex->refused ? refuse(ex) : ex->route->handle(ex);
}

static void completed(void *closure, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode how)
{
	struct http *http = closure;
	struct exchange *ex = *context;
	(void)connection, (void)how;
	if (!ex)
		return;
	struct conn *conn = ex->conn;
	conn_rests(&http->service->conns, conn);
	exchange_free(ex);
	*context = NULL;
	request_over(http, conn);
}

/* --- connections --- */

/* Not MHD_quiesce_daemon, which now and then panics over a listening socket that one of its own threads removed at the
 * same time. */
static enum MHD_Result accepting(void *closure, const struct sockaddr *address, socklen_t len)
{
	struct http *http = closure;
	(void)address, (void)len;
	return atomic_load(&http->service->conns.stopping) ? MHD_NO : MHD_YES;
}

static uint16_t block_of(struct service *service, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	return info ? limits_block(service->limits, info->client_addr) : LIMITS_NOBODY;
}

/* Where its block is counted is all that we need of the address: it is wiped before the first byte is read. */
static void forget_address(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!info || !info->client_addr)
		return;
	if (info->client_addr->sa_family == AF_INET6)
		sodium_memzero(info->client_addr, sizeof(struct sockaddr_in6));
	else
		sodium_memzero(info->client_addr, sizeof(struct sockaddr_in));
}

static void connection_changed(void *closure, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode what)
{
	struct http *http = closure;
	(void)context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (!info)
		return;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		uint16_t block = block_of(http->service, connection);
		forget_address(connection);
		conns_opened(&http->service->conns, info->connect_fd, block);
	} else {
		conns_closed(&http->service->conns, info->connect_fd);
	}
}

/* --- the daemon --- */

static struct MHD_Daemon *start(struct http *http, const struct http_options *options)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = {
	        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate},
	        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->private_key},
	        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_priorities},
	        {MHD_OPTION_END, 0, NULL},
	};
	struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
	if (options->certificate)
		flags |= MHD_USE_TLS;
	/* clang-format off */
	return MHD_start_daemon(flags, 0, accepting, http, handle, http,
	                        MHD_OPTION_LISTEN_SOCKET, options->listen_fd,
	                        MHD_OPTION_THREAD_POOL_SIZE, options->threads > 1 ? options->threads : 0,
	                        MHD_OPTION_CONNECTION_LIMIT, options->connections,
	                        MHD_OPTION_CONNECTION_TIMEOUT, 0u, /* ours are absolute: deadlines.c */
	                        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	                        MHD_OPTION_STRICT_FOR_CLIENT, 1,
	                        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, http,
	                        MHD_OPTION_NOTIFY_COMPLETED, completed, http,
	                        MHD_OPTION_ARRAY, options->certificate ? tls : plain,
	                        MHD_OPTION_END);
	/* clang-format on */
}

static struct http *http_new(struct service *service)
{
	struct http *http = calloc(1, sizeof *http);
	if (!http)
		return NULL;
	http->service = service;
	if (pthread_mutex_init(&http->mutex, NULL) != 0)
		goto fail_memory;
	if (pthread_cond_init(&http->quiet, NULL) == 0)
		return http;
	pthread_mutex_destroy(&http->mutex);
fail_memory:
	free(http);
	return NULL;
}

/* When no thread of libmicrohttpd's runs any more. */
static void http_free(struct http *http)
{
	deadlines_stop(http->deadlines);
	gate_serve(NULL, false);
	pthread_cond_destroy(&http->quiet);
	pthread_mutex_destroy(&http->mutex);
	free(http);
}

struct http *http_start(struct service *service, const struct http_options *options)
{
	struct http *http = http_new(service);
	if (!http)
		return NULL;
	gate_serve(&service->conns, options->certificate);
	http->deadlines = deadlines_start(&service->conns);
	if (http->deadlines)
		http->daemon = start(http, options);
	if (http->daemon)
		return http;
	http_free(http);
	return NULL;
}

/* Each request ends by its own deadline. */
static void await_requests(struct http *http)
{
	pthread_mutex_lock(&http->mutex);
	while (conns_any_busy(&http->service->conns))
		pthread_cond_wait(&http->quiet, &http->mutex);
	pthread_mutex_unlock(&http->mutex);
}

void http_stop(struct http *http)
{
	if (!http)
		return;
	struct service *service = http->service;
	atomic_store(&service->conns.stopping, true);
	await_requests(http);
	atomic_store(&http->ended, true);
	await_requests(http); /* those that began in between */
	MHD_stop_daemon(http->daemon);
	http_free(http);
}
