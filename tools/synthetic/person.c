#include "tools/synthetic/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"
#include "tools/synthetic/draw.h"

#define ROUNDS 60 /* of filling in and mending, for one person */
#define FIELD_NAME_MAX 400

/* What one question was answered with: pairs of name and text, each NUL-terminated, one after another. */
struct draft {
	struct buf fields;
	bool asked;
};

struct person {
	const struct form *form;
	const struct given *given;
	size_t given_count;
	struct answers *answers;
	struct draft *drafts; /* by element */
	uint64_t *random;
	bool no_memory;
};

struct person *person_new(const struct form *form, const struct given *given, size_t given_count)
{
	struct person *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	*p = (struct person){.form = form, .given = given, .given_count = given_count, .answers = answers_new(form)};
	p->drafts = calloc(form->element_count + 1, sizeof *p->drafts);
	if (p->answers == NULL || p->drafts == NULL) {
		person_free(p);
		return NULL;
	}
	for (size_t i = 0; i < form->element_count; i++)
		buf_init(&p->drafts[i].fields, (size_t)1 << 20);
	return p;
}

void person_free(struct person *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; p->drafts != NULL && i < p->form->element_count; i++)
		buf_release(&p->drafts[i].fields);
	free(p->drafts);
	answers_free(p->answers);
	free(p);
}

static void add_field(struct person *p, const struct element *e, const char *suffix, const char *text)
{
	struct buf *b = &p->drafts[e->index].fields;
	buf_adds(b, e->value_name);
	buf_adds(b, suffix);
	buf_add(b, "", 1);
	buf_adds(b, text);
	buf_add(b, "", 1);
	p->no_memory |= b->failed;
}

/* People do not answer evenly: each question has a choice that about half take. */
static const struct choice *pick(struct person *p, const struct element *e)
{
	uint64_t question = e->index + 1, left = 0;
	const struct choice *found = NULL, *favourite = &e->choices[draw(&question, e->choice_count)];
	for (size_t i = 0; i < e->choice_count; i++) {
		const struct choice *c = &e->choices[i];
		if (c->role == CHOICE_OTHER || !answers_choice_visible(p->answers, e, c))
			continue;
		if (draw(p->random, ++left) == 0)
			found = c;
		if (c == favourite && draw(p->random, 2) == 0)
			return c;
	}
	return found;
}

static void tick_some(struct person *p, const struct element *e)
{
	size_t most = e->max_selected > 0 ? e->max_selected : e->choice_count,
	       least = e->min_selected > 0 ? e->min_selected : 1;
	const struct choice *first = pick(p, e);
	if (first == NULL)
		return;
	add_field(p, e, "", first->value_text);
	for (size_t i = 0, ticked = 1; first->role != CHOICE_NONE && i < e->choice_count && ticked < most; i++) {
		const struct choice *c = &e->choices[i];
		bool needed = e->choice_count - i <= least - (ticked < least ? ticked : least);
		if (c == first || c->role != CHOICE_PLAIN || !answers_choice_visible(p->answers, e, c) ||
		    (!needed && draw(p->random, 3) != 0))
			continue;
		add_field(p, e, "", c->value_text);
		ticked++;
	}
}

static void put_in_order(struct person *p, const struct element *e)
{
	size_t start = (size_t)draw(p->random, e->choice_count);
	for (size_t i = 0; i < e->choice_count; i++) {
		char place[32];
		snprintf(place, sizeof place, ".%zu", i + 1);
		add_field(p, e, place, e->choices[(start + i) % e->choice_count].value_text);
	}
}

static void fill_rows(struct person *p, const struct element *e)
{
	for (size_t r = 0; r < e->row_count; r++) {
		char row[FIELD_NAME_MAX];
		const struct choice *c = pick(p, e);
		if (c == NULL || !answers_choice_visible(p->answers, e, &e->rows[r]))
			continue;
		snprintf(row, sizeof row, ".%s", e->rows[r].value_text);
		add_field(p, e, row, c->value_text);
	}
}

static void write_number(struct person *p, const struct element *e)
{
	char text[32];
	double least = e->min.kind == VALUE_NUMBER ? e->min.number : 0;
	double most = e->max.kind == VALUE_NUMBER ? e->max.number : least + 40;
	double step = e->step.kind == VALUE_NUMBER && e->step.number > 0 ? e->step.number : 1;
	uint64_t steps = most > least ? (uint64_t)((most - least) / step) + 1 : 1;
	json_number(text, least + step * (double)draw(p->random, steps));
	add_field(p, e, "", text);
}

static void write_text(struct person *p, const struct element *e)
{
	static const char *const plain[] = {"sintētiska atbilde", "a synthetic answer", "par šo vajadzētu runāt biežāk",
	                                    "vairāk mācību"};
	static const char *const by_type[] = {
	        [INPUT_DATE] = "2026-05-15",   [INPUT_DATETIME] = "2026-05-15T12:00",
	        [INPUT_TIME] = "12:00",        [INPUT_MONTH] = "2026-05",
	        [INPUT_WEEK] = "2026-W20",     [INPUT_EMAIL] = "synthetic@example.lv",
	        [INPUT_TEL] = "+371 20000000", [INPUT_URL] = "https://example.lv/",
	        [INPUT_COLOR] = "#336699",
	};
	char text[64];
	const char *typed = (size_t)e->input_type < sizeof by_type / sizeof by_type[0] ? by_type[e->input_type] : NULL;
	snprintf(text, sizeof text, "%s", typed ? typed : plain[draw(p->random, sizeof plain / sizeof plain[0])]);
	if (typed == NULL && e->max_length > 0 && strlen(text) > e->max_length)
		snprintf(text, sizeof text, "%.*s", (int)e->max_length, "synthetic");
	add_field(p, e, "", text);
}

