/* An analysis for people: the six questions, then the tables behind them. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "tally/analysis.h"
#include "tally/rank.h"
#include "tally/show.h"

#define LABEL_WIDTH 60
#define NAME_WIDTH 16
#define BEST 5 /* of an order */

struct words {
	const char *wave, *sheets, *needs_knowledge, *best, *dont_know, *least_confident, *wrong, *concerns,
	        *needs_role, *needs_action, *score_head, *all, *item_head, *items, *scales, *scale_head, *any,
	        *differences, *changes, *compared, *none_found, *group_note, *few, *hidden, *not_said, *held_back;
};

static const struct words LATVIAN = {
        .wave = "kārta",
        .sheets = "Anketas",
        .needs_knowledge = "1. Kurām iestādēm vajag vairāk zināšanu? (pareizās atbildes; mazākais vispirms)",
        .best = "2. Kuros jautājumos zināšanas ir vislabākās? (pareizi, 95 % ticamības intervāls)",
        .dont_know = "3. Kur trūkst pārliecības? (visbiežāk “nezinu”)",
        .least_confident = "   Kur pārliecība ir vismazākā? (vidēji no 1 līdz 5)",
        .wrong = "4. Kuros jautājumos visbiežāk atbild nepareizi?",
        .concerns = "5. Kas rada vislielākās bažas?",
        .needs_role = "6. Kurām iestādēm vajag vairāk zināšanu par savu lomu un rīcību? (apgalvojumi)",
        .needs_action = "   Situācijas (pareizi izvēlēta rīcība)",
        .score_head = "vidēji  mediāna  izkliede       no",
        .all = "Kopā",
        .items = "Jautājumi",
        .item_head = "pareizi  nepareizi   nezinu  pārliecība  izšķirtspēja",
        .scales = "Skalas",
        .scale_head = "vidēji  pie robežas vai pāri",
        .any = "vismaz viens no šiem reizi mēnesī vai biežāk",
        .differences = "Kā grupas atšķiras no pārējiem",
        .changes = "Kas mainījies kopš kārtas",
        .compared = "Salīdzināts: %zu. Varbūtība, ka kaut kas atrasts nejauši, ir zem 5 %% visiem kopā (Holms).\n",
        .none_found = "Nosakāmu pārmaiņu nav",
        .group_note = "pret pārējiem",
        .few = "Anketu ir mazāk nekā 100: saskaņotība un izšķirtspēja ir nedroša.\n",
        .hidden = "–  nav parādīts: attiecas uz mazāk nekā %" PRIu64 " cilvēkiem vai ļautu to aprēķināt.\n",
        .not_said = "–",
        .held_back = "Ir arī jaunākas anketas. Tās parādīsies, kad to būs vismaz %" PRIu64 ".\n",
};

static const struct words ENGLISH = {
        .wave = "wave",
        .sheets = "Sheets",
        .needs_knowledge = "1. Which institutions need more knowledge? (right answers; lowest first)",
        .best = "2. On which questions is knowledge best? (right, 95 % interval)",
        .dont_know = "3. Where do people lack confidence? (most often “don't know”)",
        .least_confident = "   Where are they least confident? (mean of 1 to 5)",
        .wrong = "4. On which questions are answers most often wrong?",
        .concerns = "5. What causes the most concern?",
        .needs_role = "6. Which institutions need more knowledge of their role and of what to do? (statements)",
        .needs_action = "   Situations (best action chosen)",
        .score_head = "  mean   median    spread       of",
        .all = "All",
        .items = "Questions",
        .item_head = "  right      wrong  unknown  confidence  discrimination",
        .scales = "Scales",
        .scale_head = "  mean  at the cut or past it",
        .any = "any of these once a month or more",
        .differences = "How groups differ from all others",
        .changes = "What changed since wave",
        .compared = "Compared: %zu. The chance that anything was found by accident is below 5 %% for all together "
                    "(Holm).\n",
        .none_found = "No detectable change",
        .group_note = "against all others",
        .few = "Fewer than 100 sheets: alpha and discrimination are uncertain.\n",
        .hidden = "–  not shown: about fewer than %" PRIu64 " people, or would let that be worked out.\n",
        .not_said = "–",
        .held_back = "There are newer sheets. They will show once there are at least %" PRIu64 ".\n",
};

