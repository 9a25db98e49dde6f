/* What a form knows of every sheet before there is one: how its keys and choices are written, which choice a value is,
 * and what a condition comes to. A sheet is then read and judged by looking things up. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/form_reader.h"

#define SPELLING_MAX (8u << 20) /* of a name in a form of at most a megabyte, each letter escaped */

static bool has_few(const struct element *e)
{
	return e->choice_count > 0 && e->choice_count <= FEW_CHOICES;
}

/* --- texts of keys and choices --- */

static void put_head(struct head *head, const struct buf *text)
{
	const size_t len = text->len < sizeof head->bytes ? text->len : sizeof head->bytes;

	memcpy(&head->bytes, text->data, len);
	memset(&head->mask, 0xff, len);
}

static void put_rest(struct reader *r, struct rest *rest, const struct buf *text)
{
	rest->text = reader_copy(r, text->data, text->len);
	rest->len = (uint32_t)text->len;
	if (text->len >= sizeof rest->last)
		memcpy(&rest->last, text->data + text->len - sizeof rest->last, sizeof rest->last);
}

static void spell_key(struct reader *r, const char *key, size_t len, struct spelling *out)
{
	struct buf text;

	buf_init(&text, SPELLING_MAX);
	json_write_string(&text, key, len);
	buf_addc(&text, ':');
	r->no_memory |= text.failed;
	if (!text.failed) {
		put_head(&out->head, &text);
		put_rest(r, &out->rest, &text);
	}
	buf_release(&text);
}

static void spell_choices(struct reader *r, const struct element *e, struct slot_spelling *out)
{
	struct head *heads = reader_array(r, e->choice_count, sizeof *heads);
	struct choice_spelling *choices = reader_array(r, e->choice_count, sizeof *choices);

	for (size_t i = 0; heads && choices && i < e->choice_count; i++) {
		struct buf text;
		buf_init(&text, SPELLING_MAX);
		json_write(&text, e->choices[i].value);
		r->no_memory |= text.failed;
		if (!text.failed) {
			put_head(&heads[i], &text);
			put_rest(r, &choices[i].rest, &text);
		}
		choices[i].value = e->choices[i].value;
		buf_release(&text);
	}
	out->heads = heads;
	out->choices = choices;
	out->choice_count = (uint32_t)e->choice_count;
	out->several = element_many(e);
}

static void spell_slots(struct reader *r)
{
	struct form_internal *in = r->in;

	in->spellings = reader_array(r, in->slot_count, sizeof *in->spellings);
	for (size_t i = 0; in->spellings && i < in->slot_count; i++) {
		const struct slot *s = &in->slots[i];
		spell_key(r, s->key, s->key_len, &in->spellings[i].key);
		/* a question of that name comes before the comment */
		if (s->comment_used && form_slot_at(r->form, s->comment_key, s->comment_key_len) < 0)
			spell_key(r, s->comment_key, s->comment_key_len, &in->spellings[i].comment_key);
		if (has_few(s->first) && (s->first->rules->takes_one || element_many(s->first)))
			spell_choices(r, s->first, &in->spellings[i]);
	}
}

/* --- conditions --- */

/* The question with few choices whose answer alone decides e's visibleIf; NULL. */
static const struct element *only_asked(const struct form *form, const struct element *e)
{
	const struct expr_name *name = e->visible_if ? expr_only_name(e->visible_if) : NULL;
	const struct binding *b = name && name->slot >= 0 ? &form->internal->bindings[name->slot] : NULL;
	const struct element *asked;

	if (!b || b->kind != BIND_ELEMENT || !b->whole || b->root != name->text || e->kind == ELEMENT_MATRIX)
		return NULL;
	asked = form->internal->slots[b->at].first;
	return asked != e && asked->rules->takes_one && has_few(asked) ? asked : NULL;
}

/* With a's answers to nothing but the question that is asked about. */
static void foresee(struct reader *r, struct answers *a, struct element *e)
{
	const struct element *asked = only_asked(r->form, e);
	struct foreseen *f = asked ? reader_array(r, 1, sizeof *f) : NULL;
	struct value *answer = asked ? &a->values[asked->index] : NULL;

	if (!f)
		return;
	f->asked = asked;
	f->unanswered = expression_strictly_true(a, e, e->visible_if);
	for (size_t i = 0; i < asked->choice_count; i++) {
		*answer = asked->choices[i].value;
		f->holds |= expression_strictly_true(a, e, e->visible_if) ? 1u << i : 0;
	}
	*answer = VALUE_NONE;
	e->rules->foreseen = a->no_memory ? NULL : f;
}

static void number_choices(struct element *e, uint32_t *numbered)
{
	e->choice_number = *numbered + 1;
	for (size_t i = 0; i < e->choice_count; i++)
		e->choices[i].value.choice = ++*numbered;
}

/* What is looked at for every sheet, of each element and each slot, close together. */
static void note_briefs(struct reader *r)
{
	struct form_internal *in = r->in;
	const size_t count = r->form->element_count;

	in->briefs = reader_array(r, count, sizeof *in->briefs);
	in->page_starts = reader_array(r, r->form->page_count + 1, sizeof *in->page_starts);
	in->page_runs = reader_array(r, r->form->page_count, sizeof *in->page_runs);
	in->choices_of = reader_array(r, in->slot_count, sizeof *in->choices_of);
	for (size_t i = 0; in->briefs && in->choices_of && in->page_starts && in->page_runs && i < count; i++) {
		const struct element *e = &r->form->elements[i];
		const struct element_rules *k = e->rules;
		in->briefs[i] = (struct brief){.slot = k->slot,
		                               .page = (uint16_t)e->page,
		                               .direct = k->direct,
		                               .quiet = k->quiet || (k->slot < 0 && e->kind != ELEMENT_PANEL),
		                               .within_panel = e->parent != NULL || e->kind == ELEMENT_PANEL,
		                               .other = e->has_other && element_selects(e)};
		if (k->takes_one && in->slots[k->slot].first == e)
			in->choices_of[k->slot] = (struct choice_range){e->choice_number, (uint32_t)e->choice_count};
		in->page_runs[e->page] |= e->kind == ELEMENT_PANEL || k->runs;
		for (size_t p = e->page; p < r->form->page_count; p++)
			in->page_starts[p + 1] = i + 1;
	}
}

void form_foresee(struct reader *r)
{
	struct form_internal *in = r->in;
	struct answers *a = NULL;
	uint32_t numbered = 0;

	for (size_t i = 0; i < r->form->element_count; i++) {
		struct element *e = &r->form->elements[i];
		number_choices(e, &numbered);
		e->rules->takes_one = e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN ||
		                      e->kind == ELEMENT_RATING || e->kind == ELEMENT_BOOLEAN;
	}
	spell_slots(r);
	note_briefs(r);
	if (r->no_memory || (in->has_conditions && !(a = answers_new(r->form)))) {
		r->no_memory = true;
		return;
	}
	for (size_t i = 0; a && i < r->form->element_count; i++)
		foresee(r, a, &r->form->elements[i]);
	answers_free(a);
}
