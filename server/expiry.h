/* What staff ask to be erased, and when (docs/MAILBOX.md): reads {"day":"2026-06-01","ids":[HEX],"mailboxes":[HEX]}. */
#ifndef SERVER_EXPIRY_H
#define SERVER_EXPIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

#define EXPIRY_IDS_MAX 1000 /* of both kinds together */
#define EXPIRY_ARENA_MAX ((size_t)1 << 18)

struct expiry {
	bool never;                     /* "day": null: what was said before is taken back */
	uint16_t day;                   /* since 1970-01-01 */
	unsigned char *ids, *mailboxes; /* 16 bytes each, one after another; in the arena */
	size_t id_count, mailbox_count;
};

/* CORE_SYNTAX when it is anything else. */
enum core_err expiry_read(struct expiry *out, const char *text, size_t len, struct arena *arena);

/* The day on which it is to be: the one asked for, and not before `days` from today have passed. STORE_KEEP for never.
 */
uint16_t expiry_day(const struct expiry *e, uint16_t today, unsigned days);

/* "2026-06-01" */
void expiry_day_text(char out[static 11], uint16_t day);

#endif
