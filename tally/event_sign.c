#include "tally/event_sign.h"

#include "seal/event.h"

void event_sign(struct buf *out, const char *object, size_t len, const struct key *key)
{
	unsigned char signature[EVENT_SIGNATURE_BYTES];
	struct buf card;

	buf_init(&card, CARD_MAX_BYTES);
	card_write(&card, key);
	key_sign(signature, key, object, len);
	if (card.failed)
		out->failed = true;
	else
		event_wrap(out, object, len, card.data, card.len, signature);
	buf_release(&card);
}
