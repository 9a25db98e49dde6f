#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "core/json.h"
#include "tally/analysis.h"
#include "tally/rank.h"

static void add_string(struct buf *out, const char *text)
{
	json_write_string(out, text, strlen(text));
}

static void add_key(struct buf *out, const char *before, const char *key)
{
	buf_adds(out, before);
	add_string(out, key);
	buf_addc(out, ':');
}

static void add_number(struct buf *out, const char *before, const char *key, double n)
{
	add_key(out, before, key);
	if (isfinite(n))
		buf_printf(out, "%.4f", n);
	else
		buf_adds(out, "null");
}

static void add_count(struct buf *out, const char *before, const char *key, uint64_t n)
{
	add_key(out, before, key);
	if (n == RESULTS_HIDDEN)
		buf_adds(out, "null");
	else
		buf_printf(out, "%" PRIu64, n);
}

static void add_share(struct buf *out, const char *before, const char *key, struct share s)
{
	add_key(out, before, key);
	if (!results_said(s)) {
		buf_adds(out, "null");
		return;
	}
	struct interval i = stats_wilson(s);
	add_count(out, "{", "k", s.k);
	add_count(out, ",", "n", s.n);
	add_number(out, ",", "share", stats_share(s));
	add_number(out, ",", "low", i.low);
	add_number(out, ",", "high", i.high);
	buf_addc(out, '}');
}

/* --- a member a row: the total and the groups
 * --------------------------------------------------------------------------------------------------------------- */

typedef void row_writer(const struct results *r, struct buf *out, size_t row, const void *what);

static void add_rows(const struct results *r, struct buf *out, row_writer *write, const void *what)
{
	buf_adds(out, ",\"total\":");
	write(r, out, count_total_row(r->plan), what);
	buf_adds(out, ",\"by\":{");
	for (size_t g = 0; g < r->plan->group_count; g++) {
		add_key(out, g > 0 ? "," : "", r->plan->groups[g].name);
		write(r, out, g, what);
	}
	buf_addc(out, '}');
}

static void item_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	const struct scoring_item *item = what;
	double confidence = item->confidence != SCORING_NONE ? results_mean(r, row, item->confidence) : NAN;
	add_count(out, "{", "answered", results_answered(r, row, item->question));
	add_share(out, ",", "right", results_item(r, row, item, ITEM_RIGHT));
	add_share(out, ",", "wrong", results_item(r, row, item, ITEM_WRONG));
	add_share(out, ",", "dontKnow", results_item(r, row, item, ITEM_DONT_KNOW));
	add_number(out, ",", "confidence", confidence);
	add_share(out, ",", "sureOfThoseWrong", results_sure_wrong(r, row, item));
	buf_addc(out, '}');
}

static double discrimination(const struct results *r, size_t item)
{
	const struct scoring_score *score = &r->scoring->scores[0];
	for (size_t i = 0; r->scoring->score_count > 0 && i < r->hangs[0].items && i < score->item_count; i++)
		if (score->items[i] == item)
			return r->hangs[0].discrimination[i];
	return NAN;
}

