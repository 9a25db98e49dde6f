#include "tally/dataset.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES ((size_t)64 << 10)

/* --- variables ------------------------------------------------------------------------------------------------------
 */

struct maker {
	struct dataset *dataset;
	size_t room;
	bool failed;
};

static const char *or_else(const char *text, const char *otherwise)
{
	return text != NULL && text[0] != '\0' ? text : otherwise;
}

static const char *choice_label(const struct choice *c, const char *lang)
{
	return or_else(text_in(&c->text, lang), c->value_text);
}

/* The parts with separator between; a NULL part is left out. */
static char *joined(const char *separator, const char *a, const char *b, const char *c)
{
	struct buf out;
	const char *parts[] = {a, b, c};
	buf_init(&out, NAME_MAX_BYTES);
	for (size_t i = 0; i < 3; i++) {
		if (parts[i] == NULL)
			continue;
		buf_adds(&out, i > 0 ? separator : "");
		buf_adds(&out, parts[i]);
	}
	char *text = out.failed || out.data == NULL ? NULL : strdup(out.data);
	buf_release(&out);
	return text;
}

static struct variable *add(struct maker *m, struct variable v)
{
	struct dataset *d = m->dataset;
	if (d->count == m->room) {
		size_t room = m->room > 0 ? 2 * m->room : 64;
		struct variable *more = reallocarray(d->variables, room, sizeof *more);
		if (more == NULL) {
			m->failed = true;
			return NULL;
		}
		d->variables = more;
		m->room = room;
	}
	d->variables[d->count] = v;
	return &d->variables[d->count++];
}

static struct variable *add_part(struct maker *m, enum variable_kind kind, const struct element *e,
                                 const struct choice *row, const struct choice *choice)
{
	const char *lang = m->dataset->lang;
	struct variable *v = add(m, (struct variable){.kind = kind, .element = e, .row = row, .choice = choice});
	if (v == NULL)
		return NULL;
	v->name = joined(".", e->name, row ? row->value_text : NULL, choice ? choice->value_text : NULL);
	v->label = joined(" – ", or_else(text_in(&e->title, lang), e->name), row ? choice_label(row, lang) : NULL,
	                  choice ? choice_label(choice, lang) : NULL);
	m->failed |= v->name == NULL || v->label == NULL;
	return v;
}

static void add_codes(struct maker *m, struct variable *v, const struct choice *choices, size_t count)
{
	const char *dont_know = m->dataset->form->settings.dont_know;
	bool numbers = true;
	if (v == NULL || (v->codes = calloc(count + 1, sizeof *v->codes)) == NULL) {
		m->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		numbers = numbers && choices[i].value.kind == VALUE_NUMBER;
	for (size_t i = 0; i < count; i++)
		v->codes[v->code_count++] =
		        (struct code){.value = choices[i].value,
		                      .name = choices[i].value_text,
		                      .label = choice_label(&choices[i], m->dataset->lang),
		                      .number = numbers ? choices[i].value.number : (double)(i + 1),
		                      .missing = dont_know != NULL && strcmp(choices[i].value_text, dont_know) == 0};
}

static void add_yes_or_no(struct maker *m, const struct element *e)
{
	const char *lang = m->dataset->lang;
	struct variable *v = add_part(m, VARIABLE_CODE, e, NULL, NULL);
	if (v == NULL || (v->codes = calloc(2, sizeof *v->codes)) == NULL) {
		m->failed = true;
		return;
	}
	struct value no = e->value_false, yes = e->value_true;
	v->codes[0] = (struct code){.value = no,
	                            .name = no.kind == VALUE_STRING ? no.string : "false",
	                            .label = or_else(text_in(&e->label_false, lang), "false"),
	                            .number = 0};
	v->codes[1] = (struct code){.value = yes,
	                            .name = yes.kind == VALUE_STRING ? yes.string : "true",
	                            .label = or_else(text_in(&e->label_true, lang), "true"),
	                            .number = 1};
	v->code_count = 2;
}

static void add_matrix(struct maker *m, const struct element *e)
{
	bool many = form_matrix_many(e);
	for (size_t r = 0; r < e->row_count; r++) {
		if (!many)
			add_codes(m, add_part(m, VARIABLE_CODE, e, &e->rows[r], NULL), e->choices, e->choice_count);
		for (size_t c = 0; many && c < e->choice_count; c++)
			add_part(m, VARIABLE_TICK, e, &e->rows[r], &e->choices[c]);
	}
}

static void add_text(struct maker *m, const struct element *e, size_t units)
{
	struct variable *v = add_part(m, VARIABLE_TEXT, e, NULL, NULL);
	size_t most = m->dataset->form->settings.record_size;
	if (v != NULL)
		v->text_max = units == 0 || units > most / 3 ? most : 3 * units; /* a UTF-16 unit: 3 bytes at most */
}

static void add_comment(struct maker *m, const struct element *e)
{
	struct variable *v = add(m, (struct variable){.kind = VARIABLE_TEXT, .element = e, .comment = true});
	if (v == NULL)
		return;
	const char *lang = m->dataset->lang;
	v->name = joined("-", e->name, "Comment", NULL);
	v->label = joined(" – ", or_else(text_in(&e->title, lang), e->name),
	                  or_else(text_in(&e->comment_text, lang), "…"), NULL);
	v->text_max = m->dataset->form->settings.record_size;
	m->failed |= v->name == NULL || v->label == NULL;
}

static void add_element(struct maker *m, const struct element *e)
{
	enum variable_kind parts = e->kind == ELEMENT_RANKING ? VARIABLE_PLACE : VARIABLE_TICK;
	switch (e->kind) {
	case ELEMENT_TEXT:
		if (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE)
			add_part(m, VARIABLE_NUMBER, e, NULL, NULL);
		else
			add_text(m, e, e->max_length);
		break;
	case ELEMENT_COMMENT:
		add_text(m, e, e->max_length);
		break;
	case ELEMENT_BOOLEAN:
		add_yes_or_no(m, e);
		break;
	case ELEMENT_MATRIX:
		add_matrix(m, e);
		break;
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		for (size_t i = 0; i < e->choice_count; i++)
			add_part(m, parts, e, NULL, &e->choices[i]);
		break;
	default:
		add_codes(m, add_part(m, VARIABLE_CODE, e, NULL, NULL), e->choices, e->choice_count);
		break;
	}
	if (e->has_comment || e->has_other)
		add_comment(m, e);
}

bool dataset_init(struct dataset *d, const struct form *form, const char *lang)
{
	struct maker m = {.dataset = d};
	*d = (struct dataset){.form = form, .lang = lang};
	if (form->settings.keep_day) {
		struct variable *v = add(&m, (struct variable){.kind = VARIABLE_DAY});
		if (v != NULL) {
			v->name = strdup("_day");
			v->label = strdup("_day");
			m.failed |= v->name == NULL || v->label == NULL;
		}
	}
	for (size_t i = 0; i < form->element_count; i++)
		if (element_takes_answer(&form->elements[i]))
			add_element(&m, &form->elements[i]);
	return !m.failed;
}

void dataset_release(struct dataset *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->variables[i].name);
		free(d->variables[i].label);
		free(d->variables[i].codes);
	}
	free(d->variables);
	*d = (struct dataset){0};
}

