/* How much comes in, from everywhere and from each neighbourhood of the network, where nobody is asked who they are:
 * how much work a record costs, and whether a sheet without script may go through now.
 *
 * Of an address only its block is looked at (/24 of IPv4, /56 of IPv6), and of that only a salted hash, cut to the 16
 * bits that choose a place in a table of counts. The salt is drawn anew and the counts are cleared every hour, whether
 * anybody comes or not; neither is ever written anywhere. Places are shared: who shares one with a flooder has more
 * work for that hour, and nobody is refused for it who sends by script.
 *
 * Safe from all threads. Times are monotonic milliseconds that the caller reads. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;
struct limits;

#define LIMITS_NOBODY 0 /* a block that is not known, as behind a proxy: only the whole is limited */

#define LIMITS_HOUR_MS ((int64_t)3600 * 1000)
#define LIMITS_BLOCK_FREE 128        /* records of one block within the hour that cost no more than the first */
#define LIMITS_RECENT_FREE 128       /* the same for the recent ones of all blocks together */
#define LIMITS_HALVED_MS 30000       /* after so long, what came counts half as recent */
#define LIMITS_SLOW_AT_ONCE 150      /* without script: so many may come at once, */
#define LIMITS_SLOW_MS 1000          /* and then one in so long */
#define LIMITS_BLOCK_SLOW_AT_ONCE 40 /* the same for one block */
#define LIMITS_BLOCK_SLOW_MS 3000
#define LIMITS_ASK_AT_ONCE 300 /* questions after mailboxes: guessing receipts must stay slow */
#define LIMITS_ASK_MS 100
#define LIMITS_BLOCK_ASK_AT_ONCE 60
#define LIMITS_BLOCK_ASK_MS 2000

struct limits *limits_new(int64_t now); /* NULL when memory ran out */
void limits_free(struct limits *l);     /* wipes; accepts NULL */

/* To be called every few seconds: ends the hour when it is over. */
void limits_tick(struct limits *l, int64_t now);

/* The place of an address's block under the present salt, 1 to 65535; LIMITS_NOBODY for this computer's own addresses
 * (a proxy on it) and whatever is no IP address. */
uint16_t limits_block(struct limits *l, const struct sockaddr *address);
/* The same for an address as text, as a proxy hands it on. */
uint16_t limits_block_of_text(struct limits *l, const char *address);

/* The bits that a record of this block costs now: WORK_BITS_LEAST to WORK_BITS_MOST. */
unsigned limits_bits(struct limits *l, uint16_t block, int64_t now);
/* Notes a record that was new. */
void limits_took(struct limits *l, uint16_t block, int64_t now);

/* Lets one sheet without script through, or says no: then it is to come again a little later. */
bool limits_slow_lane(struct limits *l, uint16_t block, int64_t now);
/* The same for a question after a mailbox, with a lane of its own. */
bool limits_ask(struct limits *l, uint16_t block, int64_t now);

#endif