static void add_items(const struct results *r, struct buf *out)
{
	buf_adds(out, ",\"items\":[");
	for (size_t i = 0; i < r->scoring->item_count; i++) {
		const struct scoring_item *item = &r->scoring->items[i];
		const struct count_question *q = &r->plan->questions[item->question];
		add_key(out, i > 0 ? ",{" : "{", "name");
		add_string(out, q->name);
		add_key(out, ",", "kind");
		add_string(out, i < r->scoring->statement_count ? "statement" : "situation");
		add_key(out, ",", "key");
		add_string(out, q->values[item->right].name);
		add_number(out, ",", "discrimination", discrimination(r, i));
		add_rows(r, out, item_row, item);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void score_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	const struct result_score *s = results_score(r, *(const size_t *)what, row);
	if (s->people == RESULTS_HIDDEN) {
		buf_adds(out, "null");
		return;
	}
	add_count(out, "{", "people", s->people);
	add_number(out, ",", "mean", s->mean);
	add_number(out, ",", "deviation", s->deviation);
	add_number(out, ",", "median", s->median);
	add_number(out, ",", "lowQuartile", s->low_quartile);
	add_number(out, ",", "highQuartile", s->high_quartile);
	buf_addc(out, '}');
}

static void add_title(struct buf *out, struct value title)
{
	buf_adds(out, ",\"title\":");
	json_write(out, title);
}

static void add_scores(const struct results *r, struct buf *out)
{
	buf_adds(out, ",\"scores\":[");
	for (size_t i = 0; i < r->scoring->score_count; i++) {
		const struct scoring_score *score = &r->scoring->scores[i];
		add_key(out, i > 0 ? ",{" : "{", "name");
		add_string(out, score->name);
		add_title(out, score->title);
		buf_adds(out, ",\"items\":[");
		for (size_t k = 0; k < score->item_count; k++) {
			buf_adds(out, k > 0 ? "," : "");
			add_string(out, r->plan->questions[r->scoring->items[score->items[k]].question].name);
		}
		buf_printf(out, "],\"points\":%u", r->asked[i]);
		add_number(out, ",", "alpha", r->hangs[i].alpha);
		add_rows(r, out, score_row, &i);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

struct scale_item {
	const struct scoring_scale *scale;
	size_t item;
};

static void scale_item_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	const struct scale_item *s = what;
	size_t question = s->scale->questions[s->item];
	add_count(out, "{", "answered", results_answered(r, row, question));
	add_number(out, ",", "mean", results_points(r, row, s->scale, s->item));
	add_share(out, ",", "pastCut", results_past_cut(r, row, question));
	buf_addc(out, '}');
}

static void scale_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	const struct scoring_scale *s = what;
	add_number(out, "{", "mean", results_scale(r, row, s));
	add_share(out, ",", "any",
	          s->any != SCORING_NONE ? results_share(r, row, s->any, 0)
	                                 : (struct share){RESULTS_HIDDEN, RESULTS_HIDDEN});
	buf_addc(out, '}');
}

static void add_scale(const struct results *r, struct buf *out, size_t at)
{
	const struct scoring_scale *scale = &r->scoring->scales[at];
	const struct result_hang *hang = &r->hangs[r->scoring->score_count + at];
	add_key(out, at > 0 ? ",{" : "{", "name");
	add_string(out, scale->name);
	add_title(out, scale->title);
	add_number(out, ",", "alpha", hang->alpha);
	add_rows(r, out, scale_row, scale);
	buf_adds(out, ",\"items\":[");
	for (size_t i = 0; i < scale->count; i++) {
		const struct scale_item item = {scale, i};
		add_key(out, i > 0 ? ",{" : "{", "name");
		add_string(out, r->plan->questions[scale->questions[i]].name);
		add_number(out, ",", "discrimination", i < hang->items ? hang->discrimination[i] : NAN);
		add_rows(r, out, scale_item_row, &item);
		buf_addc(out, '}');
	}
	buf_adds(out, "]}");
}

/* --- the six questions
 * --------------------------------------------------------------------------------------------------------------- */

static void add_ranks(const struct results *r, struct buf *out, const struct rank *ranks, size_t count,
                      const struct count_question *choices)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++) {
		const struct scoring_item *item = &r->scoring->items[choices ? 0 : ranks[i].index];
		add_key(out, i > 0 ? ",{" : "{", "name");
		add_string(out,
		           choices ? choices->values[ranks[i].index].name : r->plan->questions[item->question].name);
		add_number(out, ",", "value", ranks[i].value);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void best_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	struct rank ranks[RANK_MAX];
	add_ranks(r, out, ranks, rank_items(r, row, *(const enum item_share *)what, ranks), NULL);
}

static void confidence_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	struct rank ranks[RANK_MAX];
	(void)what;
	add_ranks(r, out, ranks, rank_confidence(r, row, ranks), NULL);
}

static void choices_row(const struct results *r, struct buf *out, size_t row, const void *what)
{
	struct rank ranks[RANK_MAX];
	size_t question = *(const size_t *)what;
	add_ranks(r, out, ranks, rank_choices(r, row, question, ranks), &r->plan->questions[question]);
}

