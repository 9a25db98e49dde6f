/* Answers that no control of this page shows travel along in hidden fields, so that the server need not keep them
 * between pages. */
#include <string.h>

#include "server/pages_internal.h"

struct carrying {
	struct rendering *r;
	const struct form_page *page;
	struct carried_view *list;
	size_t count, room;
};

static bool page_shown(const struct form_page *page, size_t number)
{
	return page->whole ? answers_page_visible(page->answers, number) : number == page->page;
}

/* True when a control on this page posts the answer itself. */
static bool has_control(const struct form_page *page, const struct element *e)
{
	return page_shown(page, e->page) && answers_element_visible(page->answers, e) &&
	       answers_element_enabled(page->answers, e);
}

/* Elements may share one answer (valueName): it is carried once, and not when a control shows it. */
static bool carried_by_another(const struct form_page *page, const struct element *e)
{
	const struct form *form = page->offer->form;
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *other = &form->elements[i];
		if (other != e && element_takes_answer(other) && strcmp(other->value_name, e->value_name) == 0 &&
		    (i < e->index || has_control(page, other)))
			return true;
	}
	return false;
}

static bool shares_answers(const struct form *form)
{
	for (size_t i = 0; i < form->element_count; i++)
		if (element_takes_answer(&form->elements[i]) &&
		    strcmp(form->elements[i].name, form->elements[i].value_name) != 0)
			return true;
	return false;
}

static void carry(struct carrying *c, const struct element *e, const char *part, bool comment, struct value value)
{
	if (value_empty(value))
		return;
	if (c->count == c->room) {
		struct carried_view *wider = rendering_array(c->r, c->room * 2 + 32, sizeof *wider);
		if (!wider)
			return;
		if (c->count)
			memcpy(wider, c->list, c->count * sizeof *wider);
		c->list = wider;
		c->room = c->room * 2 + 32;
	}
	c->list[c->count++] = (struct carried_view){
	        .name = e->name,
	        .part = part,
	        .comment = comment,
	        .value = value_span(c->r, value),
	};
}

/* The place of a ranking, from 1, as the part of a field's name. */
static const char *place_name(struct rendering *r, uint32_t place)
{
	return value_span(r, value_number(place)).data;
}

/* A row of a matrix holds one column, or several. */
static void carry_cell(struct carrying *c, const struct element *e, const char *row, struct value cell)
{
	if (cell.kind != VALUE_ARRAY)
		carry(c, e, row, false, cell);
	for (uint32_t i = 0; cell.kind == VALUE_ARRAY && i < cell.len; i++)
		carry(c, e, row, false, cell.items[i]);
}

static void carry_answer(struct carrying *c, const struct element *e)
{
	struct value value = answers_value(c->r->answers, e);
	if (value.kind == VALUE_ARRAY) {
		for (uint32_t i = 0; i < value.len; i++)
			carry(c, e, e->kind == ELEMENT_RANKING ? place_name(c->r, i + 1) : NULL, false, value.items[i]);
	} else if (value.kind == VALUE_OBJECT) {
		for (uint32_t i = 0; i < value.len; i++) {
			const struct member *row = &value.members[i];
			const char *part = arena_copy(&c->r->arena, row->name, row->name_len);
			if (part)
				carry_cell(c, e, part, row->value);
			else
				c->r->failed = true;
		}
	} else {
		carry(c, e, NULL, false, value);
	}
	if (e->has_other || e->has_comment)
		carry(c, e, NULL, true, answers_comment(c->r->answers, e));
}

const struct carried_view *carried_find(struct rendering *r, const struct form_page *page, size_t *count)
{
	struct carrying c = {.r = r, .page = page};
	bool shared = shares_answers(r->form);
	for (size_t i = 0; i < r->form->element_count; i++) {
		const struct element *e = &r->form->elements[i];
		if (element_takes_answer(e) && !has_control(page, e) &&
		    (page->whole || !answers_untouched(r->answers, e)) && !(shared && carried_by_another(page, e)))
			carry_answer(&c, e);
	}
	*count = c.count;
	return c.list;
}

/* On this page or before. A question that could not be answered has not been asked. */
static bool asks(const struct form_page *page, const struct element *e)
{
	return has_control(page, e) || (answers_asked(page->answers, e) && !answers_untouched(page->answers, e));
}

const char *seen_here(struct rendering *r, const struct form_page *page)
{
	struct buf seen;
	buf_init(&seen, 1u << 16);
	for (size_t i = 0; i < r->form->element_count; i++) {
		const struct element *e = &r->form->elements[i];
		if (element_takes_answer(e) && asks(page, e))
			buf_printf(&seen, seen.len ? " %zu" : "%zu", i);
	}
	const char *text = seen.failed ? NULL : arena_copy(&r->arena, seen.len ? seen.data : "", seen.len);
	if (!text)
		r->failed = true;
	buf_release(&seen);
	return text;
}
