/* A server that is a relay: what it takes it passes to the town's server, once each, and erases it here when that one
 * has it. docs/RELAY.md says what for.
 *
 * Each record waits for a time drawn at random, without memory: every second each is passed on with the same small
 * chance. So neither the order nor the time of arrival follows those of filling in, and nothing about when a record
 * came has to be kept. */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "server/service.h"

#define RELAY_WAIT_SECONDS 600 /* that a record waits on average */
#define RELAY_WAIT_MAX 86400

struct relay_options {
	const char *url; /* of the town's server */
	const char *ca;  /* a file with the authority to trust instead of the system's, or NULL */
	unsigned wait_seconds;
};

struct relay;

/* Before the process confines itself. NULL with the reason on log; options must outlive it. */
struct relay *relay_new(const struct relay_options *options, FILE *log);
/* Starts its thread. service must be started, and be stopped only after relay_stop. */
bool relay_start(struct relay *r, const struct service *service);
void relay_stop(struct relay *r);
void relay_free(struct relay *r); /* accepts NULL */

/* For /healthz, in one word, from any thread: "well", "away" (the town's server cannot be reached, or says that it
 * cannot store) or "refused" (it refuses records as things stand; they wait here). No number: those who can ask would
 * learn when a sheet came. */
const char *relay_word(const struct relay *r);

/* What the operator should hear of since the last time: moved to notes. */
void relay_news(struct relay *r, struct problems *notes);

/* True when it can go on no more: uzklausi-relay has ended. */
bool relay_over(const struct relay *r);

/* How many records wait here. After relay_stop. */
uint64_t relay_waiting(const struct relay *r);

#endif
