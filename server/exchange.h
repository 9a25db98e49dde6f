/* One request and its reply. Lives from the first look at a request until its reply has left; wiped then. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include <microhttpd.h>
#include "server/brought.h"
#include "server/derive.h"
#include "server/fields.h"
#include "server/service.h"

struct route;

struct exchange {
	struct service *service;
	struct MHD_Connection *connection;
	struct conn *conn;
	const struct route *route;
	const char *method, *path; /* libmicrohttpd's */
	const char *part[2];       /* what stands for {...} in the route's pattern; points into path */
	size_t part_len[2];
	const char *lang;          /* the pages' language for this visitor */
	const struct kiosk *kiosk; /* whose page this is, or NULL */

	char *body; /* heap */
	size_t body_len, body_cap;
	unsigned refused; /* the status that awaits the end of the body, or 0 */
	char allow[32];   /* with 405: the methods that the path knows */

	/* While the record is on its way to the store: */
	bool waiting;
	struct write write;
	unsigned char id[STORE_ID_BYTES];
	unsigned char *record; /* heap, or NULL when the body is the record */
	enum MHD_Result (*written)(struct exchange *ex);

	/* A receipt and what it derives, for a person without script: */
	struct derive_job derive;         /* its keys are of sodium_malloc, or NULL */
	char receipt[RECEIPT_DIGITS + 1]; /* "" where none is given */
	bool receipt_drawn;               /* now, and not carried by the page */

	/* A page's form, kept until the sheet is durable so that nothing typed is lost when it cannot be: */
	struct fields fields;
	const struct desk *desk;
	struct brought brought;
};

struct exchange *exchange_new(struct service *service, struct MHD_Connection *connection, struct conn *conn);
void exchange_free(struct exchange *ex); /* wipes; accepts NULL */

/* Adds to the body. False when there is no memory for it, or all senders together hold too much. */
bool exchange_add(struct exchange *ex, const char *bytes, size_t len);
/* Wipes and forgets the body. */
void exchange_drop(struct exchange *ex);

/* Hands the record, and the hash of the slip that it costs (or NULL), to the writer and lets the connection wait;
 * `written` goes on when ex->write.err stands, with STORE_FULL also when the writer takes no more. */
enum MHD_Result exchange_put(struct exchange *ex, struct store *store, const unsigned char *record,
                             const unsigned char *slip, enum MHD_Result (*written)(struct exchange *ex));

/* Derives ex->receipt's keys and lets the connection wait; `derived` goes on when ex->derive.err stands:
 * SEAL_NOMEM also when too many wait already. */
enum MHD_Result exchange_derive(struct exchange *ex, enum MHD_Result (*derived)(struct exchange *ex));
/* Wipes and forgets the keys. */
void exchange_forget_keys(struct exchange *ex);

/* A header of the request, or NULL. */
const char *exchange_header(const struct exchange *ex, const char *name);
bool exchange_has_query(const struct exchange *ex);
/* The value of a query parameter, or NULL. */
const char *exchange_query(const struct exchange *ex, const char *name);

#endif
