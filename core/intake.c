/* The intake: what survey-core leaves to the browser. Whatever a page of ours could not have sent is a fault: too long,
 * too many, no number, off the scale, no choice of this question, no question of this form. It looks at the data as it
 * came in. */
#include <math.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/utf8.h"

#define OTHER_MAX_DEFAULT 1000 /* UTF-16 units of another text or a comment when the form sets no maxCommentLength */

static void fault_of(struct answers *a, const struct element *e, const char *type, const char *rule, double limit)
{
	struct answer_fault *f = fault_add(a, e, type, rule);
	if (!f)
		return;
	f->intake = true;
	f->limit = limit;
	a->blocking++;
}

static void fault(struct answers *a, const struct element *e, const char *type, double limit)
{
	fault_of(a, e, type, type, limit);
}

void intake_unknown_key(struct answers *a)
{
	a->intake_faults++;
}

/* Text may have tabs and line ends, and no other control character. Line ends only where a person can type one. */
static bool clean_text(struct value v, bool lines)
{
	for (uint32_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.string[i];
		if ((c < 0x20 && c != '\t' && !(lines && (c == '\n' || c == '\r'))) || c == 0x7f)
			return false;
		if (c == 0xc2 && i + 1 < v.len && (unsigned char)v.string[i + 1] < 0xa0)
			return false; /* U+0080 to U+009F */
	}
	return true;
}

static void check_text(struct answers *a, const struct element *e, struct value v, size_t max, bool lines)
{
	if (v.kind != VALUE_STRING) {
		fault(a, e, "badtext", 0);
		return;
	}
	if (!clean_text(v, lines))
		fault(a, e, "badtext", 0);
	if (max && utf8_utf16_length(v.string, v.len) > max)
		fault(a, e, "toolong", (double)max);
}

/* --- dates and numbers as browsers send them --- */

