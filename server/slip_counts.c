#include "server/slip_counts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "server/moment.h"

#define LOOK_MAX ((size_t)1 << 20)

/* One desk's look of the day. */
struct look {
	const struct desk *desk;
	char day[11];
	struct buf json;
	struct look *next;
};

struct slip_counts {
	pthread_mutex_t lock;
	struct look *looks; /* heap */
};

struct slip_counts *slip_counts_new(void)
{
	struct slip_counts *c = calloc(1, sizeof *c);
	if (c)
		pthread_mutex_init(&c->lock, NULL);
	return c;
}

void slip_counts_free(struct slip_counts *c)
{
	if (!c)
		return;
	for (struct look *look = c->looks, *next; look; look = next) {
		next = look->next;
		buf_release(&look->json);
		free(look);
	}
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct look *look_of(struct slip_counts *c, const struct desk *desk)
{
	for (struct look *look = c->looks; look; look = look->next)
		if (look->desk == desk)
			return look;
	struct look *fresh = calloc(1, sizeof *fresh);
	if (!fresh)
		return NULL;
	fresh->desk = desk;
	buf_init(&fresh->json, LOOK_MAX);
	fresh->next = c->looks;
	c->looks = fresh;
	return fresh;
}

static bool add_group(struct buf *out, struct store *store, const struct slip_group *group)
{
	size_t spent = 0;
	for (size_t i = 0; i < group->count; i++) {
		bool is_spent = false;
		if (store_spent(store, group->hashes[i], &is_spent) != STORE_OK)
			return false;
		spent += is_spent ? 1 : 0;
	}
	buf_adds(out, "{\"group\":");
	json_write_string(out, group->name, strlen(group->name));
	buf_printf(out, ",\"issued\":%zu,\"spent\":%zu}", group->count, spent);
	return !out->failed;
}

static bool look_anew(struct look *look, struct slipbox *slips, const char *day)
{
	struct slip_group *groups;
	size_t count;
	buf_release(&look->json);
	buf_init(&look->json, LOOK_MAX);
	if (!slipbox_groups(slips, look->desk->offer->form->id, &groups, &count))
		return false;
	buf_printf(&look->json, "{\"day\":\"%s\",\"groups\":[", day);
	bool ok = true;
	for (size_t i = 0; ok && i < count; i++) {
		buf_adds(&look->json, i ? "," : "");
		ok = add_group(&look->json, look->desk->store, &groups[i]);
	}
	buf_adds(&look->json, "]}\n");
	slip_groups_free(groups, count);
	memcpy(look->day, ok && !look->json.failed ? day : "", ok && !look->json.failed ? 11 : 1);
	return look->day[0] != '\0';
}

bool slip_counts_json(struct slip_counts *c, struct slipbox *slips, const struct desk *desk, struct buf *out)
{
	char day[11];
	struct moment now = moment_now();
	moment_day(day, &now);
	pthread_mutex_lock(&c->lock);
	struct look *look = look_of(c, desk);
	bool ok = look && (strcmp(look->day, day) == 0 || look_anew(look, slips, day));
	if (ok)
		buf_add(out, look->json.data, look->json.len);
	pthread_mutex_unlock(&c->lock);
	return ok && !out->failed;
}
