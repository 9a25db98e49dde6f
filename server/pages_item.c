/* The elements of a form as a page shows them: what they all have in common. */
#include <string.h>

#include "server/pages_internal.h"

static void fill_image(struct rendering *r, const struct element *e, struct item_view *item)
{
	item->is_image = e->image_link && strncmp(e->image_link, "data:image/", 11) == 0;
	item->image = (struct url){.kind = URL_IMAGE, .text = e->image_link};
	item->alternative = text_in(&e->alt_text, r->lang);
	if (!item->alternative)
		item->alternative = "";
}

static void fill_kind(struct rendering *r, const struct element *e, const struct faults *faults, struct item_view *item)
{
	switch (e->kind) {
	case ELEMENT_PANEL:
		item->is_panel = true;
		item->items = items_of(r, e->children, e->child_count, faults, &item->items_count);
		break;
	case ELEMENT_HTML:
		item->is_html = true;
		item->parts = html_parts(r, &e->html, &item->parts_count);
		break;
	case ELEMENT_IMAGE:
		fill_image(r, e, item);
		break;
	case ELEMENT_EXPRESSION:
		item->is_output = true;
		item->value = value_span(r, answers_value(r->answers, e));
		break;
	default:
		controls_fill(r, e, item);
	}
}

static void fill_item(struct rendering *r, const struct element *e, const struct faults *faults, struct item_view *item)
{
	const struct said *fault = faults->of ? faults->of[e->index] : NULL;
	item->number = e->index;
	item->marked = r->marked;
	item->numbered = !r->everything;
	item->absent = r->everything && !answers_element_visible(r->answers, e);
	item->name = field_name(r, e);
	item->title = piped_in(r, &e->title, e->kind == ELEMENT_PANEL ? NULL : e->name);
	item->titled = e->kind != ELEMENT_PANEL || (text_there(r, &e->title) && !e->title_hidden);
	item->description = piped_in(r, &e->description, NULL);
	item->described = text_there(r, &e->description);
	item->required = element_takes_answer(e) && answers_element_required(r->answers, e);
	item->disabled = element_takes_answer(e) && !answers_element_enabled(r->answers, e);
	item->pictured = element_takes_answer(e) && picture_of_question(r, e, &item->picture);
	item->faulty = fault != NULL;
	if (fault)
		item->fault = *fault;
	fill_kind(r, e, faults, item);
	item->explained = item->described || item->hinted || item->faulty;
	item->explanations = (struct explanations){
	        .question = e->index, .about = item->described, .hint = item->hinted, .fault = item->faulty};
}

const struct item_view *items_of(struct rendering *r, struct element *const *elements, size_t element_count,
                                 const struct faults *faults, size_t *count)
{
	struct item_view *items = rendering_array(r, element_count, sizeof *items);
	*count = 0;
	for (size_t i = 0; items && i < element_count; i++)
		if (r->everything || answers_element_visible(r->answers, elements[i]))
			fill_item(r, elements[i], faults, &items[(*count)++]);
	return items;
}