/* '0' stands for a digit, other characters for themselves. */
static bool shaped(struct value v, const char *shape)
{
	size_t len = strlen(shape);
	if (v.len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (shape[i] == '0' ? v.string[i] < '0' || v.string[i] > '9' : v.string[i] != shape[i])
			return false;
	return true;
}

static unsigned two(const char *text)
{
	return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

static bool is_day(const char *t)
{
	static const unsigned char DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned year = two(t) * 100 + two(t + 2), month = two(t + 5), day = two(t + 8);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] && !(month == 2 && day == 29 && !leap);
}

static bool is_time(const char *t)
{
	return two(t) < 24 && two(t + 3) < 60;
}

static bool input_fits(const struct element *e, struct value v)
{
	switch (e->input_type) {
	case INPUT_DATE:
		return shaped(v, "0000-00-00") && is_day(v.string);
	case INPUT_DATETIME:
		return (shaped(v, "0000-00-00T00:00") || shaped(v, "0000-00-00T00:00:00")) && is_day(v.string) &&
		       is_time(v.string + 11);
	case INPUT_TIME:
		return (shaped(v, "00:00") || shaped(v, "00:00:00")) && is_time(v.string);
	case INPUT_MONTH:
		return shaped(v, "0000-00") && two(v.string + 5) >= 1 && two(v.string + 5) <= 12;
	case INPUT_WEEK:
		return shaped(v, "0000-W00") && two(v.string + 6) >= 1 && two(v.string + 6) <= 53;
	default:
		return true;
	}
}

static void check_number(struct answers *a, const struct element *e, struct value v)
{
	if (v.kind != VALUE_NUMBER || !isfinite(v.number))
		fault(a, e, "notanumber", 0);
	else if (e->input_type == INPUT_RANGE && ((e->min.kind == VALUE_NUMBER && v.number < e->min.number) ||
	                                          (e->max.kind == VALUE_NUMBER && v.number > e->max.number)))
		fault(a, e, "outofrange", v.number < e->min.number ? e->min.number : e->max.number);
}

static void check_line(struct answers *a, const struct element *e, struct value v)
{
	if (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE)
		check_number(a, e, v);
	else if (v.kind == VALUE_STRING && !input_fits(e, v))
		fault(a, e, "badtext", 0);
	else
		check_text(a, e, v, e->max_length, false);
}

/* --- choices --- */

static bool other_fits(const struct answers *a, const struct element *e, struct value v)
{
	return e->has_other && !others_in_comment(a, e) && v.kind == VALUE_STRING && clean_text(v, false) &&
	       utf8_utf16_length(v.string, v.len) <= form_comment_max(a->form);
}

/* A choice is sent as the form writes it: 1 is not "1". */
static void check_one(struct answers *a, const struct element *e, struct value v)
{
	const struct choice *c = choice_exact(e, v);

	if (c && slot_of(a, e) >= 0)
		a->given_data[slot_of(a, e)] = c->value;
	else if (!c && !other_fits(a, e, v))
		fault(a, e, e->kind == ELEMENT_RATING ? "outofrange" : "unknownvalue", 0);
}

/* Choices of the question, none of them twice; at most one text of the person's own where the form lets it stand in the
 * list. */
static bool items_fit(struct answers *a, const struct element *e, struct value list, bool *none)
{
	bool fit = true, own = false;

	for (uint32_t i = 0; i < list.len && fit; i++) {
		const struct choice *c = choice_exact(e, list.items[i]);
		if (c) {
			fit = choice_mark(a, e, c);
			*none |= c->role == CHOICE_NONE;
		} else {
			fit = !own && other_fits(a, e, list.items[i]);
			own = true;
		}
	}
	choices_unmark(a, e);
	return fit;
}

static void check_many(struct answers *a, const struct element *e, struct value v)
{
	bool none = false;

	if (v.kind != VALUE_ARRAY)
		fault(a, e, "unknownvalue", 0);
	else if (v.len > e->choice_count || (e->max_selected && v.len > e->max_selected))
		fault(a, e, "toomany", e->max_selected ? e->max_selected : (double)e->choice_count);
	else if (!items_fit(a, e, v, &none))
		fault(a, e, "unknownvalue", 0);
	else if (none && v.len > 1)
		fault_of(a, e, "toomany", "none", 1);
}

static const struct choice *row_of(const struct element *e, const struct member *m)
{
	for (size_t i = 0; i < e->row_count; i++)
		if (strlen(e->rows[i].value_text) == m->name_len &&
		    memcmp(e->rows[i].value_text, m->name, m->name_len) == 0)
			return &e->rows[i];
	return NULL;
}

static bool cell_fits(struct answers *a, const struct element *e, struct value cell)
{
	bool none = false;
	if (!e->rules->matrix_many)
		return choice_exact(e, cell) != NULL;
	return cell.kind == VALUE_ARRAY && cell.len > 0 && cell.len <= e->choice_count && items_fit(a, e, cell, &none);
}

static void check_matrix(struct answers *a, const struct element *e, struct value v)
{
	if (v.kind != VALUE_OBJECT || v.len > e->row_count) {
		fault(a, e, "unknownvalue", 0);
		return;
	}
	for (uint32_t i = 0; i < v.len; i++)
		if (!row_of(e, &v.members[i]) || !cell_fits(a, e, v.members[i].value)) {
			fault(a, e, "unknownvalue", 0);
			return;
		}
}

/* --- the whole --- */

static void check_value(struct answers *a, const struct element *e, struct value v)
{
	switch (e->kind) {
	case ELEMENT_TEXT:
		check_line(a, e, v);
		break;
	case ELEMENT_COMMENT:
		check_text(a, e, v, e->max_length, true);
		break;
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		check_many(a, e, v);
		break;
	case ELEMENT_MATRIX:
		check_matrix(a, e, v);
		break;
	case ELEMENT_EXPRESSION:
		break;
	default:
		check_one(a, e, v);
	}
}

size_t form_comment_max(const struct form *form)
{
	return form->internal->max_comment ? form->internal->max_comment : OTHER_MAX_DEFAULT;
}

static void check_slot(struct answers *a, size_t i)
{
	const struct element *e = a->form->internal->slots[i].first;
	size_t before = a->fault_total;

	if (!value_empty(a->given_data[i]))
		check_value(a, e, a->given_data[i]);
	if (!value_empty(a->given_comments[i]))
		check_text(a, e, a->given_comments[i], form_comment_max(a->form), true);
	if (a->fault_total != before)
		a->state[e->index] &= (unsigned char)~STATE_CLEAN;
}

/* Nothing is wrong with an answer that was never given, or that is known to be one of the choices. */
static bool is_fine(const struct choice_range *range, const struct value *v)
{
	return v->kind == VALUE_UNDEFINED || (v->choice && v->choice - range->first < range->count);
}

void intake_check(struct answers *a)
{
	const struct form_internal *in = a->form->internal;

	for (size_t i = 0; i < in->slot_count; i++)
		if (!is_fine(&in->choices_of[i], &a->given_data[i]) || a->given_comments[i].kind != VALUE_UNDEFINED)
			check_slot(a, i);
	for (size_t i = 0; i < a->extra_count + a->intake_faults; i++)
		fault(a, NULL, "unknownkey", 0);
}