struct paper {
	const struct analysis *a;
	const struct results *r;
	const struct words *w;
	struct buf *out;
};

static const char *wording(const struct paper *p, const struct text *text, const char *name)
{
	const char *found = text_in(text, p->r->lang);
	return found != NULL && *found != '\0' ? found : name;
}

static void add_percent(const struct paper *p, struct share s, int width)
{
	char text[32];
	snprintf(text, sizeof text, "%.0f %%", 100 * (results_said(s) ? stats_share(s) : 0));
	show_right(p->out, results_said(s) ? text : p->w->not_said, (size_t)width);
}

static void add_decimal(const struct paper *p, double n, int width)
{
	char text[32];
	snprintf(text, sizeof text, "%.2f", n);
	show_right(p->out, isfinite(n) ? text : p->w->not_said, (size_t)width);
}

static void add_heading(const struct paper *p, const char *text)
{
	buf_printf(p->out, "\n%s\n", text);
}

static void add_group_name(const struct paper *p, size_t row)
{
	bool total = row == count_total_row(p->r->plan);
	buf_adds(p->out, "  ");
	show_left(p->out, total ? p->w->all : wording(p, p->r->plan->groups[row].label, p->r->plan->groups[row].name),
	          36);
}

static void add_score_line(const struct paper *p, size_t score, size_t row)
{
	const struct result_score *s = results_score(p->r, score, row);
	add_group_name(p, row);
	add_decimal(p, s->mean, 8);
	add_decimal(p, s->median, 9);
	add_decimal(p, s->deviation, 10);
	buf_printf(p->out, "%9u\n", p->r->asked[score]);
}

static void add_score(const struct paper *p, const char *heading, const char *name)
{
	struct rank ranks[RANK_MAX];
	size_t score = rank_score(p->r, name);
	if (score == SCORING_NONE)
		return;
	add_heading(p, heading);
	show_left(p->out, "", 40);
	buf_printf(p->out, "%s\n", p->w->score_head);
	size_t count = rank_groups(p->r, score, ranks);
	for (size_t i = 0; i < count; i++)
		add_score_line(p, score, ranks[i].index);
	add_score_line(p, score, count_total_row(p->r->plan));
}

static void add_item_title(const struct paper *p, size_t item)
{
	const struct count_question *q = &p->r->plan->questions[p->r->scoring->items[item].question];
	buf_adds(p->out, "    ");
	show_left(p->out, q->name, NAME_WIDTH);
	show_left(p->out, wording(p, &q->element->title, q->name), LABEL_WIDTH);
}

static void add_interval(const struct paper *p, struct share s)
{
	struct interval i = stats_wilson(s);
	buf_printf(p->out, "%5.0f %% (%.0f–%.0f %%)\n", 100 * stats_share(s), 100 * i.low, 100 * i.high);
}

static void add_first_items(const struct paper *p, enum item_share which)
{
	for (size_t at = 0; at <= p->r->plan->group_count; at++) {
		struct rank ranks[RANK_MAX];
		size_t row = at == 0 ? count_total_row(p->r->plan) : at - 1;
		size_t count = rank_items(p->r, row, which, ranks);
		if (count == 0)
			continue;
		add_group_name(p, row);
		buf_addc(p->out, '\n');
		for (size_t i = 0; i < count && i < BEST; i++) {
			add_item_title(p, ranks[i].index);
			add_interval(p, results_item(p->r, row, &p->r->scoring->items[ranks[i].index], which));
		}
	}
}

static void add_least_confident(const struct paper *p)
{
	struct rank ranks[RANK_MAX];
	size_t count = rank_confidence(p->r, count_total_row(p->r->plan), ranks);
	if (count > 0)
		add_heading(p, p->w->least_confident);
	for (size_t i = 0; i < count && i < BEST; i++) {
		add_item_title(p, ranks[i].index);
		add_decimal(p, ranks[i].value, 7);
		buf_addc(p->out, '\n');
	}
}