/* --- cells ----------------------------------------------------------------------------------------------------------
 */

static struct cell text_cell(const char *text, size_t len)
{
	return len > 0 ? (struct cell){.kind = CELL_TEXT, .text = text, .len = len} : (struct cell){0};
}

static struct cell number_cell(double number)
{
	return (struct cell){.kind = CELL_NUMBER, .number = number};
}

static struct cell code_cell(const struct variable *v, struct value answer)
{
	for (size_t i = 0; i < v->code_count; i++)
		if (value_equal(answer, v->codes[i].value))
			return (struct cell){.kind = CELL_CODE, .code = &v->codes[i], .number = v->codes[i].number};
	return answer.kind == VALUE_STRING ? text_cell(answer.string, answer.len) : (struct cell){0};
}

/* The place of the choice in a list of answers, from 1; 0 when it is not in it. A single answer is a list of one. */
static uint32_t place_of(struct value answer, const struct choice *choice)
{
	if (answer.kind != VALUE_ARRAY)
		return value_equal(answer, choice->value) ? 1 : 0;
	for (uint32_t i = 0; i < answer.len; i++)
		if (value_equal(answer.items[i], choice->value))
			return i + 1;
	return 0;
}

static struct cell answer_cell(const struct variable *v, struct value answer)
{
	uint32_t place;
	if (value_empty(answer))
		return (struct cell){0};
	switch (v->kind) {
	case VARIABLE_CODE:
		return code_cell(v, answer);
	case VARIABLE_TICK:
		return number_cell(place_of(answer, v->choice) > 0);
	case VARIABLE_PLACE:
		place = place_of(answer, v->choice);
		return place > 0 ? number_cell(place) : (struct cell){0};
	default:
		if (answer.kind == VALUE_NUMBER)
			return number_cell(answer.number);
		return answer.kind == VALUE_STRING ? text_cell(answer.string, answer.len) : (struct cell){0};
	}
}

struct cell dataset_cell(const struct variable *v, const struct answers *answers, struct sheet_text day)
{
	if (v->kind == VARIABLE_DAY)
		return text_cell(day.text, day.len);
	if (!answers_element_visible(answers, v->element))
		return (struct cell){0};
	struct value answer = v->comment ? answers_comment(answers, v->element) : answers_value(answers, v->element);
	if (v->row != NULL)
		answer = answer.kind == VALUE_OBJECT ? value_get(answer, v->row->value_text) : VALUE_NONE;
	return answer_cell(v, answer);
}
