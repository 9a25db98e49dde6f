/* What a server that is a relay (uzklausi-server run --relay) and the uzklausi-relay that it starts say to each other,
 * over a pair of connected sockets: one request, one answer, in turn. Both run on one computer and come from one build,
 * so these are plain structs; FRAME_VERSION is compared at the start. */
#ifndef RELAY_FRAME_H
#define RELAY_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_VERSION 1
#define FRAME_FORM_MAX 40
#define FRAME_RECORD_MAX 65000

/* Followed by the record. With size 0 there is none: is the town's server there and well? */
struct frame_request {
	uint32_t size; /* bytes of the record */
	char form[FRAME_FORM_MAX + 1];
	char id[33]; /* of the sheet, in hex */
};

enum frame_kind {
	FRAME_READY = 1, /* once, unasked, when it can be used; status is FRAME_VERSION */
	FRAME_TAKEN,     /* the town's server has the record, durably; or it is there and well */
	FRAME_AWAY,      /* no answer, or none that says what became of it: again later */
	FRAME_REFUSED,   /* the town's server will not take this record as things stand */
};

struct frame_answer {
	uint32_t kind;
	uint32_t status; /* of HTTP, or 0 */
	char text[160];  /* English, why: one line, never from the network */
};

/* All of it or false, with errno; 0 when the other side has ended. */
bool frame_send(int fd, const void *bytes, size_t len);
bool frame_receive(int fd, void *bytes, size_t len);

#endif
