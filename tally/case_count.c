/* The register's counts for the reviews of a year: every dimension by quarter, half-year and year. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/case_periods.h"
#include "tally/case_verbs.h"
#include "tally/csv.h"
#include "tally/inert.h"
#include "tally/session.h"
#include "tally/show.h"
#include "tally/suppress.h"

#define OUTPUT_MAX ((size_t)16 << 20)
#define LABEL_WIDTH 46
#define COLUMN_WIDTH 8

static const char *const NAMES[CASE_PERIODS] = {"q1", "q2", "q3", "q4", "h1", "h2", "year"};

struct table {
	const struct case_periods *periods;
	const struct form *form;
	const char *lang;
	const struct case_period_wish *wish;
	struct buf *out;
};

static bool shown(const struct table *t, size_t period)
{
	return case_period_shown(t->wish, (enum case_period)period);
}

/* What is counted as a dimension: questions with choices, but not those that make the periods. */
static bool is_dimension(const struct count_question *q)
{
	return q->value_count > 0 && !case_own_question(q->element->name, strlen(q->element->name));
}

static bool figure_of(const struct table *t, size_t question, size_t value, size_t period, uint64_t *figure)
{
	if (question == t->periods->by_quarter.question_count)
		return case_periods_cases(t->periods, (enum case_period)period, figure);
	return case_periods_figure(t->periods, question, value, (enum case_period)period, figure);
}

/* --- JSON --- */

static void figures_json(const struct table *t, size_t question, size_t value)
{
	char before = '{';
	for (size_t i = 0; i < CASE_PERIODS; i++) {
		uint64_t figure;
		if (!shown(t, i))
			continue;
		buf_printf(t->out, "%c\"%s\":", before, NAMES[i]);
		before = ',';
		if (figure_of(t, question, value, i, &figure))
			buf_printf(t->out, "%" PRIu64, figure);
		else
			buf_adds(t->out, "null");
	}
	buf_addc(t->out, '}');
}

static void write_json(const struct table *t)
{
	const struct count_plan *plan = &t->periods->by_quarter;
	bool any = false;
	buf_printf(t->out, "{\"form\":\"%s\",\"year\":%s,\"smallest\":%" PRIu64 ",\"cases\":", t->form->id,
	           t->wish->year, t->periods->min);
	figures_json(t, plan->question_count, 0);
	buf_adds(t->out, ",\"questions\":[");
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct count_question *q = &plan->questions[i];
		if (!is_dimension(q))
			continue;
		buf_printf(t->out, "%s{\"name\":\"%s\",\"answered\":", any ? ",\n" : "\n", q->name);
		figures_json(t, i, 0);
		buf_adds(t->out, ",\"counts\":{");
		for (size_t v = 0; v < q->value_count; v++) {
			buf_printf(t->out, "%s\"%s\":", v > 0 ? "," : "", q->values[v].name);
			figures_json(t, i, v + 1);
		}
		buf_adds(t->out, "}}");
		any = true;
	}
	buf_adds(t->out, "\n]}\n");
}

/* --- lines, for people and for spreadsheets --- */

static const char *words(const struct table *t, const struct text *text, const char *otherwise)
{
	const char *found = text_in(text, t->lang);
	return found != NULL ? found : otherwise;
}

typedef void line_writer(const struct table *t, const char *title, const char *label, size_t question, size_t value);

static void text_line(const struct table *t, const char *title, const char *label, size_t question, size_t value)
{
	(void)title;
	show_left(t->out, label, LABEL_WIDTH);
	for (size_t i = 0; i < CASE_PERIODS; i++) {
		uint64_t figure;
		char number[24] = "–";
		if (!shown(t, i))
			continue;
		if (figure_of(t, question, value, i, &figure))
			snprintf(number, sizeof number, "%" PRIu64, figure);
		show_right(t->out, number, COLUMN_WIDTH);
	}
	buf_addc(t->out, '\n');
}

static void csv_line(const struct table *t, const char *title, const char *label, size_t question, size_t value)
{
	csv_text(t->out, title);
	csv_text(t->out, label);
	for (size_t i = 0; i < CASE_PERIODS; i++) {
		uint64_t figure;
		char number[24] = "";
		if (!shown(t, i))
			continue;
		if (figure_of(t, question, value, i, &figure))
			snprintf(number, sizeof number, "%" PRIu64, figure);
		csv_number(t->out, number);
	}
	csv_end_line(t->out);
}

