/* The quiz score: visible questions with a correctAnswer, as survey-core counts them. */
#include <string.h>

#include "core/answers_internal.h"

/* An answer key that is not among the visible choices counts for nothing. */
static bool has_key(const struct answers *a, const struct element *e)
{
	struct value key = e->correct_answer;

	if (!e->has_correct_answer)
		return false;
	if (!element_selects(e) || e->choice_count == 0)
		return true;
	if (!e->rules->choices_conditional)
		return e->rules->key_listed;
	if (key.kind != VALUE_ARRAY)
		return choice_listed(a, e, key);
	for (uint32_t i = 0; i < key.len; i++)
		if (choice_listed(a, e, key.items[i]))
			return true;
	return false;
}

/* Lists in any order; of the key only what can be chosen. */
static bool list_correct(struct answers *a, const struct element *e, struct value v)
{
	struct value key = e->correct_answer;
	struct value *items;
	uint32_t count = 0;

	if (key.kind != VALUE_ARRAY)
		key = (struct value){.kind = VALUE_ARRAY, .len = 1, .items = &e->correct_answer};
	items = arena_array(&a->arena, key.len, sizeof *items);
	if (!items) {
		a->no_memory = true;
		return false;
	}
	for (uint32_t i = 0; i < key.len; i++)
		if (choice_listed(a, e, key.items[i]))
			items[count++] = key.items[i];
	return value_equal(v, (struct value){.kind = VALUE_ARRAY, .len = count, .items = items});
}

static unsigned matrix_total(const struct element *e)
{
	unsigned total = 0;
	for (size_t i = 0; i < e->row_count; i++)
		total += !value_empty(
		        value_member(e->correct_answer, e->rows[i].value_text, strlen(e->rows[i].value_text)));
	return total;
}

static unsigned matrix_correct(const struct element *e, struct value v)
{
	unsigned correct = 0;
	for (size_t i = 0; i < e->row_count; i++) {
		const char *row = e->rows[i].value_text;
		struct value cell = value_member(v, row, strlen(row));
		correct += !value_empty(cell) && value_same(value_member(e->correct_answer, row, strlen(row)), cell);
	}
	return correct;
}

static void question_count(struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index];
	unsigned total = e->kind == ELEMENT_MATRIX ? matrix_total(e) : 1, correct = 0;

	if (!has_key(a, e))
		return;
	a->quiz.total += total;
	if (e->rules->key_choice && (a->state[e->index] & STATE_CLEAN)) {
		const struct choice *c = choice_known(e, v);
		a->quiz.correct += c ? c == e->rules->key_choice : value_same(v, e->rules->key_choice->value);
		return;
	}
	if (question_empty(v))
		return;
	if (e->kind == ELEMENT_MATRIX)
		correct = matrix_correct(e, v);
	else if (element_many(e))
		correct = list_correct(a, e, v);
	else
		correct = value_equal(v, e->correct_answer);
	a->quiz.correct += correct;
}

void quiz_count(struct answers *a)
{
	const struct form *form = a->form;

	a->quiz = (struct quiz){0};
	a->quiz_counted = true;
	if (!form->internal->has_quiz)
		return;
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (e->has_correct_answer && (a->state[i] & STATE_VISIBLE) && (a->page_state[e->page] & STATE_SEEN) &&
		    !(form->internal->first_page_is_start && e->page == 0))
			question_count(a, e);
	}
	a->quiz.incorrect = a->quiz.total - a->quiz.correct;
}
