/* uzklausi-tally inbox list --watch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tally/announce.h"
#include "tally/fetch_ids.h"
#include "tally/inbox_verbs.h"
#include "tally/options.h"
#include "tally/terminal.h"

#define EVERY_USUAL 300 /* seconds */

static void complain(const char *text)
{
	fputs("uzklausi-tally inbox: ", stderr);
	terminal_write(stderr, text);
	fputc('\n', stderr);
}

/* The reports that wait, and of those with something new to read the number of messages. */
static bool waiting(const struct inbox *b, struct ids *out)
{
	unsigned char *ids = malloc((b->letter_count + 1) * ID_BYTES);
	size_t count = 0;

	if (ids == NULL)
		return false;
	for (size_t i = 0; i < b->letter_count; i++)
		if (!b->letters[i].gone && story_waits(&b->letters[i].story))
			memcpy(ids + ID_BYTES * count++, b->letters[i].id, ID_BYTES);
	bool ok = ids_set(out, ids, count);
	free(ids);
	return ok;
}

static void announce(const struct inbox *b, const struct inbox_wish *wish, size_t fresh, size_t all)
{
	struct fault why = {0};
	char at[EVENT_TIME_BYTES + 1];

	time_now(at);
	if (b->order->json)
		printf("{\"at\":\"%s\",\"new\":%zu,\"waiting\":%zu}\n", at, fresh, all);
	else
		printf("%s  %zu new, %zu in all to be read\n", at, fresh, all);
	fflush(stdout);
	if (!announce_desktop(&why))
		complain(why.text);
	if (wish->mail != NULL && !announce_mail(wish->mail, &why))
		complain(why.text);
}

static void pause_for(unsigned seconds)
{
	struct timespec left = {.tv_sec = seconds};

	while (nanosleep(&left, &left) != 0)
		;
}

bool inbox_watch(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct ids known = {0};
	unsigned every = EVERY_USUAL;

	if (b->order->server == NULL)
		return fault_set(fault, "--watch needs --server");
	if (wish->every != NULL && (!option_number("--every", wish->every, &every, fault) || every == 0))
		return every != 0 ? false : fault_set(fault, "--every needs a number of seconds above 0");
	for (;;) {
		struct ids now = {0}, fresh = {0};
		struct fault why = {0};

		if (!waiting(b, &now) || !ids_without(&fresh, &now, &known))
			return fault_set(fault, "memory ran out");
		if (fresh.count > 0)
			announce(b, wish, fresh.count, now.count);
		ids_release(&fresh);
		ids_release(&known);
		known = now;
		do {
			why.text[0] = '\0';
			pause_for(every);
			if (!inbox_refresh(b, &why))
				complain(why.text);
			else if (!b->online)
				complain(b->offline.text);
		} while (!b->online || why.text[0] != '\0');
	}
}
