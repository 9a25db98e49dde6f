/* Nonces of staff requests, a list a card. */
#include "server/replay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct nonce {
	int64_t created;
	unsigned char bytes[REQUEST_NONCE_BYTES];
};

struct share {
	unsigned char card_id[CARD_ID_BYTES];
	struct nonce *nonces; /* heap, room for REPLAY_NONCES_MAX */
	size_t count;
	int64_t horizon; /* whatever was created before this may have been forgotten */
};

struct replay {
	pthread_mutex_t mutex;
	int64_t start;
	size_t count;
	struct share shares[REPLAY_CARDS_MAX];
};

struct replay *replay_new(int64_t now)
{
	struct replay *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	if (pthread_mutex_init(&r->mutex, NULL) != 0) {
		free(r);
		return NULL;
	}
	r->start = now;
	return r;
}

void replay_free(struct replay *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->count; i++)
		free(r->shares[i].nonces);
	pthread_mutex_destroy(&r->mutex);
	free(r);
}

static struct share *share_of(struct replay *r, const unsigned char card_id[static CARD_ID_BYTES])
{
	struct share *s;

	for (size_t i = 0; i < r->count; i++) {
		if (id_equal(r->shares[i].card_id, card_id))
			return &r->shares[i];
	}
	if (r->count == REPLAY_CARDS_MAX)
		return NULL;
	s = &r->shares[r->count];
	s->nonces = calloc(REPLAY_NONCES_MAX, sizeof *s->nonces);
	if (s->nonces == NULL)
		return NULL;
	memcpy(s->card_id, card_id, CARD_ID_BYTES);
	s->horizon = r->start;
	r->count++;
	return s;
}

/* Drops what is outside the window by this clock, and remembers how far that reached. */
static void drop_old(struct share *s, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (s->nonces[i].created >= now - REQUEST_WINDOW_SECONDS)
			s->nonces[kept++] = s->nonces[i];
		else if (s->nonces[i].created >= s->horizon)
			s->horizon = s->nonces[i].created + 1;
	}
	s->count = kept;
}

static enum replay_answer take(struct share *s, const struct request_claim *claim, int64_t now)
{
	for (size_t i = 0; i < s->count; i++) {
		if (memcmp(s->nonces[i].bytes, claim->nonce, REQUEST_NONCE_BYTES) == 0)
			return REPLAY_SEEN;
	}
	drop_old(s, now);
	if (claim->created < s->horizon)
		return REPLAY_OLD;
	if (s->count == REPLAY_NONCES_MAX)
		return REPLAY_FULL;
	s->nonces[s->count].created = claim->created;
	memcpy(s->nonces[s->count].bytes, claim->nonce, REQUEST_NONCE_BYTES);
	s->count++;
	return REPLAY_FRESH;
}

enum replay_answer replay_take(struct replay *r, const struct request_claim *claim, int64_t now)
{
	enum replay_answer answer = REPLAY_NOMEM;
	struct share *s;

	pthread_mutex_lock(&r->mutex);
	s = share_of(r, claim->card->id);
	if (s != NULL)
		answer = take(s, claim, now);
	pthread_mutex_unlock(&r->mutex);
	return answer;
}
