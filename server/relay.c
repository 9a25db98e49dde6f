#include "server/relay.h"

#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "server/relay_link.h"
#include "server/relay_passed.h"

#define TICK_MS 1000
#define TICK_MS_AT_ONCE 200
#define PAUSE_MS 250 /* after the first failure; each further one doubles it */
#define PAUSE_MS_MAX 900000
#define FORGIVE_MS 3600000 /* what was refused is tried again after so long: a lock or a form may have come back */

_Static_assert(FRAME_FORM_MAX == LOCK_FORM_MAX && FRAME_RECORD_MAX >= STORE_RECORD_MAX,
               "what is stored can be passed on");

enum relay_state { RELAY_WELL, RELAY_AWAY, RELAY_REFUSED };

struct relay {
	const struct relay_options *options;
	struct relay_link link;
	int wake; /* can be read when the thread is to stop */
	pthread_t thread;
	bool started;
	atomic_int state;
	atomic_bool over;
	pthread_mutex_t telling;
	struct problems news;

	/* The thread's alone: */
	struct relay_queue queue;
	unsigned char *record; /* heap */
	struct relay_passed passed;
	bool stuck;              /* some of them cannot be erased */
	int64_t pause_ms;        /* 0: the town's server answers */
	int64_t forgive_at;      /* 0: nothing was refused */
	char said[160];          /* why it is away, when that was told last */
	const struct desk *sore; /* of the records that were refused last, and as what: told once */
	uint32_t sore_status;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when it is to stop. */
static bool rest(const struct relay *r, int64_t ms)
{
	struct pollfd wake = {.fd = r->wake, .events = POLLIN};
	return poll(&wake, 1, (int)ms) == 0 || !wake.revents;
}

/* --- what is told --- */

static void tell(struct relay *r, const char *form, const char *what, const char *why)
{
	pthread_mutex_lock(&r->telling);
	problems_add(&r->news, form ? form : r->options->url, 0, NULL, NULL, "%s%s", what, why);
	pthread_mutex_unlock(&r->telling);
}

static void come_back(struct relay *r)
{
	if (r->said[0])
		tell(r, NULL, "takes records again", "");
	r->said[0] = '\0';
	r->pause_ms = 0;
	atomic_store(&r->state, r->queue.refused_count ? RELAY_REFUSED : RELAY_WELL);
}

/* Pauses grow, and are never longer than a record waits anyway. */
static void go_away(struct relay *r, const char *why)
{
	int64_t most = (int64_t)r->options->wait_seconds * 1000;
	if (most > PAUSE_MS_MAX)
		most = PAUSE_MS_MAX;
	r->pause_ms = r->pause_ms ? r->pause_ms * 2 : PAUSE_MS;
	if (r->pause_ms > most)
		r->pause_ms = most > PAUSE_MS ? most : PAUSE_MS;
	atomic_store(&r->state, RELAY_AWAY);
	if (strcmp(r->said, why) == 0)
		return;
	snprintf(r->said, sizeof r->said, "%s", why);
	tell(r, NULL, "takes no records now, what comes waits here: ", why);
}

static void refused(struct relay *r, const struct relay_item *item, const struct frame_answer *answer)
{
	relay_queue_refuse(&r->queue, item);
	if (!r->forgive_at)
		r->forgive_at = now_ms() + FORGIVE_MS;
	come_back(r);
	if (r->sore == item->desk && r->sore_status == answer->status)
		return;
	r->sore = item->desk;
	r->sore_status = answer->status;
	char why[200];
	snprintf(why, sizeof why, "%s. They are kept here: docs/RELAY.md", answer->text);
	tell(r, item->desk->lock->form, "the town's server refuses its records: ", why);
}

/* --- erasing --- */

/* Until it can be done nothing more is sent: it would have to be sent again. */
static bool erase(struct relay *r)
{
	bool well = relay_passed_erase(&r->passed, &r->queue);
	if (!well && !r->stuck)
		tell(r, NULL, "has records that cannot be erased here now: is the disk full?", "");
	r->stuck = !well;
	return well;
}

/* --- one record --- */

static enum relay_asked ask(struct relay *r, const struct relay_item *item, struct frame_answer *answer)
{
	struct frame_request request = {0};
	if (item) {
		request.size = (uint32_t)item->desk->lock->record_size;
		memcpy(request.form, item->desk->lock->form, sizeof request.form);
		id_hex(request.id, item->id);
	}
	return relay_link_ask(&r->link, r->wake, &request, r->record, answer);
}

/* Whether to go on with others. */
static bool heed(struct relay *r, const struct relay_item *item, const struct frame_answer *answer)
{
	switch (answer->kind) {
	case FRAME_TAKEN:
		come_back(r);
		if (item)
			relay_passed_add(&r->passed, item);
		return r->passed.count < RELAY_PASSED_MAX || erase(r);
	case FRAME_REFUSED:
		if (item)
			refused(r, item, answer);
		return item;
	default:
		go_away(r, answer->text);
		return false;
	}
}

/* item NULL: only asks whether the town's server is well. */
static bool pass(struct relay *r, const struct relay_item *item)
{
	struct frame_answer answer;
	if (item && store_get(item->desk->store, item->id, r->record) != STORE_OK)
		return true;
	switch (ask(r, item, &answer)) {
	case RELAY_ANSWERED:
		return heed(r, item, &answer);
	case RELAY_GONE:
		atomic_store(&r->over, true);
		break;
	case RELAY_STOPPED:
		break;
	}
	return false;
}

/* --- the thread --- */

static void forgive(struct relay *r)
{
	if (!r->forgive_at || now_ms() < r->forgive_at)
		return;
	relay_queue_forgive(&r->queue);
	r->forgive_at = 0;
}

static uint64_t draw(const struct relay *r)
{
	return r->options->wait_seconds ? relay_queue_draw(&r->queue, TICK_MS, r->options->wait_seconds * 1000)
	                                : relay_queue_draw(&r->queue, 1, 1);
}

static void tick(struct relay *r)
{
	forgive(r);
	if (r->passed.count && !erase(r))
		return;
	/* after a failure one thing shows whether it is over */
	if (r->pause_ms && !pass(r, NULL))
		return;
	uint64_t due = draw(r);
	if (due == 0 || !relay_queue_list(&r->queue))
		return;
	const struct relay_item *item;
	while (due-- > 0 && (item = relay_queue_take(&r->queue)) && pass(r, item))
		;
	if (r->passed.count)
		erase(r);
}

static int64_t next_tick(const struct relay *r)
{
	if (r->pause_ms)
		return r->pause_ms / 2 + randombytes_uniform((uint32_t)r->pause_ms);
	return r->options->wait_seconds ? TICK_MS : TICK_MS_AT_ONCE;
}

static void *keep_passing(void *context)
{
	struct relay *r = context;
	pass(r, NULL);
	while (!relay_over(r) && rest(r, next_tick(r)))
		tick(r);
	return NULL;
}

/* --- its life --- */

struct relay *relay_new(const struct relay_options *options, FILE *log)
{
	struct relay *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->options = options;
	r->wake = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&r->telling, NULL);
	problems_init(&r->news);
	relay_passed_init(&r->passed, NULL);
	r->record = malloc(FRAME_RECORD_MAX);
	if (r->wake >= 0 && r->record && relay_link_open(&r->link, options->url, options->ca, log))
		return r;
	r->link.fd = -1;
	relay_free(r);
	return NULL;
}