static void write_lines(const struct table *t, line_writer *write_line, bool titles)
{
	const struct count_plan *plan = &t->periods->by_quarter;
	const bool latvian = strcmp(t->lang, "lv") == 0;
	write_line(t, "", latvian ? "Gadījumi" : "Cases", plan->question_count, 0);
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct count_question *q = &plan->questions[i];
		if (!is_dimension(q))
			continue;
		const char *title = words(t, &q->element->title, q->name);
		if (titles)
			buf_printf(t->out, "\n%s\n", title);
		write_line(t, title, latvian ? "zināms par" : "known of", i, 0);
		for (size_t v = 0; v < q->value_count; v++)
			write_line(t, title, words(t, q->values[v].label, q->values[v].name), i, v + 1);
	}
}

static void write_text(const struct table *t)
{
	const bool latvian = strcmp(t->lang, "lv") == 0;
	static const char *const lv[CASE_PERIODS] = {"1. cet.",  "2. cet.",  "3. cet.", "4. cet.",
	                                             "1. pusg.", "2. pusg.", "gads"};
	show_left(t->out, t->wish->year, LABEL_WIDTH);
	for (size_t i = 0; i < CASE_PERIODS; i++)
		if (shown(t, i))
			show_right(t->out, latvian ? lv[i] : NAMES[i], COLUMN_WIDTH);
	buf_addc(t->out, '\n');
	write_lines(t, text_line, true);
	buf_printf(t->out,
	           latvian ? "\n–  nav parādīts: tas attiecas uz mazāk nekā %" PRIu64
	                     " gadījumiem vai ļautu šādu skaitli aprēķināt.\n"
	                   : "\n–  not shown: about fewer than %" PRIu64
	                     " cases, or would let such a number be worked out.\n",
	           t->periods->min);
}

static void write_csv(const struct table *t)
{
	buf_adds(t->out, CSV_BOM);
	csv_text(t->out, t->wish->year);
	csv_text(t->out, "");
	for (size_t i = 0; i < CASE_PERIODS; i++)
		if (shown(t, i))
			csv_text(t->out, NAMES[i]);
	csv_end_line(t->out);
	write_lines(t, csv_line, false);
}

/* --- counting --- */

static bool in_year(struct value answers, const char *year)
{
	struct value day = value_get(answers, "registered");
	return day.kind == VALUE_STRING && day.len == 10 && memcmp(day.string, year, 4) == 0 &&
	       !value_is(value_get(answers, "outcome"), "mistake");
}

static bool count_all(const struct cases *c, struct case_periods *p, const char *year)
{
	struct answers *a = answers_new(c->form);
	struct moment now;
	bool ok = a != NULL;
	session_now(&now);
	for (size_t at = 0, n, heads; ok && at < c->count; at += n) {
		n = cases_versions(c, at);
		struct value answers = case_newest(&c->versions[at], n, &heads)->answers;
		if (!in_year(answers, year))
			continue;
		answers_clear(a);
		for (uint32_t i = 0; ok && i < answers.len; i++)
			ok = answers_set(a, answers.members[i].name, answers.members[i].name_len,
			                 answers.members[i].value) == CORE_OK;
		ok = ok && answers_evaluate(a, &now, "") == CORE_OK;
		if (ok)
			case_periods_add(p, a);
	}
	answers_free(a);
	return ok;
}

static uint64_t least_of(const struct cases *c, const struct case_wish *wish)
{
	uint64_t usual = c->form->settings.smallest_group, least = wish->min > 0 ? wish->min : usual;
	if (least < usual)
		fprintf(stderr,
		        "uzklausi-tally case: the register's own smallest group is %" PRIu64
		        ": what is smaller is not for publication\n",
		        usual);
	return least < SUPPRESS_MIN_LEAST ? SUPPRESS_MIN_LEAST : least;
}

static void write_table(const struct table *t, const char *format)
{
	if (format != NULL && strcmp(format, "json") == 0)
		write_json(t);
	else if (format != NULL && strcmp(format, "csv") == 0)
		write_csv(t);
	else
		write_text(t);
}

bool case_count(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	struct case_periods periods;
	struct buf out;
	struct table table = {
	        .periods = &periods, .form = c->form, .lang = wish->lang, .wish = &wish->period, .out = &out};
	buf_init(&out, OUTPUT_MAX);
	bool ok = case_periods_init(&periods, c->form) && count_all(c, &periods, wish->period.year) &&
	          case_periods_finish(&periods, least_of(c, wish));
	if (ok)
		write_table(&table, wish->format);
	ok = (ok && !out.failed) || fault_set(fault, "memory ran out, or the form has no quarter and half");
	ok = ok &&
	     (fwrite(out.data, 1, out.len, stdout) == out.len || fault_set(fault, "the result could not be written"));
	buf_release(&out);
	case_periods_release(&periods);
	return ok;
}
