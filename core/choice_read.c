/* Reads choices, rating scales and matrix columns and rows, and makes the ones that a form only asks for: other, none,
 * a scale from 1 to 5, true and false. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/form_reader.h"

#define RATING_MAX_VALUES 20 /* survey-core's settings.ratingMaximumRateValueCount */

static const struct property CHOICE_PROPERTIES[] = {
        {"commentPlaceholder", 1, AS_LOOKS, false, 0, NULL, NULL},
        {"elements", 1, AS_REFUSED, false, 0, "put the questions below and give them a visibleIf", NULL},
        {"enableIf", 1, AS_EXPR, false, offsetof(struct choice, enable_if), NULL, NULL},
        {"icon", 1, AS_LOOKS, false, 0, NULL, NULL},
        {"isCommentRequired", 1, AS_REFUSED, false, 0, "a choice has no comment of its own; use showOtherItem", NULL},
        {"isExclusive", 1, AS_REFUSED, false, 0, "use showNoneItem", NULL},
        {"minWidth", 1, AS_LOOKS, false, 0, NULL, NULL},
        {"showCommentArea", 1, AS_REFUSED, false, 0, "a choice has no comment of its own; use showOtherItem", NULL},
        {"text", 1, AS_TEXT, false, offsetof(struct choice, text), NULL, NULL},
        {"value", 1, AS_OWN, false, 0, NULL, NULL},
        {"visibleIf", 1, AS_EXPR, false, offsetof(struct choice, visible_if), NULL, NULL},
        {"width", 1, AS_LOOKS, false, 0, NULL, NULL},
};

static void choice_name(struct reader *r, struct choice *c)
{
	struct buf text;

	if (c->value.kind == VALUE_STRING) {
		c->value_text = reader_copy(r, c->value.string, c->value.len);
		return;
	}
	buf_init(&text, 64);
	json_write(&text, c->value);
	if (text.failed)
		r->no_memory = true;
	c->value_text = text.failed ? "" : reader_copy(r, text.data, text.len);
	buf_release(&text);
}

/* "value|text" in one string. */
static void choice_split(struct reader *r, struct choice *c)
{
	const char *bar = c->value.kind == VALUE_STRING ? memchr(c->value.string, '|', c->value.len) : NULL;
	struct value text;
	uint32_t offset = c->value.offset;

	if (!bar)
		return;
	text = value_string(bar + 1, c->value.len - (size_t)(bar + 1 - c->value.string));
	c->value = value_string(c->value.string, (size_t)(bar - c->value.string));
	c->value.offset = text.offset = offset;
	if (!c->text.count)
		read_text(r, "text", text, &c->text);
}

static void choice_properties(struct reader *r, struct choice *c, struct value object)
{
	for (uint32_t i = 0; i < object.len; i++) {
		const struct member *m = &object.members[i];
		bool elsewhere;
		const struct property *row =
		        property_find(CHOICE_PROPERTIES, sizeof CHOICE_PROPERTIES / sizeof *CHOICE_PROPERTIES, m->name,
		                      m->name_len, 1, &elsewhere);
		if (row)
			property_read(r, row, m->value, c, NULL);
		else
			reader_bad(r, m->offset,
			           "\"%.*s\" is not a property of choices that is known here; is it misspelt?",
			           m->name_len > 60 ? 60 : (int)m->name_len, m->name);
	}
}

static bool choice_read(struct reader *r, struct choice *c, const char *list, struct value v)
{
	c->value = v;
	if (v.kind == VALUE_OBJECT) {
		choice_properties(r, c, v);
		c->value = value_get(v, "value");
		if (c->value.kind == VALUE_UNDEFINED && v.len == 1)
			c->value = value_get(v, "text");
	}
	if (c->value.kind != VALUE_STRING && c->value.kind != VALUE_NUMBER && c->value.kind != VALUE_BOOL) {
		reader_bad(r, v.offset, "an entry of \"%s\" needs a value that is text, a number, true or false", list);
		return false;
	}
	choice_split(r, c);
	if (c->value.kind == VALUE_STRING && c->value.len == 0) {
		reader_bad(r, v.offset, "an entry of \"%s\" has an empty value", list);
		return false;
	}
	choice_name(r, c);
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct choice_key *x = a, *y = b;
	return choice_key_order(x->key, x->len, y->key, y->len);
}

static bool key_of(struct reader *r, struct choice_key *k, const struct choice *c)
{
	char key[CHOICE_KEY_MAX];
	size_t len = choice_key_of(c->value, key);

	if (len == SIZE_MAX) {
		reader_bad(r, c->value.offset, "the value \"%.80s...\" is too long", c->value_text);
		return false;
	}
	*k = (struct choice_key){c, reader_copy(r, key, len), len};
	return !r->no_memory;
}

