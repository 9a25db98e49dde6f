/* Memory against replay of signed staff requests: a nonce is taken once for each card within the window in which its
 * signature holds (seal/request.h). In memory only, of a stated size, safe to use from all threads.
 *
 * What may have been forgotten is refused: signatures made before the memory began (the server's start), and whatever
 * is as old as something that was dropped. So neither a restart nor a clock set back lets a request through a second
 * time. The one exception, of a signer whose clock runs ahead, across a restart, is named in docs/THREATS.md. */
#ifndef SERVER_REPLAY_H
#define SERVER_REPLAY_H

#include <stdint.h>
#include "seal/request.h"

#define REPLAY_CARDS_MAX 256
#define REPLAY_NONCES_MAX 8192 /* of one card within the window: a card can fill its own share, not another's */

struct replay;

enum replay_answer {
	REPLAY_FRESH = 0,
	REPLAY_SEEN, /* taken before */
	REPLAY_OLD,  /* may have been forgotten */
	REPLAY_FULL, /* too many requests of this card: try again when the window has moved on */
	REPLAY_NOMEM,
};

/* now: seconds since 1970, as everywhere here. NULL when memory ran out. */
struct replay *replay_new(int64_t now);
void replay_free(struct replay *r);

/* To be asked only about claims that request_verify found good. */
enum replay_answer replay_take(struct replay *r, const struct request_claim *claim, int64_t now);

#endif
