/* The rules of a form for the device, in the order in which kiosk/script/sheet.js reads them. */
#include <string.h>

#include "core/expr_tree.h"
#include "core/form_device_internal.h"
#include "core/json.h"

void device_key(struct device *d, const char *name)
{
	buf_printf(d->out, ",\"%s\":", name);
}

static void flag(struct device *d, const char *name, bool on)
{
	if (on) {
		device_key(d, name);
		buf_addc(d->out, '1');
	}
}

static void number(struct device *d, const char *name, size_t n)
{
	device_key(d, name);
	buf_printf(d->out, "%zu", n);
}

void device_tree(struct device *d, const char *name, const struct expr *e)
{
	const char *lacking;
	if (!e)
		return;
	if (name)
		device_key(d, name);
	expr_tree_write(e, d->out, &lacking);
}

static void text_key(struct device *d, const char *name, const char *text)
{
	device_key(d, name);
	json_write_string(d->out, text, strlen(text));
}

bool device_bounded(const struct element *e)
{
	return e->kind == ELEMENT_TEXT && e->input_type != INPUT_TEXT;
}

/* ch: choices that are no text, or all where the device has to know them; no: those that exclude all others. */
static void choices(struct device *d, const struct element *e)
{
	const char *between = ",\"ch\":[";
	for (size_t i = 0; i < e->choice_count; i++) {
		if (e->choices[i].value.kind == VALUE_STRING && e->kind != ELEMENT_RANKING && !device_needs_choices(e))
			continue;
		buf_adds(d->out, between);
		json_write(d->out, e->choices[i].value);
		between = ",";
	}
	if (between[1] == '\0')
		buf_addc(d->out, ']');
	between = ",\"no\":[";
	for (size_t i = 0; i < e->choice_count; i++) {
		if (e->choices[i].role != CHOICE_NONE)
			continue;
		buf_adds(d->out, between);
		json_write(d->out, e->choices[i].value);
		between = ",";
	}
	if (between[1] == '\0')
		buf_addc(d->out, ']');
}

static void question(struct device *d, const struct element *e)
{
	const char *unanswered = text_in(&e->rules->default_display, d->lang);

	text_key(d, "n", e->name);
	if (strcmp(e->name, e->value_name) != 0)
		text_key(d, "v", e->value_name);
	choices(d, e);
	device_moves(d, e);
	if (unanswered && *unanswered)
		text_key(d, "dd", unanswered);
	flag(d, "ot", e->has_other);
	flag(d, "co", e->has_comment);
	if (e->has_other || e->has_comment)
		number(d, "cl", form_comment_max(d->form));
	if (e->min_selected)
		number(d, "ms", e->min_selected);
	if (e->max_selected)
		number(d, "mx", e->max_selected);
	flag(d, "rr", e->rows_required);
	flag(d, "ru", e->rows_unique);
	flag(d, "mm", form_matrix_many(e));
	if (e->kind == ELEMENT_TEXT && e->input_type)
		number(d, "it", e->input_type);
	if (e->max_length)
		number(d, "ml", e->max_length);
	if (device_bounded(e)) {
		const struct value bounds[] = {e->min, e->max, e->step};
		static const char *const names[] = {"lo", "hi", "st"};
		for (size_t i = 0; i < 3; i++) {
			if (value_empty(bounds[i]))
				continue;
			device_key(d, names[i]);
			json_write(d->out, bounds[i]);
		}
	}
	device_validators(d, e);
}

/* k: kind as in enum element_kind, u: panel around it, h: hidden, r: required, o: read-only, vi, ei, ri: the
 * conditions of these. Then question(). */
static void element(struct device *d, const struct element *e)
{
	d->element = e;
	buf_printf(d->out, "{\"k\":%d", (int)e->kind);
	if (e->parent)
		number(d, "u", e->parent->index);
	flag(d, "h", !e->visible);
	flag(d, "r", e->required);
	flag(d, "o", e->read_only);
	device_tree(d, "vi", e->visible_if);
	device_tree(d, "ei", e->enable_if);
	device_tree(d, "ri", e->required_if);
	if (element_takes_answer(e))
		question(d, e);
	device_faults(d, e);
	buf_addc(d->out, '}');
}

static void calculated(struct device *d)
{
	const struct form *form = d->form;
	for (size_t i = 0; i < form->calculated_count; i++) {
		const struct calculated *c = &form->calculated[i];
		buf_adds(d->out, i ? ",[" : "[");
		json_write_string(d->out, c->name, strlen(c->name));
		buf_addc(d->out, ',');
		if (c->expression)
			device_tree(d, NULL, c->expression);
		else
			buf_adds(d->out, "null");
		buf_printf(d->out, ",%d]", c->include);
	}
}

static size_t elements_of(const struct form *form, size_t page)
{
	size_t count = 0;
	for (size_t i = 0; i < form->element_count; i++)
		count += form->elements[i].page == page;
	return count;
}

void form_device_write(const struct form *form, const char *lang, const struct fault_sayer *sayer, struct buf *out)
{
	struct device d = {.form = form, .lang = lang, .sayer = sayer, .out = out};

	buf_adds(out, "{\"pages\":[");
	for (size_t i = 0; i < form->page_count; i++) {
		buf_printf(out, i ? ",%zu," : "%zu,", elements_of(form, i));
		if (form->pages[i].visible_if)
			device_tree(&d, NULL, form->pages[i].visible_if);
		else
			buf_adds(out, form->pages[i].visible ? "true" : "false");
	}
	buf_adds(out, "],\"els\":[");
	for (size_t i = 0; i < form->element_count; i++) {
		if (i)
			buf_addc(out, ',');
		element(&d, &form->elements[i]);
	}
	buf_adds(out, "],\"names\":{");
	bool whole = device_names(&d);
	buf_adds(out, "},\"calc\":[");
	calculated(&d);
	buf_adds(out, "]}");
	out->failed |= !whole;
}