bool relay_start(struct relay *r, const struct service *service)
{
	relay_queue_init(&r->queue, service->desks, service->desk_count);
	r->passed.writer = service->writer;
	r->started = pthread_create(&r->thread, NULL, keep_passing, r) == 0;
	return r->started;
}

void relay_stop(struct relay *r)
{
	const uint64_t one = 1;
	if (!r->started)
		return;
	while (write(r->wake, &one, sizeof one) < 0)
		;
	pthread_join(r->thread, NULL);
	r->started = false;
}

void relay_free(struct relay *r)
{
	if (!r)
		return;
	relay_stop(r);
	relay_link_close(&r->link);
	if (r->wake >= 0)
		close(r->wake);
	relay_queue_release(&r->queue);
	problems_release(&r->news);
	pthread_mutex_destroy(&r->telling);
	relay_passed_release(&r->passed);
	free(r->record);
	free(r);
}

const char *relay_word(const struct relay *r)
{
	static const char *const words[] = {[RELAY_WELL] = "well", [RELAY_AWAY] = "away", [RELAY_REFUSED] = "refused"};
	return words[atomic_load(&r->state)];
}

void relay_news(struct relay *r, struct problems *notes)
{
	pthread_mutex_lock(&r->telling);
	for (size_t i = 0; i < r->news.count; i++)
		problems_add(notes, r->news.items[i].file, 0, NULL, NULL, "%s", r->news.items[i].reason);
	problems_release(&r->news);
	problems_init(&r->news);
	pthread_mutex_unlock(&r->telling);
}

bool relay_over(const struct relay *r)
{
	return atomic_load(&r->over);
}

uint64_t relay_waiting(const struct relay *r)
{
	return relay_queue_waiting(&r->queue);
}
