/* What the handlers work with: opened by main, then only read from. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "server/conn.h"
#include "server/posters.h"
#include "server/site.h"
#include "server/slipbox.h"
#include "server/store.h"
#include "server/work.h"
#include "server/writer.h"

struct deriver;
struct kiosk_cache;
struct limits;
struct mailboxes;
struct page_cache;
struct relay;
struct replay;
struct workspaces;

/* A lock and the store of its records. */
struct desk {
	const struct lock *lock;
	const struct offer *offer; /* NULL for an earlier wave: staff may still fetch it */
	struct store *store;
	struct workspaces *workspaces; /* of the offer */
	bool thanks_differ;            /* from person to person */
};

struct service {
	const struct site *site;
	struct desk *desks;
	size_t desk_count;
	struct writer *writer;
	struct page_cache *cache;
	struct kiosk_cache *kiosks;
	struct replay *replay;
	struct slipbox *slips;
	struct slip_counts *slip_counts;
	struct posters *posters;
	struct limits *limits;
	struct mailboxes *mailboxes; /* NULL where no form gives receipts */
	struct deriver *deriver;     /* the same */
	struct work work;
	struct relay *relay; /* NULL unless this server is one */
	struct conns conns;
};

/* Opens a store for each lock and renders what is rendered once. problems get what went wrong. */
bool service_open(struct service *s, const struct site *site, struct problems *problems);
/* Starts the writer's thread: after the process has confined itself. */
bool service_start(struct service *s);
void service_close(struct service *s);

/* The desk where a form's sheets are taken now, or NULL. */
const struct desk *service_desk(const struct service *s, const char *form, size_t len);
const struct desk *service_desk_of_lock(const struct service *s, const unsigned char lock_id[static LOCK_ID_BYTES]);

#endif
