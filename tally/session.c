#include "tally/session.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "core/answers.h"
#include "core/form_easy.h"
#include "tally/cards.h"
#include "tally/forms.h"
#include "tally/keyfile.h"

void session_now(struct moment *now)
{
	struct timespec t;
	struct tm local;
	clock_gettime(CLOCK_REALTIME, &t);
	now->ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	now->utc_offset_minutes = localtime_r(&t.tv_sec, &local) != NULL ? (int)(local.tm_gmtoff / 60) : 0;
}

/* "form: wave, wave" of what is there, for a message. */
static void list_waves(const struct archive *a, const char *form, struct buf *out)
{
	for (size_t i = 0; i < a->lock_count; i++) {
		if (form != NULL && strcmp(a->locks[i].form, form) != 0)
			continue;
		buf_printf(out, "%s%s", out->len > 0 ? ", " : "", form ? a->locks[i].wave : a->locks[i].form);
	}
}

static bool no_wave(const struct session *s, const char *wanted, bool several, struct fault *fault)
{
	struct buf waves, forms;
	buf_init(&waves, 300);
	buf_init(&forms, 300);
	list_waves(&s->archive, s->form->id, &waves);
	list_waves(&s->archive, NULL, &forms);
	if (several)
		fault_say(fault, "the archive has several waves of %s: choose one with --wave (%s)", s->form->id,
		          waves.data);
	else if (waves.len > 0)
		fault_say(fault, "the archive has no wave %s of %s, but %s", wanted, s->form->id, waves.data);
	else
		fault_say(fault, "the archive has no lock for the form %s (there are: %s)", s->form->id,
		          forms.len > 0 ? forms.data : "none");
	buf_release(&waves);
	buf_release(&forms);
	return false;
}

static bool choose_wave(struct session *s, const char *wanted, struct fault *fault)
{
	for (size_t i = 0; i < s->archive.lock_count; i++) {
		const struct lock *lock = &s->archive.locks[i];
		if (strcmp(lock->form, s->form->id) != 0 || (wanted != NULL && strcmp(lock->wave, wanted) != 0))
			continue;
		if (s->wave != NULL && strcmp(s->wave, lock->wave) != 0)
			return no_wave(s, wanted, true, fault);
		s->wave = lock->wave;
	}
	return s->wave != NULL || no_wave(s, wanted, false, fault);
}

static bool open_lock(struct session *s, size_t i, const struct key *key, const struct card *trusted,
                      size_t trusted_count, struct fault *fault)
{
	const struct lock *lock = &s->archive.locks[i];
	if (!lock_trusted(lock, &key->card, trusted, trusted_count, fault))
		return false;
	enum seal_err err = opener_init(&s->openers[i], lock, key);
	if (err == SEAL_STRANGER)
		return fault_set(fault, "%s may not open %s, wave %s: the lock has no grant for this key",
		                 key->card.name, lock->form, lock->wave);
	return err == SEAL_OK ||
	       fault_set(fault, "the lock for %s, wave %s: %s", lock->form, lock->wave, seal_err_text(err));
}

static bool is_chosen(const struct session *s, const struct lock *lock)
{
	bool ours = strcmp(lock->form, s->form->id) == 0 || (s->easy && strcmp(lock->form, s->easy->id) == 0);
	return ours && strcmp(lock->wave, s->wave) == 0;
}

static bool open_locks(struct session *s, const struct session_order *order, struct fault *fault)
{
	struct card trusted[SESSION_TRUST_MAX];
	struct key own = {0};
	const struct key *key = order->unlocked ? order->unlocked : &own;
	bool *chosen = calloc(s->archive.lock_count, sizeof *chosen);
	s->openers = calloc(s->archive.lock_count, sizeof *s->openers);
	bool ok = (chosen != NULL && s->openers != NULL) || fault_set(fault, "memory ran out");
	ok = ok && cards_load(order->trust, order->trust_count, trusted, fault) &&
	     (order->unlocked != NULL || keyfile_load(order->key, order->passphrase_file, &own, fault));
	for (size_t i = 0; ok && i < s->archive.lock_count; i++) {
		chosen[i] = is_chosen(s, &s->archive.locks[i]);
		if (chosen[i])
			ok = open_lock(s, i, key, trusted, order->trust_count, fault);
		s->records += chosen[i] ? archive_records(&s->archive, i) : 0;
	}
	ok = ok && doubles_find(&s->doubles, &s->archive, chosen, DOUBLES_SHARE, fault);
	key_release(&own);
	free(chosen);
	return ok;
}

static bool load_easy(struct session *s, const char *path, struct fault *fault)
{
	struct problems problems;
	if (path == NULL)
		return true;
	if (!form_load(path, &s->easy, fault))
		return false;
	problems_init(&problems);
	bool fits = form_easy_check(path, s->easy, s->form, &problems) ||
	            fault_set(fault, "%s:%u: %s", path, problems.count > 0 ? problems.items[0].line : 0,
	                      problems.count > 0 ? problems.items[0].reason : "memory ran out");
	problems_release(&problems);
	return fits;
}

bool session_open(struct session *s, const struct session_order *order, struct fault *fault)
{
	*s = (struct session){.archive.fd = -1};
	return form_load(order->form, &s->form, fault) && load_easy(s, order->easy, fault) &&
	       archive_open(&s->archive, order->archive, ARCHIVE_READ, fault) && choose_wave(s, order->wave, fault) &&
	       open_locks(s, order, fault);
}

void session_close(struct session *s)
{
	for (size_t i = 0; s->openers != NULL && i < s->archive.lock_count; i++)
		if (s->openers[i].lock != NULL)
			opener_release(&s->openers[i]);
	free(s->openers);
	doubles_release(&s->doubles);
	archive_close(&s->archive);
	form_free(s->form);
	form_free(s->easy);
	*s = (struct session){.archive.fd = -1};
}
