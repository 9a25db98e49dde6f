#include "server/limits.h"

#include <arpa/inet.h>
#include <math.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/work.h"

#define BLOCKS 65536

/* What came without script lately: leaks away one by one. */
struct lane {
	int64_t full_until; /* ms: the lane is empty from then on */
};

struct limits {
	pthread_mutex_t mutex;
	unsigned char salt[crypto_shorthash_KEYBYTES];
	int64_t hour_began;
	double recent; /* records of the whole site, halved every LIMITS_HALVED_MS */
	int64_t recent_at;
	struct lane lane, asking;
	uint32_t took[BLOCKS]; /* within the hour */
	struct lane lanes[BLOCKS], askings[BLOCKS];
};

static void begin_hour(struct limits *l, int64_t now)
{
	sodium_memzero(l->took, sizeof l->took);
	sodium_memzero(l->lanes, sizeof l->lanes);
	sodium_memzero(l->askings, sizeof l->askings);
	randombytes_buf(l->salt, sizeof l->salt);
	l->hour_began = now;
}

struct limits *limits_new(int64_t now)
{
	struct limits *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	if (pthread_mutex_init(&l->mutex, NULL) != 0) {
		free(l);
		return NULL;
	}
	begin_hour(l, now);
	l->recent_at = now;
	return l;
}

void limits_free(struct limits *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->mutex);
	sodium_memzero(l, sizeof *l);
	free(l);
}

void limits_tick(struct limits *l, int64_t now)
{
	pthread_mutex_lock(&l->mutex);
	if (now - l->hour_began >= LIMITS_HOUR_MS)
		begin_hour(l, now);
	pthread_mutex_unlock(&l->mutex);
}

/* --- blocks --- */

#define BLOCK_BYTES 8 /* family, then up to 7 bytes of the address */

static uint16_t place_of(struct limits *l, unsigned char block[static BLOCK_BYTES])
{
	unsigned char hash[crypto_shorthash_BYTES];
	pthread_mutex_lock(&l->mutex);
	crypto_shorthash(hash, block, BLOCK_BYTES, l->salt);
	pthread_mutex_unlock(&l->mutex);
	sodium_memzero(block, BLOCK_BYTES);
	uint16_t place = (uint16_t)(hash[0] << 8 | hash[1]);
	return place == LIMITS_NOBODY ? 1 : place;
}

static uint16_t place_of_v4(struct limits *l, const unsigned char *address)
{
	unsigned char block[BLOCK_BYTES] = {4, address[0], address[1], address[2]};
	return address[0] == 127 ? LIMITS_NOBODY : place_of(l, block);
}

static uint16_t place_of_v6(struct limits *l, const struct in6_addr *address)
{
	unsigned char block[BLOCK_BYTES] = {6};
	if (IN6_IS_ADDR_V4MAPPED(address))
		return place_of_v4(l, address->s6_addr + 12);
	if (IN6_IS_ADDR_LOOPBACK(address) || IN6_IS_ADDR_UNSPECIFIED(address))
		return LIMITS_NOBODY;
	memcpy(block + 1, address->s6_addr, BLOCK_BYTES - 1);
	return place_of(l, block);
}

uint16_t limits_block(struct limits *l, const struct sockaddr *address)
{
	if (address && address->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, address, sizeof v4);
		return place_of_v4(l, (const unsigned char *)&v4.sin_addr);
	}
	if (address && address->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, address, sizeof v6);
		return place_of_v6(l, &v6.sin6_addr);
	}
	return LIMITS_NOBODY;
}

uint16_t limits_block_of_text(struct limits *l, const char *address)
{
	struct in_addr v4;
	struct in6_addr v6;
	uint16_t place = LIMITS_NOBODY;
	if (inet_pton(AF_INET, address, &v4) == 1)
		place = place_of_v4(l, (const unsigned char *)&v4);
	else if (inet_pton(AF_INET6, address, &v6) == 1)
		place = place_of_v6(l, &v6);
	sodium_memzero(&v4, sizeof v4);
	sodium_memzero(&v6, sizeof v6);
	return place;
}

/* --- work --- */

static void fade(struct limits *l, int64_t now)
{
	if (now > l->recent_at) {
		l->recent *= exp2((double)(l->recent_at - now) / LIMITS_HALVED_MS);
		l->recent_at = now;
	}
}

/* One bit, which is twice the work, for each doubling. */
static unsigned doublings(double count, double free_of_it)
{
	unsigned bits = 0;
	for (double bound = free_of_it; count > bound && bits < WORK_BITS_MOST; bound *= 2)
		bits++;
	return bits;
}

unsigned limits_bits(struct limits *l, uint16_t block, int64_t now)
{
	pthread_mutex_lock(&l->mutex);
	fade(l, now);
	unsigned bits = WORK_BITS_LEAST + doublings(l->recent, LIMITS_RECENT_FREE);
	if (block != LIMITS_NOBODY)
		bits += doublings(l->took[block], LIMITS_BLOCK_FREE);
	pthread_mutex_unlock(&l->mutex);
	return bits < WORK_BITS_MOST ? bits : WORK_BITS_MOST;
}

void limits_took(struct limits *l, uint16_t block, int64_t now)
{
	pthread_mutex_lock(&l->mutex);
	fade(l, now);
	l->recent += 1;
	if (block != LIMITS_NOBODY && l->took[block] < UINT32_MAX)
		l->took[block]++;
	pthread_mutex_unlock(&l->mutex);
}

/* --- the slower lane --- */

static bool has_room(const struct lane *lane, int64_t now, int64_t each_ms, int64_t at_once)
{
	return lane->full_until <= now + each_ms * (at_once - 1);
}

static void enter(struct lane *lane, int64_t now, int64_t each_ms)
{
	lane->full_until = (lane->full_until > now ? lane->full_until : now) + each_ms;
}

/* How many may come at once, and one in how many milliseconds after that: of all, and of one block. */
struct pace {
	int64_t at_once, ms, block_at_once, block_ms;
};
static const struct pace slow_pace = {LIMITS_SLOW_AT_ONCE, LIMITS_SLOW_MS, LIMITS_BLOCK_SLOW_AT_ONCE,
                                      LIMITS_BLOCK_SLOW_MS};
static const struct pace ask_pace = {LIMITS_ASK_AT_ONCE, LIMITS_ASK_MS, LIMITS_BLOCK_ASK_AT_ONCE, LIMITS_BLOCK_ASK_MS};

/* own: the block's, or NULL. */
static bool pass(struct limits *l, struct lane *all, struct lane *own, const struct pace *pace, int64_t now)
{
	pthread_mutex_lock(&l->mutex);
	bool goes = has_room(all, now, pace->ms, pace->at_once) &&
	            (!own || has_room(own, now, pace->block_ms, pace->block_at_once));
	if (goes) {
		enter(all, now, pace->ms);
		if (own)
			enter(own, now, pace->block_ms);
	}
	pthread_mutex_unlock(&l->mutex);
	return goes;
}

bool limits_slow_lane(struct limits *l, uint16_t block, int64_t now)
{
	return pass(l, &l->lane, block == LIMITS_NOBODY ? NULL : &l->lanes[block], &slow_pace, now);
}

bool limits_ask(struct limits *l, uint16_t block, int64_t now)
{
	return pass(l, &l->asking, block == LIMITS_NOBODY ? NULL : &l->askings[block], &ask_pace, now);
}