static void add_concern(const struct paper *p, size_t question)
{
	const struct count_question *q = &p->r->plan->questions[question];
	for (size_t at = 0; at <= p->r->plan->group_count; at++) {
		struct rank ranks[RANK_MAX];
		size_t row = at == 0 ? count_total_row(p->r->plan) : at - 1;
		size_t count = rank_choices(p->r, row, question, ranks);
		if (count == 0)
			continue;
		add_group_name(p, row);
		buf_addc(p->out, '\n');
		for (size_t i = 0; i < count && i < BEST; i++) {
			const struct count_value *v = &q->values[ranks[i].index];
			buf_adds(p->out, "    ");
			show_left(p->out, wording(p, v->label, v->name), NAME_WIDTH + LABEL_WIDTH);
			add_interval(p, results_share(p->r, row, question, ranks[i].index));
		}
	}
}

static void add_concerns(const struct paper *p)
{
	const struct form_settings *set = &p->r->form->settings;
	if (set->concern_count > 0)
		add_heading(p, p->w->concerns);
	for (size_t i = 0; i < set->concern_count; i++)
		for (size_t q = 0; q < p->r->plan->question_count; q++)
			if (p->r->plan->questions[q].element == set->concerns[i])
				add_concern(p, q);
}

static void add_items(const struct paper *p)
{
	size_t total = count_total_row(p->r->plan);
	add_heading(p, p->w->items);
	show_left(p->out, "", NAME_WIDTH + LABEL_WIDTH + 4);
	buf_printf(p->out, " %s\n", p->w->item_head);
	for (size_t i = 0; i < p->r->scoring->item_count; i++) {
		const struct scoring_item *item = &p->r->scoring->items[i];
		bool hangs = p->r->scoring->score_count > 0 && i < p->r->hangs[0].items;
		add_item_title(p, i);
		add_percent(p, results_item(p->r, total, item, ITEM_RIGHT), 8);
		add_percent(p, results_item(p->r, total, item, ITEM_WRONG), 11);
		add_percent(p, results_item(p->r, total, item, ITEM_DONT_KNOW), 9);
		add_decimal(p, item->confidence != SCORING_NONE ? results_mean(p->r, total, item->confidence) : NAN,
		            12);
		add_decimal(p, hangs ? p->r->hangs[0].discrimination[i] : NAN, 14);
		buf_addc(p->out, '\n');
	}
}

static void add_hang(const struct paper *p, const char *name, struct value title, double alpha)
{
	struct value found = value_get(title, strncmp(p->r->lang, "lv", 2) == 0 ? "lv" : "en");
	char text[300];
	snprintf(text, sizeof text, "%.*s", (int)(found.kind == VALUE_STRING ? found.len : strlen(name)),
	         found.kind == VALUE_STRING ? found.string : name);
	buf_adds(p->out, "  ");
	show_left(p->out, text, LABEL_WIDTH);
	buf_adds(p->out, " alpha ");
	add_decimal(p, alpha, 5);
	buf_addc(p->out, '\n');
}

static void add_scale(const struct paper *p, const struct scoring_scale *scale)
{
	size_t total = count_total_row(p->r->plan);
	for (size_t i = 0; i < scale->count; i++) {
		const struct count_question *q = &p->r->plan->questions[scale->questions[i]];
		const struct text *words = q->row != NULL ? &q->row->text : &q->element->title;
		buf_adds(p->out, "    ");
		show_left(p->out, wording(p, words, q->name), LABEL_WIDTH + NAME_WIDTH);
		add_decimal(p, results_points(p->r, total, scale, i), 7);
		add_percent(p, results_past_cut(p->r, total, scale->questions[i]), 10);
		buf_addc(p->out, '\n');
	}
	if (scale->any == SCORING_NONE)
		return;
	buf_adds(p->out, "    ");
	show_left(p->out, p->w->any, LABEL_WIDTH + NAME_WIDTH + 7);
	add_percent(p, results_share(p->r, total, scale->any, 0), 10);
	buf_addc(p->out, '\n');
}