/* Built-in choices stand nowhere in the file. */
static uint32_t later(const struct choice *a, const struct choice *b)
{
	return a->value.offset > b->value.offset ? a->value.offset : b->value.offset;
}

/* Sorts the choices by key into *keys. Two that survey-core could not tell apart are refused. */
static void sort_keys(struct reader *r, const struct choice *choices, size_t count, const char *list,
                      const struct choice_key **keys, size_t *key_count)
{
	struct choice_key *sorted = reader_array(r, count, sizeof *sorted);

	for (size_t i = 0; sorted && i < count; i++)
		if (!key_of(r, &sorted[i], &choices[i]))
			return;
	if (!sorted || count == 0)
		return;
	qsort(sorted, count, sizeof *sorted, by_key);
	for (size_t i = 1; i < count; i++)
		if (by_key(&sorted[i - 1], &sorted[i]) == 0)
			reader_bad(r, later(sorted[i - 1].choice, sorted[i].choice),
			           "\"%s\" has the value \"%.80s\" twice", list, sorted[i].choice->value_text);
	*keys = sorted;
	*key_count = count;
}

/* Room for the choices written and for select-all's companions: none, refuse, don't know, other. */
#define BUILT_IN_CHOICES 4

void choices_read(struct reader *r, struct element *e, const char *name, struct value list, struct choice **out,
                  size_t *count)
{
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"%s\" must be a list", name);
		return;
	}
	if (*count > 0) {
		reader_bad(r, list.offset, "\"%s\" is given twice", name);
		return;
	}
	if (list.len > (out == &e->rows ? FORM_MAX_ROWS : FORM_MAX_CHOICES_EACH)) {
		reader_bad(r, list.offset, "\"%s\" has more than %d entries", name,
		           out == &e->rows ? FORM_MAX_ROWS : FORM_MAX_CHOICES_EACH);
		return;
	}
	r->choice_total += list.len;
	if (r->choice_total > FORM_MAX_CHOICES) {
		if (r->choice_total - list.len <= FORM_MAX_CHOICES)
			reader_bad(r, list.offset, "the form has more than %d choices", FORM_MAX_CHOICES);
		return;
	}
	*out = reader_array(r, list.len + BUILT_IN_CHOICES, sizeof **out);
	for (uint32_t i = 0; *out && i < list.len; i++) {
		struct choice *c = &(*out)[*count];
		if (!choice_read(r, c, name, list.items[i]))
			continue;
		(*count)++;
		if (c->visible_if || c->enable_if)
			e->rules->choices_conditional = true;
	}
	if (out == &e->rows)
		sort_keys(r, *out, *count, name, &(const struct choice_key *){NULL}, &(size_t){0});
	else if (*out)
		sort_keys(r, *out, *count, name, &e->rules->keys, &e->rules->key_count);
}

static void add_choice(struct reader *r, struct element *e, struct value value, struct text text, enum choice_role role)
{
	struct choice *c = &e->choices[e->choice_count++];
	*c = (struct choice){.value = value, .text = text, .role = role};
	choice_name(r, c);
}

static void add_built_in(struct reader *r, struct element *e)
{
	const struct element_rules *rules = e->rules;

	if (!e->choices)
		e->choices = reader_array(r, BUILT_IN_CHOICES, sizeof *e->choices);
	if (!e->choices || e->kind == ELEMENT_RANKING)
		return;
	if (e->has_none)
		add_choice(r, e, value_text("none"), rules->none_text, CHOICE_NONE);
	if (rules->has_refuse)
		add_choice(r, e, value_text("refused"), rules->refuse_text, CHOICE_NONE);
	if (rules->has_dont_know)
		add_choice(r, e, value_text("dontknow"), rules->dont_know_text, CHOICE_NONE);
	if (e->has_other)
		add_choice(r, e, value_text("other"), rules->other_text, CHOICE_OTHER);
	if (e->choice_count > e->rules->key_count)
		sort_keys(r, e->choices, e->choice_count, "choices", &e->rules->keys, &e->rules->key_count);
}

/* What survey-core's correctValue does: the decimals of the step, so that 0.1 + 0.2 shows as 0.3. */
static double scale_step(double value, double step)
{
	int digits = 0;
	double power = 1;

	if (value == round(value))
		return value;
	while (round(step * power) != step * power && digits < 15) {
		power *= 10;
		digits++;
	}
	return round(value * power) / power;
}