static void answer(struct person *p, const struct element *e)
{
	buf_clear(&p->drafts[e->index].fields);
	p->drafts[e->index].asked = true;
	if (e->kind == ELEMENT_MATRIX)
		fill_rows(p, e);
	else if (e->kind == ELEMENT_CHECKBOX)
		tick_some(p, e);
	else if (e->kind == ELEMENT_RANKING)
		put_in_order(p, e);
	else if (e->kind == ELEMENT_TEXT && (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE))
		write_number(p, e);
	else if (e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT)
		write_text(p, e);
	else if (e->choice_count > 0 && pick(p, e) != NULL)
		add_field(p, e, "", pick(p, e)->value_text);
	else if (e->kind == ELEMENT_BOOLEAN)
		add_field(p, e, "", draw(p->random, 2) ? "true" : "false");
}

/* Given values stand before any draft; a question that is given is not asked. */
static bool is_given(const struct person *p, const struct element *e)
{
	for (size_t i = 0; i < p->given_count; i++) {
		size_t len = strlen(e->value_name);
		if (strncmp(p->given[i].name, e->value_name, len) == 0 &&
		    (p->given[i].name[len] == '\0' || p->given[i].name[len] == '.'))
			return true;
	}
	return false;
}

static bool apply(struct person *p)
{
	static const struct moment NOON = {1768478400000, 120}; /* 2026-01-15: the same people on every day */
	answers_clear(p->answers);
	for (size_t i = 0; i < p->given_count; i++)
		if (answers_add_field(p->answers, p->given[i].name, strlen(p->given[i].name), p->given[i].value,
		                      strlen(p->given[i].value)) != CORE_OK)
			return false;
	for (size_t i = 0; i < p->form->element_count; i++) {
		const struct buf *b = &p->drafts[i].fields;
		for (size_t at = 0; at < b->len;) {
			const char *name = b->data + at, *text = name + strlen(name) + 1;
			at += strlen(name) + strlen(text) + 2;
			if (answers_add_field(p->answers, name, strlen(name), text, strlen(text)) != CORE_OK)
				return false;
		}
	}
	return answers_evaluate(p->answers, &NOON, "") == CORE_OK;
}

/* Answers the questions of the first page that has some not asked yet. False when there is none. */
static bool turn_page(struct person *p)
{
	size_t page = SIZE_MAX;
	for (size_t i = 0; i < p->form->element_count; i++) {
		const struct element *e = &p->form->elements[i];
		bool ask = element_takes_answer(e) && !p->drafts[i].asked && !is_given(p, e) &&
		           answers_element_visible(p->answers, e) && answers_element_enabled(p->answers, e) &&
		           (page == SIZE_MAX || page == e->page);
		if (!ask)
			continue;
		page = e->page;
		p->drafts[i].asked = true;
		bool text = e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT;
		if (answers_element_required(p->answers, e) || draw(p->random, 10) < (text ? 3 : 9))
			answer(p, e);
	}
	return page != SIZE_MAX;
}

/* Answers anew what was refused; what is refused again and again is left out, if the form allows it. */
static void mend(struct person *p, size_t round)
{
	for (size_t i = 0; i < answers_fault_count(p->answers); i++) {
		struct answer_fault fault = answers_fault(p->answers, i);
		if (fault.warning || fault.element == NULL || !element_takes_answer(fault.element) ||
		    is_given(p, fault.element))
			continue;
		if (round > ROUNDS / 2 && !answers_element_required(p->answers, fault.element))
			buf_clear(&p->drafts[fault.element->index].fields);
		else
			answer(p, fault.element);
	}
}

bool person_make(struct person *p, uint64_t *random)
{
	p->random = random;
	p->no_memory = false;
	for (size_t i = 0; i < p->form->element_count; i++) {
		p->drafts[i].asked = false;
		buf_clear(&p->drafts[i].fields);
	}
	for (size_t round = 0; round < ROUNDS + p->form->page_count && !p->no_memory; round++) {
		if (!apply(p))
			return false;
		if (turn_page(p))
			continue;
		if (answers_acceptable(p->answers))
			return true;
		mend(p, round);
	}
	return false;
}

bool person_write_json(const struct person *p, struct buf *out)
{
	return answers_write_json(p->answers, out);
}

static void write_encoded(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("-._~", *text) != NULL || (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
		    (*text >= 'a' && *text <= 'z'))
			buf_addc(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

static void write_field(struct buf *out, const char *name, const char *text)
{
	write_encoded(out, name);
	buf_addc(out, '=');
	write_encoded(out, text);
	buf_addc(out, '&');
}

bool person_write_fields(const struct person *p, struct buf *out)
{
	for (size_t i = 0; i < p->given_count; i++)
		write_field(out, p->given[i].name, p->given[i].value);
	for (size_t i = 0; i < p->form->element_count; i++) {
		const struct buf *b = &p->drafts[i].fields;
		bool seen = answers_element_visible(p->answers, &p->form->elements[i]);
		for (size_t at = 0; seen && at < b->len;) {
			const char *name = b->data + at, *text = name + strlen(name) + 1;
			at += strlen(name) + strlen(text) + 2;
			write_field(out, name, text);
		}
	}
	buf_adds(out, "_do=send");
	return !out->failed;
}