static void add_scales(const struct paper *p)
{
	const struct scoring *s = p->r->scoring;
	if (s->score_count + s->scale_count == 0)
		return;
	add_heading(p, p->w->scales);
	for (size_t i = 0; i < s->score_count; i++)
		if (!s->scores[i].shown_only)
			add_hang(p, s->scores[i].name, s->scores[i].title, p->r->hangs[i].alpha);
	for (size_t i = 0; i < s->scale_count; i++) {
		add_hang(p, s->scales[i].name, s->scales[i].title, p->r->hangs[s->score_count + i].alpha);
		add_scale(p, &s->scales[i]);
	}
	if (p->r->few)
		buf_adds(p->out, p->w->few);
}

static void add_difference(const struct paper *p, const struct difference *d)
{
	static const char *const of[2][4] = {{"right", "don't know", "", "past the cut"},
	                                     {"pareizi", "nezinu", "", "pie robežas vai pāri"}};
	const struct count_question *q = &p->r->plan->questions[d->question];
	const struct count_value *v = &q->values[d->value];
	const char *what = d->of == DIFFERENCE_CHOSEN ? wording(p, v->label, v->name) : of[p->w == &LATVIAN][d->of];
	if (d->row != count_total_row(p->r->plan)) {
		add_group_name(p, d->row);
		buf_printf(p->out, " %s\n", p->w->group_note);
	}
	buf_adds(p->out, "    ");
	show_left(p->out, q->name, NAME_WIDTH);
	show_left(p->out, what, 40);
	buf_printf(p->out, "%4.0f %% / %.0f %%: %+.0f (%+.0f … %+.0f), p %.4f\n", 100 * stats_share(d->b),
	           100 * stats_share(d->a), 100 * d->change, 100 * d->interval.low, 100 * d->interval.high,
	           d->adjusted);
}

static void add_differences(const struct paper *p, const struct differences *all)
{
	size_t found = 0;
	for (size_t i = 0; i < all->count; i++) {
		found += all->items[i].detected;
		if (all->items[i].detected)
			add_difference(p, &all->items[i]);
	}
	if (found == 0)
		buf_printf(p->out, "    %s\n", p->w->none_found);
	buf_printf(p->out, p->w == &LATVIAN ? LATVIAN.compared : ENGLISH.compared, all->count);
}

static void add_six(const struct paper *p)
{
	add_score(p, p->w->needs_knowledge, "knowledge");
	if (p->r->scoring->item_count > 0) {
		add_heading(p, p->w->best);
		add_first_items(p, ITEM_RIGHT);
		add_heading(p, p->w->dont_know);
		add_first_items(p, ITEM_DONT_KNOW);
		add_least_confident(p);
		add_heading(p, p->w->wrong);
		add_first_items(p, ITEM_WRONG);
	}
	add_concerns(p);
	add_score(p, p->w->needs_role, "role");
	add_score(p, p->w->needs_action, "situations");
}

static void add_head(const struct paper *p)
{
	uint64_t sheets = results_sheets(p->r, count_total_row(p->r->plan));
	show_cell(p->out, wording(p, &p->r->form->title, p->r->form->id), 110);
	buf_printf(p->out, " – %s %s\n\n%s: ", p->w->wave, p->r->wave, p->w->sheets);
	if (sheets == RESULTS_HIDDEN)
		buf_printf(p->out, "%s\n", p->w->not_said);
	else
		buf_printf(p->out, "%" PRIu64 "\n", sheets);
	if (p->a->held_back > 0)
		buf_printf(p->out, p->w == &LATVIAN ? LATVIAN.held_back : ENGLISH.held_back, p->r->min);
}

void analysis_text(const struct analysis *a, struct buf *out)
{
	const struct words *w = strncmp(a->now.lang, "lv", 2) == 0 ? &LATVIAN : &ENGLISH;
	const struct paper p = {a, &a->now, w, out};
	add_head(&p);
	add_six(&p);
	if (a->now.scoring->item_count > 0)
		add_items(&p);
	add_scales(&p);
	if (a->before.form != NULL) {
		buf_printf(out, "\n%s %s\n", w->changes, a->before.wave);
		add_differences(&p, &a->waves);
	}
	if (a->now.plan->group_count > 0) {
		add_heading(&p, w->differences);
		add_differences(&p, &a->groups);
	}
	buf_addc(out, '\n');
	buf_printf(out, w == &LATVIAN ? LATVIAN.hidden : ENGLISH.hidden, a->now.min);
}