static void rating_scale(struct reader *r, struct element *e)
{
	const struct element_rules *k = e->rules;
	double step = isnan(k->rate_step) ? 1 : k->rate_step, min = isnan(k->rate_min) ? 1 : k->rate_min;
	double max = isnan(k->rate_max) ? 5 : k->rate_max;

	if (!(step > 0)) {
		reader_bad(r, r->line_starts[e->line - 1], "\"rateStep\" must be greater than 0");
		return;
	}
	if (!isnan(k->rate_count) && isnan(k->rate_max))
		max = min + step * (k->rate_count - 1);
	else if (!isnan(k->rate_count) && isnan(k->rate_min))
		min = max - step * (k->rate_count - 1);
	if (min > max)
		min = max;
	e->choices = reader_array(r, RATING_MAX_VALUES, sizeof *e->choices);
	for (double value = min; e->choices && value <= max && e->choice_count < RATING_MAX_VALUES;
	     value = scale_step(value + step, step))
		add_choice(r, e, value_number(value), (struct text){0}, CHOICE_PLAIN);
}

static void dropdown_range(struct reader *r, struct element *e)
{
	struct value low = e->rules->choices_min, high = e->rules->choices_max, by = e->rules->choices_step;
	double min = low.kind == VALUE_NUMBER ? low.number : 0, max = high.kind == VALUE_NUMBER ? high.number : 0;
	double step = by.kind == VALUE_NUMBER ? by.number : 1;
	struct choice *all;
	size_t room;

	if (max <= min)
		return;
	if (!(step > 0) || (max - min) / step >= 1000) {
		reader_bad(r, high.offset,
		           "\"choicesMin\", \"choicesMax\" and \"choicesStep\" must make at most 1000 choices");
		return;
	}
	room = e->choice_count + (size_t)((max - min) / step) + 2 + BUILT_IN_CHOICES;
	all = reader_array(r, room, sizeof *all);
	if (!all)
		return;
	if (e->choice_count)
		memcpy(all, e->choices, e->choice_count * sizeof *all);
	e->choices = all;
	for (double value = min; value <= max; value += step)
		add_choice(r, e, value_number(value), (struct text){0}, CHOICE_PLAIN);
	r->choice_total += e->choice_count;
}

static void boolean_choices(struct reader *r, struct element *e)
{
	if (e->value_true.kind == VALUE_UNDEFINED)
		e->value_true = value_bool(true);
	if (e->value_false.kind == VALUE_UNDEFINED)
		e->value_false = value_bool(false);
	e->choices = reader_array(r, 2, sizeof *e->choices);
	if (!e->choices)
		return;
	add_choice(r, e, e->value_true, e->label_true, CHOICE_PLAIN);
	add_choice(r, e, e->value_false, e->label_false, CHOICE_PLAIN);
}

/* Whether a computed default of theirs is a choice, and what becomes of it when not, is more than we do. */
static void refuse_default(struct reader *r, const struct element *e)
{
	bool simple = e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT || e->kind == ELEMENT_RATING ||
	              e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN || e->kind == ELEMENT_EXPRESSION;
	if (e->rules->default_expr && (!simple || e->has_other))
		reader_bad(r, r->line_starts[e->line - 1],
		           "\"defaultValueExpression\" is supported for questions with one plain answer alone");
}

static void refuse_conditional_ranking(struct reader *r, const struct element *e)
{
	if (e->kind == ELEMENT_RANKING && (e->rules->choices_conditional || e->rules->choices_visible_if))
		reader_bad(r, r->line_starts[e->line - 1],
		           "the choices of a ranking cannot have conditions: what is ranked must not come and go");
}

void choices_finish(struct reader *r, struct element *e)
{
	refuse_default(r, e);
	refuse_conditional_ranking(r, e);
	switch (e->kind) {
	case ELEMENT_RATING:
		if (e->choice_count == 0)
			rating_scale(r, e);
		break;
	case ELEMENT_BOOLEAN:
		boolean_choices(r, e);
		break;
	case ELEMENT_DROPDOWN:
		dropdown_range(r, e);
		add_built_in(r, e);
		break;
	case ELEMENT_RADIOGROUP:
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		add_built_in(r, e);
		break;
	default:
		break;
	}
	if (e->rules->choices_visible_if || e->rules->choices_enable_if || e->rules->rows_visible_if ||
	    e->rules->columns_visible_if)
		e->rules->choices_conditional = true;
	e->rules->choice_first = (unsigned)r->in->choice_total;
	r->in->choice_total += e->choice_count + e->row_count;
	if (e->has_select_all && e->kind == ELEMENT_RANKING)
		e->has_select_all = false;
}
