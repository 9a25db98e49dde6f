/* The address of a server that one of our programs asks: uzklausi-tally for the staff, uzklausi-relay for a box in a
 * tent. */
#ifndef CLIENT_ADDRESS_H
#define CLIENT_ADDRESS_H

#include <stdbool.h>

/* Who can listen in, and answer in the server's place. */
enum client_way {
	CLIENT_TLS,  /* nobody */
	CLIENT_HERE, /* http to this computer itself: only who is on it */
	CLIENT_NEAR, /* http to an address that only private networks have (RFC 1918, RFC 4193): who is in that network
	              */
	CLIENT_FAR,  /* http to any other: everyone on the way */
};

struct client_address {
	char *base;      /* heap: "https://host:port", no slash at the end */
	char *authority; /* heap: as the Host header has it, lower case */
	enum client_way way;
};

/* text: http or https, a host and perhaps a port, nothing else. False when it is not that, or memory ran out; *out is
 * to be released in every case. */
bool client_address_read(struct client_address *out, const char *text);
void client_address_release(struct client_address *a);

#endif
