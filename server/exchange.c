#include "server/exchange.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/pages.h"

struct exchange *exchange_new(struct service *service, struct MHD_Connection *connection, struct conn *conn)
{
	struct exchange *ex = calloc(1, sizeof *ex);
	if (!ex)
		return NULL;
	ex->service = service;
	ex->connection = connection;
	ex->conn = conn;
	fields_init(&ex->fields);
	ex->lang = pages_language(service->site, exchange_query(ex, "lang"), exchange_header(ex, "Accept-Language"));
	return ex;
}

void exchange_drop(struct exchange *ex)
{
	if (ex->body)
		sodium_memzero(ex->body, ex->body_cap);
	free(ex->body);
	conns_let_go(&ex->service->conns, ex->body_cap);
	ex->body = NULL;
	ex->body_len = ex->body_cap = 0;
}

void exchange_free(struct exchange *ex)
{
	if (!ex)
		return;
	exchange_drop(ex);
	free(ex->record);
	exchange_forget_keys(ex);
	fields_release(&ex->fields);
	sodium_memzero(ex, sizeof *ex);
	free(ex);
}

/* A length is announced as a rule and taken whole; a chunked body grows, and what it leaves behind is wiped. */
bool exchange_add(struct exchange *ex, const char *bytes, size_t len)
{
	if (len >= ex->body_cap - ex->body_len) { /* one byte stays free: fields_read */
		size_t cap = ex->body_cap ? ex->body_cap * 2 : 4096;
		while (cap <= ex->body_len + len)
			cap *= 2;
		if (!conns_hold(&ex->service->conns, cap - ex->body_cap, cap))
			return false;
		char *grown = malloc(cap);
		if (!grown) {
			conns_let_go(&ex->service->conns, cap - ex->body_cap);
			return false;
		}
		if (ex->body) {
			memcpy(grown, ex->body, ex->body_len);
			sodium_memzero(ex->body, ex->body_cap);
			free(ex->body);
		}
		ex->body = grown;
		ex->body_cap = cap;
	}
	memcpy(ex->body + ex->body_len, bytes, len);
	ex->body_len += len;
	return true;
}

/* In the writer's thread. */
static void durable(struct write *w)
{
	struct exchange *ex = w->context;
	MHD_resume_connection(ex->connection);
}

enum MHD_Result exchange_put(struct exchange *ex, struct store *store, const unsigned char *record,
                             const unsigned char *slip, enum MHD_Result (*written)(struct exchange *ex))
{
	ex->write = (struct write){
	        .store = store, .id = ex->id, .record = record, .slip = slip, .done = durable, .context = ex};
	ex->written = written;
	ex->waiting = true;
	MHD_suspend_connection(ex->connection);
	if (!writer_submit(ex->service->writer, &ex->write)) {
		ex->write.err = STORE_FULL;
		MHD_resume_connection(ex->connection);
	}
	return MHD_YES;
}

/* In the deriving thread. */
static void derived_now(struct derive_job *job)
{
	struct exchange *ex = job->context;
	MHD_resume_connection(ex->connection);
}

enum MHD_Result exchange_derive(struct exchange *ex, enum MHD_Result (*derived)(struct exchange *ex))
{
	ex->derive =
	        (struct derive_job){.keys = sodium_malloc(sizeof *ex->derive.keys), .done = derived_now, .context = ex};
	memcpy(ex->derive.receipt, ex->receipt, sizeof ex->receipt);
	ex->written = derived;
	ex->waiting = true;
	MHD_suspend_connection(ex->connection);
	if (!ex->derive.keys || !derive_submit(ex->service->deriver, &ex->derive)) {
		ex->derive.err = SEAL_NOMEM;
		MHD_resume_connection(ex->connection);
	}
	return MHD_YES;
}

void exchange_forget_keys(struct exchange *ex)
{
	sodium_free(ex->derive.keys);
	sodium_memzero(&ex->derive, sizeof ex->derive);
}

const char *exchange_header(const struct exchange *ex, const char *name)
{
	return MHD_lookup_connection_value(ex->connection, MHD_HEADER_KIND, name);
}

bool exchange_has_query(const struct exchange *ex)
{
	return MHD_get_connection_values(ex->connection, MHD_GET_ARGUMENT_KIND, NULL, NULL) > 0;
}

const char *exchange_query(const struct exchange *ex, const char *name)
{
	return MHD_lookup_connection_value(ex->connection, MHD_GET_ARGUMENT_KIND, name);
}
