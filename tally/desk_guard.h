/* Who may speak to the coordinator's desk, a web page on their own computer. Pure: it judges what a request says of
 * itself, before anything else is looked at.
 *
 * The desk listens on 127.0.0.1, where every program and every page in the browser can knock. So a request must name
 * the desk's own address as its Host (against DNS rebinding), must not come from a page of another origin, the same
 * computer's other ports among them (SameSite does not tell those apart), and must bring the cookie. The cookie is
 * given once, for the token in the address that the desk opens in the browser. */
#ifndef TALLY_DESK_GUARD_H
#define TALLY_DESK_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#define DESK_SECRET_HEX 64 /* 32 random bytes */
#define DESK_COOKIE "uzklausi-desk"

struct desk_guard {
	char host[24]; /* "127.0.0.1:PORT" */
	char token[DESK_SECRET_HEX + 1];
	char cookie[DESK_SECRET_HEX + 1];
	bool spent; /* the token has been given in */
};

/* What a request says of itself; NULL where it says nothing. */
struct desk_request {
	const char *host, *origin, *cookie;
	const char *site; /* Sec-Fetch-Site */
	bool changes;     /* POST */
	bool twice;       /* one of these headers came more than once */
};

enum desk_verdict {
	DESK_ADMITTED = 0,
	DESK_NO_COOKIE = 401,
	DESK_FOREIGN = 403,
	DESK_MISDIRECTED = 421,
};

/* sodium_init has been called. */
void desk_guard_init(struct desk_guard *g, uint16_t port);
void desk_guard_release(struct desk_guard *g); /* wipes */

/* Whether the request was meant for the desk and comes from its own pages, or from the browser's address line:
 * DESK_ADMITTED, DESK_FOREIGN or DESK_MISDIRECTED. For the one address that takes the token. */
enum desk_verdict desk_guard_origin(const struct desk_guard *g, const struct desk_request *r);
/* The same, and brings the cookie. For everything else. */
enum desk_verdict desk_guard_admit(const struct desk_guard *g, const struct desk_request *r);

/* Gives in the token: true once, for the right one. Takes the same time whatever is wrong with a token of the right
 * length. */
bool desk_guard_spend(struct desk_guard *g, const char *token);

#endif
