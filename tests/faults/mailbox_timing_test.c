/* Whether the time of an answer tells if there is such a mailbox: 10,000 samples each of right ones without replies, of
 * wrong ones, and of erased ones, held against each other; then full ones against a planted difference. No bound on any
 * time: the three are compared with one another, in random order on the same machine at the same time, by the largest
 * distance between their distributions (Kolmogorov and Smirnov) and by how often one is slower than the other (Mann and
 * Whitney). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "folder.h"
#include "server/mailboxes.h"

#define SAMPLES 10000
#define PLANTED 2000 /* samples that show a planted difference */
#define BOXES 48
#define OTHERS 300
/* Chance passes these once in a million: sqrt(-ln(a / 2) / 2) times sqrt(2 / n), and so many standard deviations. */
#define KS_MOST(n) (2.694 * sqrt(2.0 / (double)(n)))
#define SIGMAS_MOST 4.9

enum { RIGHT, WRONG, ERASED, FULL, LEAKY, CLASSES };

struct world {
	char dir[FOLDER_MAX];
	struct mailboxes *mailboxes;
	struct writer *writer;
	unsigned char ids[CLASSES][BOXES][MAILBOX_ID_BYTES];
	double times[CLASSES][SAMPLES]; /* ns */
};

static void fill(struct world *w, const unsigned char *id)
{
	unsigned char cell[MAILBOX_CELL_BYTES], cell_id[ID_BYTES];
	bool replaced;

	for (int i = 0; i < MAILBOX_CELLS; i++) {
		randombytes_buf(cell, sizeof cell);
		cell[0] = MAILBOX_VERSION;
		randombytes_buf(cell_id, sizeof cell_id);
		assert_int_equal(mailboxes_put(w->mailboxes, id, cell_id, cell, &replaced), STORE_OK);
	}
}

static int set_up(void **state)
{
	static struct world w;
	char path[STORE_PATH_MAX];
	struct store *store;

	*state = &w;
	if (sodium_init() < 0)
		return -1;
	folder_make(w.dir);
	assert_int_equal(mailboxes_open(w.dir, &w.mailboxes, path), STORE_OK);
	store = mailboxes_store(w.mailboxes);
	w.writer = writer_new(&store, 1, 64);
	mailboxes_use(w.mailboxes, w.writer);
	randombytes_buf(w.ids, sizeof w.ids);
	/* A table full enough that other cells than those asked for were written too. */
	for (size_t i = 0; i < OTHERS; i++) {
		unsigned char other[MAILBOX_ID_BYTES];
		randombytes_buf(other, sizeof other);
		fill(&w, other);
	}
	for (size_t i = 0; i < BOXES; i++) {
		fill(&w, w.ids[FULL][i]);
		fill(&w, w.ids[ERASED][i]);
	}
	assert_int_equal(mailboxes_mark(w.mailboxes, w.ids[ERASED][0], BOXES, 1), STORE_OK);
	while (store_count(store) > 1 + (BOXES + OTHERS) * MAILBOX_CELLS)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	writer_free(w->writer);
	mailboxes_close(w->mailboxes);
	folder_remove(w->dir);
	return 0;
}

/* LEAKY is a wrong one whose answer takes an eighth more work, as a lookup that is not the same for all would. */
static double ask(struct world *w, int class)
{
	unsigned char all[MAILBOX_ALL_BYTES];
	const unsigned char *id = w->ids[class][randombytes_uniform(BOXES)];
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(mailboxes_ask(w->mailboxes, id, all), STORE_OK);
	if (class == LEAKY)
		mailbox_filler(all, id, id, 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	return (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* One sample of each of three classes in turn, in an order drawn anew each time; sorted in the end. */
static void sample(struct world *w, const int classes[static 3], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int order[3] = {classes[0], classes[1], classes[2]};

		for (int k = 2; k > 0; k--) {
			int j = (int)randombytes_uniform((uint32_t)k + 1), kept = order[k];

			order[k] = order[j];
			order[j] = kept;
		}
		for (int k = 0; k < 3; k++)
			w->times[order[k]][i] = ask(w, order[k]);
	}
	for (int k = 0; k < 3; k++)
		qsort(w->times[classes[k]], count, sizeof w->times[0][0], compare);
}

/* Of two sorted samples. *sigmas: how far the number of pairs in which a is larger is from half of all. */
static double distance(const double *a, const double *b, size_t count, double *sigmas)
{
	double most = 0, larger = 0, n = (double)count;
	size_t i = 0, j = 0;

	while (i < count && j < count) {
		double at = a[i] < b[j] ? a[i] : b[j];
		size_t before = j, from = i;

		while (i < count && a[i] <= at)
			i++;
		while (j < count && b[j] <= at)
			j++;
		larger += (double)(i - from) * ((double)before + (double)(j - before) / 2);
		most = fmax(most, fabs((double)i - (double)j) / n);
	}
	larger += (double)(count - i) * n;
	*sigmas = fabs(larger - n * n / 2) / sqrt(n * n * (2 * n + 1) / 12);
	return most;
}

static void right_wrong_and_erased_take_equally_long(void **state)
{
	struct world *w = *state;
	bool alike = true;

	sample(w, (const int[]){RIGHT, WRONG, ERASED}, SAMPLES);
	for (int a = RIGHT; a <= ERASED; a++) {
		for (int b = a + 1; b <= ERASED; b++) {
			double sigmas, most = distance(w->times[a], w->times[b], SAMPLES, &sigmas);

			print_message("%d and %d: distance %.4f of %.4f, %.2f sigmas; medians %.1f and %.1f us\n", a, b,
			              most, KS_MOST(SAMPLES), sigmas, w->times[a][SAMPLES / 2] / 1e3,
			              w->times[b][SAMPLES / 2] / 1e3);
			alike = alike && most < KS_MOST(SAMPLES) && sigmas < SIGMAS_MOST;
		}
	}
	assert_true(alike);
}

/* Whose mailbox has replies can be told by who opens them; that they are there makes far less of a difference than one
 * more cell of eight would. */
static void a_planted_difference_is_seen_and_replies_make_none_like_it(void **state)
{
	struct world *w = *state;
	double sigmas, planted, full;

	sample(w, (const int[]){WRONG, FULL, LEAKY}, PLANTED);
	full = distance(w->times[FULL], w->times[WRONG], PLANTED, &sigmas);
	planted = distance(w->times[LEAKY], w->times[WRONG], PLANTED, &sigmas);
	print_message("planted: distance %.4f, %.2f sigmas; full: %.4f\n", planted, sigmas, full);
	assert_true(planted > KS_MOST(PLANTED));
	assert_true(sigmas > SIGMAS_MOST);
	assert_true(full < planted / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(right_wrong_and_erased_take_equally_long),
	        cmocka_unit_test(a_planted_difference_is_seen_and_replies_make_none_like_it),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
