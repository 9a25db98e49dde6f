/* "address-header" of site.json: the header in which a proxy on this computer hands visitors' addresses on. */
#ifndef SERVER_SITE_PROXY_H
#define SERVER_SITE_PROXY_H

#include "core/value.h"
#include "server/site.h"

/* Answers what is wrong with the value, or NULL. */
const char *site_address_header_read(struct site *site, struct value v);

/* Whether nobody but a proxy on this computer can send that header to who listens on host, "127.0.0.1" or "[::1]". True
 * where none is looked at. */
bool site_proxy_alone(const struct site *site, const char *host);

#endif
