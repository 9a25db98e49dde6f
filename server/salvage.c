#include "server/salvage.h"

#include <inttypes.h>
#include <unistd.h>

#include "server/site.h"
#include "server/store.h"

struct rescue {
	char data[STORE_PATH_MAX];
	const char *folder;
	FILE *out, *log;
	int code;
};

static void rescue(struct rescue *r, const struct lock *lock)
{
	char from[STORE_PATH_MAX], to[STORE_PATH_MAX];
	struct store *store = NULL;
	enum store_err err;
	uint64_t saved;

	store_path(from, sizeof from, r->data, lock->id);
	store_path(to, sizeof to, r->folder, lock->id);
	if (access(from, F_OK) != 0)
		return;
	err = store_open("sqlite", r->data, lock->id, lock->record_size, &store);
	if (err == STORE_OK)
		fprintf(r->out, "%s: sound, %" PRIu64 " records\n", from, store_count(store));
	store_close(store);
	if (err == STORE_OK)
		return;
	if (err == STORE_DAMAGED)
		err = store_salvage(r->data, lock->id, lock->record_size, r->folder, &saved);
	if (err == STORE_OK) {
		fprintf(r->out, "%s: damaged; %" PRIu64 " intact records are in %s\n", from, saved, to);
		return;
	}
	fprintf(r->log, "%s: %s\n", from,
	        err == STORE_BUSY ? "another process holds it, or the file to make stands there already"
	                          : store_err_text(err));
	r->code = 1;
}

int salvage_site(const char *path, const char *folder, FILE *out, FILE *log)
{
	struct rescue r = {.folder = folder, .out = out, .log = log, .code = 1};
	struct problems problems, notes;
	struct site *site = NULL;

	problems_init(&problems);
	problems_init(&notes);
	if (site_read(path, &site, &problems, &notes) == CORE_OK &&
	    snprintf(r.data, sizeof r.data, "%s/data", path) < (int)sizeof r.data) {
		r.code = 0;
		for (size_t i = 0; i < site->offer_count; i++)
			rescue(&r, &site->offers[i].lock);
		for (size_t i = 0; i < site->earlier_count; i++)
			rescue(&r, &site->earlier[i]);
	}
	for (size_t i = 0; i < problems.count; i++)
		fprintf(log, "%s:%u: %s\n", problems.items[i].file, problems.items[i].line, problems.items[i].reason);
	problems_release(&problems);
	problems_release(&notes);
	site_free(site);
	return r.code;
}
