/* Strict reading of the head of a request (RFC 9112), before libmicrohttpd sees it.
 *
 * libmicrohttpd 0.9.75 lets pass, even when strict, what two readers may understand differently: bare line feeds,
 * blanks before a colon, NUL, two lengths, folded lines, any target (docs/decisions/0005-strict-framing.md). Here such
 * a head is refused, and of an honest one only the fields on our list are passed on, written anew: the others (a
 * proxy's addresses, cookies, the browser's name) never enter the program's reading. Pure: no socket, no memory. */
#ifndef SERVER_FRAMING_H
#define SERVER_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAMING_HEAD_MAX 16384  /* bytes of a head as it comes */
#define FRAMING_PASSED_MAX 2048 /* bytes of a head as it is passed on */
#define FRAMING_TARGET_MAX 512
#define FRAMING_ADDRESS_MAX 46         /* an address as text and its NUL: INET6_ADDRSTRLEN */
#define FRAMING_BODY_MAX 1000000000000 /* a length above it is no length at all */

struct framing_rules {
	const char *const *hosts; /* lower case, with the port when it is not the scheme's own */
	size_t host_count;
	bool https;                /* the port that may be left out is 443, not 80 */
	const char *address_field; /* in which our own proxy hands the visitor's address on, or NULL */
};

struct framing_head {
	unsigned status;                   /* 0, or the HTTP status that this request is refused with */
	uint64_t body;                     /* bytes of body that follow; 0 when refused */
	bool chunked;                      /* a body of unknown length follows */
	bool forwarded;                    /* a proxy has put a visitor's address into it, and nobody asked it to */
	char visitor[FRAMING_ADDRESS_MAX]; /* what stands in address_field, or "": to be wiped by the caller */
	char passed[FRAMING_PASSED_MAX];   /* what libmicrohttpd is to read instead */
	size_t passed_len;
};

/* The length of the head at the start of bytes with its empty line, or 0 when it is not whole yet. A line that does not
 * end in CR LF sets *broken. *scanned remembers how far earlier calls for the same head have looked. */
size_t framing_head_length(const char *bytes, size_t len, size_t *scanned, bool *broken);

/* Reads a whole head. close: the connection is to end with this request. A refused head is passed on as a request with
 * the method "refused-NNN" (no client can send a method in small letters), so that the answer goes the usual way. */
void framing_read(const char *head, size_t len, const struct framing_rules *rules, bool close,
                  struct framing_head *out);
void framing_refuse(struct framing_head *out, unsigned status, const char *accept_language, size_t len);

#define FRAMING_REFUSED "refused-"

#endif
