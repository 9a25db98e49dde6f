/* How large a legal sheet of a form can be. What this proves rests on the intake: it lets nothing longer in. */
#include <stdint.h>
#include <string.h>

#include "core/form_internal.h"
#include "core/form_names.h"
#include "core/json.h"
#include "core/answers_internal.h"

/* A UTF-16 unit takes at most 3 bytes of UTF-8 (what lies outside of the BMP takes 4 for 2 units). Quotes and
 * backslashes take 2; tabs and line ends take 2 as well; other control characters don't pass the intake. */
#define BYTES_PER_UNIT 3
#define COMPUTED_BYTES 256 /* of an expression's result; a longer one is not accepted (intake.c) */
#define NUMBER_BYTES 25    /* the longest that JavaScript prints */

static size_t add(size_t a, size_t b)
{
	return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static size_t json_bytes(struct value v)
{
	struct buf text;
	size_t len;

	buf_init(&text, 1 << 20);
	json_write(&text, v);
	len = text.failed ? SIZE_MAX : text.len;
	buf_release(&text);
	return len;
}

static size_t text_bytes(size_t units)
{
	return units ? units * BYTES_PER_UNIT + 2 : SIZE_MAX;
}

static size_t line_bytes(const struct element *e)
{
	switch (e->input_type) {
	case INPUT_NUMBER:
	case INPUT_RANGE:
		return NUMBER_BYTES;
	case INPUT_DATE:
	case INPUT_DATETIME:
	case INPUT_TIME:
	case INPUT_MONTH:
	case INPUT_WEEK:
		return 21;
	default:
		return text_bytes(e->max_length);
	}
}

static size_t largest_choice(const struct element *e)
{
	size_t largest = 0;
	for (size_t i = 0; i < e->choice_count; i++) {
		size_t bytes = json_bytes(e->choices[i].value);
		if (bytes > largest)
			largest = bytes;
	}
	return largest;
}

static size_t all_choices(const struct element *e)
{
	size_t total = 2;
	for (size_t i = 0; i < e->choice_count; i++)
		total = add(total, add(json_bytes(e->choices[i].value), 1));
	return total;
}

static size_t matrix_bytes(const struct element *e)
{
	size_t cell = e->rules->matrix_many ? all_choices(e) : largest_choice(e), total = 2;
	for (size_t i = 0; i < e->row_count; i++)
		total = add(total, add(json_bytes(value_text(e->rows[i].value_text)), add(cell, 2)));
	return total;
}

static size_t value_bytes(const struct form *form, const struct element *e)
{
	size_t other = e->has_other && !form_others_in_comment(form, e) ? text_bytes(form_comment_max(form)) : 0;

	switch (e->kind) {
	case ELEMENT_TEXT:
		return line_bytes(e);
	case ELEMENT_COMMENT:
		return text_bytes(e->max_length);
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		return add(all_choices(e), other);
	case ELEMENT_MATRIX:
		return matrix_bytes(e);
	case ELEMENT_EXPRESSION:
		return COMPUTED_BYTES;
	default:
		return largest_choice(e) > other ? largest_choice(e) : other;
	}
}

size_t form_largest_answers(const struct form *form)
{
	const struct form_internal *in = form->internal;
	size_t total = 2;

	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (e->rules->slot < 0)
			continue;
		total = add(total, add(json_bytes(value_text(e->value_name)), 2));
		total = add(total, value_bytes(form, e));
		if (in->slots[e->rules->slot].comment_used)
			total = add(total, add(json_bytes(value_text(in->slots[e->rules->slot].comment_key)) + 2,
			                       text_bytes(form_comment_max(form))));
	}
	for (size_t i = 0; i < form->calculated_count; i++)
		if (form->calculated[i].include)
			total = add(total, json_bytes(value_text(form->calculated[i].name)) + 2 + COMPUTED_BYTES);
	return total;
}
