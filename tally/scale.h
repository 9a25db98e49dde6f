/* Items that belong together: how well they hang together, and each with the rest. Sums of whole numbers, so that each
 * thread gathers its own and the order of sheets does not matter. Only sheets that answer every item are taken. Pure.
 */
#ifndef TALLY_SCALE_H
#define TALLY_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCALE_ITEMS_MAX 64
#define SCALE_SCORE_MAX 1000 /* of an item; sums of squares of a billion sheets still fit */
#define SCALE_FEW 100        /* with fewer sheets what is said below is uncertain, and a report says so */

struct scale {
	size_t items;
	uint64_t sheets;
	int64_t sum[SCALE_ITEMS_MAX], squares[SCALE_ITEMS_MAX]; /* of each item's scores */
	int64_t products[SCALE_ITEMS_MAX];                      /* of each item's score and the sheet's total */
	int64_t total, total_squares;
};

/* False when items is not from 2 to SCALE_ITEMS_MAX. */
bool scale_init(struct scale *s, size_t items);
/* One sheet: a score an item, each from -SCALE_SCORE_MAX to SCALE_SCORE_MAX (0 or 1 for wrong or right). */
void scale_add(struct scale *s, const int *scores);
/* Adds what another thread gathered. */
void scale_merge(struct scale *into, const struct scale *from);

/* The mean score of an item: for right and wrong its difficulty, the share of those who are right. NAN without sheets.
 */
double scale_mean(const struct scale *s, size_t item);

/* L. J. Cronbach's alpha (Psychometrika 16, 1951, 297-334); for scores of 0 and 1 it is G. F. Kuder and M. W.
 * Richardson's formula 20 (Psychometrika 2, 1937, 151-160). NAN when no two sheets differ. */
double scale_alpha(const struct scale *s);

/* How well an item tells those with many points from those with few: the correlation of its score with the sum of the
 * others (corrected item-total correlation; S. Henrysson (1963), Psychometrika 28, 211-218). R: cor(x, total - x). NAN
 * when all score the same. */
double scale_discrimination(const struct scale *s, size_t item);

#endif
