/* An entry of the audit: one doing of a member of staff, as the server saw it asked for. The request's own signature
 * stands in it, so who opens the audit checks that the member of staff asked for just this; a server can leave entries
 * out, but make none up. docs/AUDIT.md has the format.
 *
 *   {"audit":{"wave":..,"id":..,"form":..,"method":..,"authority":..,"path":..,"bytes":N,"digest":..,"input":..,
 *    "signature":..,"name":..,"box":..,"sign":..}}
 *
 * It is a record like any other, under the lock of the form "audit". */
#ifndef SEAL_AUDIT_H
#define SEAL_AUDIT_H

#include "core/arena.h"
#include "core/buf.h"
#include "seal/lock.h"
#include "seal/request.h"

#define AUDIT_FORM "audit"
#define AUDIT_RECORD_BYTES 4000

struct audit {
	unsigned char id[ID_BYTES];
	const char *wave;
	const char *form; /* that the path's lock is for, by the server's word; "" when it named none */
	const char *method, *authority, *path;
	uint64_t bytes;                         /* of the request's body, by the server's word */
	const char *digest, *input, *signature; /* the three headers */
	struct card card; /* whose; the name is the server's word, the keys are what the card's id is made of */
	int64_t created;  /* seconds since 1970, as signed: set by reading */
};

/* Writes an entry. out->failed when memory ran out. */
void audit_write(struct buf *out, const struct audit *a);

/* Reads an entry and holds its signature against what it says was asked for. SEAL_FORMAT, SEAL_NOMEM; SEAL_SIGNATURE:
 * this card's holder did not ask for this. The texts lie in the arena. */
enum seal_err audit_read(const char *text, size_t len, struct arena *arena, struct audit *out);

bool audit_begins(const char *text, size_t len);

#endif