static void add_groups(const struct results *r, struct buf *out, const char *before, const char *key, const char *score)
{
	struct rank ranks[RANK_MAX];
	size_t count = rank_groups(r, rank_score(r, score), ranks);
	add_key(out, before, key);
	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++) {
		add_key(out, i > 0 ? ",{" : "{", "group");
		add_string(out, r->plan->groups[ranks[i].index].name);
		add_number(out, ",", "value", ranks[i].value);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_concerns(const struct results *r, struct buf *out)
{
	const struct form_settings *set = &r->form->settings;
	size_t written = 0;
	buf_adds(out, ",\"concerns\":[");
	for (size_t i = 0; i < set->concern_count; i++)
		for (size_t q = 0; q < r->plan->question_count; q++) {
			if (r->plan->questions[q].element != set->concerns[i])
				continue;
			add_key(out, written++ > 0 ? ",{" : "{", "question");
			add_string(out, r->plan->questions[q].name);
			add_rows(r, out, choices_row, &q);
			buf_addc(out, '}');
		}
	buf_addc(out, ']');
}

static void add_answers(const struct results *r, struct buf *out)
{
	static const struct {
		const char *name;
		enum item_share which;
	} lists[] = {{"best", ITEM_RIGHT}, {"dontKnow", ITEM_DONT_KNOW}, {"wrong", ITEM_WRONG}};
	buf_adds(out, ",\"answers\":{");
	add_groups(r, out, "", "needsKnowledge", "knowledge");
	for (size_t i = 0; i < 3; i++) {
		add_key(out, ",", lists[i].name);
		buf_printf(out, "{\"first\":\"highest\"");
		add_rows(r, out, best_row, &lists[i].which);
		buf_addc(out, '}');
	}
	buf_adds(out, ",\"leastConfident\":{\"first\":\"lowest\"");
	add_rows(r, out, confidence_row, NULL);
	buf_addc(out, '}');
	add_concerns(r, out);
	add_groups(r, out, ",", "needsRole", "role");
	add_groups(r, out, ",", "needsAction", "situations");
	buf_addc(out, '}');
}

/* --- differences
 * --------------------------------------------------------------------------------------------------------------- */

static void add_difference(const struct results *r, struct buf *out, const struct difference *d)
{
	static const char *const of[] = {"right", "dontKnow", "chosen", "pastCut"};
	const struct count_question *q = &r->plan->questions[d->question];
	add_key(out, "{", "question");
	add_string(out, q->name);
	add_key(out, ",", "of");
	add_string(out, of[d->of]);
	if (d->of == DIFFERENCE_CHOSEN) {
		add_key(out, ",", "value");
		add_string(out, q->values[d->value].name);
	}
	if (d->row != count_total_row(r->plan)) {
		add_key(out, ",", "group");
		add_string(out, r->plan->groups[d->row].name);
	}
	add_share(out, ",", "a", d->a);
	add_share(out, ",", "b", d->b);
	add_number(out, ",", "change", d->change);
	add_number(out, ",", "low", d->interval.low);
	add_number(out, ",", "high", d->interval.high);
	add_number(out, ",", "p", d->p);
	add_number(out, ",", "adjusted", d->adjusted);
	buf_printf(out, ",\"detected\":%s}", d->detected ? "true" : "false");
}

static void add_differences(const struct results *r, struct buf *out, const char *name, const struct differences *d)
{
	add_key(out, ",", name);
	buf_addc(out, '[');
	for (size_t i = 0; i < d->count; i++) {
		buf_adds(out, i > 0 ? "," : "");
		add_difference(r, out, &d->items[i]);
	}
	buf_addc(out, ']');
}

struct report analysis_report(const struct results *r, struct tally *fake)
{
	*fake = (struct tally){.table.figures = r->figures};
	memcpy(fake->reasons, r->reasons, sizeof r->reasons);
	return (struct report){.form = r->form,
	                       .wave = r->wave,
	                       .plan = r->plan,
	                       .tally = fake,
	                       .hidden = r->hidden,
	                       .min = r->min,
	                       .lang = r->lang};
}

void analysis_json(const struct analysis *a, struct buf *out)
{
	const struct results *r = &a->now;
	struct tally fake;
	const struct report report = analysis_report(r, &fake);
	report_json_members(&report, out);
	buf_printf(out, ",\"min\":%" PRIu64 ",\"few\":%s", r->min, r->few ? "true" : "false");
	add_count(out, ",", "heldBack", a->held_back);
	add_items(r, out);
	add_scores(r, out);
	buf_adds(out, ",\"scales\":[");
	for (size_t i = 0; i < r->scoring->scale_count; i++)
		add_scale(r, out, i);
	buf_addc(out, ']');
	add_answers(r, out);
	add_differences(r, out, "groupDifferences", &a->groups);
	if (a->before.form != NULL) {
		add_key(out, ",", "against");
		add_string(out, a->before.wave);
		add_differences(r, out, "changes", &a->waves);
	}
	buf_adds(out, "}\n");
}
