/* What the names in a form's expressions and texts stand for. */
#include <string.h>

#include "core/form_device_internal.h"
#include "core/form_names.h"
#include "core/json.h"
#include "core/utf8.h"
#include "core/validator.h"

/* --- every expression that the device evaluates ------------------------------------------------------------ */

static void visit_choices(const struct choice *choices, size_t count, device_visit *visit, void *context)
{
	for (size_t i = 0; i < count; i++) {
		visit(context, choices[i].visible_if, true);
		visit(context, choices[i].enable_if, true);
	}
}

void device_visit_element(const struct element *e, device_visit *visit, void *context)
{
	const struct element_rules *k = e->rules;

	visit(context, e->visible_if, false);
	visit(context, e->enable_if, false);
	visit(context, e->required_if, false);
	visit(context, k->default_expr, false);
	visit(context, k->choices_visible_if, true);
	visit(context, k->choices_enable_if, true);
	visit(context, k->rows_visible_if, true);
	visit(context, k->columns_visible_if, true);
	visit_choices(e->choices, e->choice_count, visit, context);
	visit_choices(e->rows, e->row_count, visit, context);
	for (size_t i = 0; i < e->validator_count; i++)
		visit(context, e->validators[i].expression, false);
}

void device_visit_form(const struct form *form, device_visit *visit, void *context)
{
	for (size_t i = 0; i < form->page_count; i++)
		visit(context, form->pages[i].visible_if, false);
	for (size_t i = 0; i < form->calculated_count; i++)
		visit(context, form->calculated[i].expression, false);
}

/* --- names --------------------------------------------------------------------------------------------------- */

struct named {
	struct device *d;
	struct span_of_name {
		const char *text;
		size_t len;
	} list[DEVICE_NAMES_MAX];
	size_t count;
	bool full;
};

static bool is_new(struct named *n, const char *text, size_t len)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->list[i].len == len && memcmp(n->list[i].text, text, len) == 0)
			return false;
	if (n->count == DEVICE_NAMES_MAX) {
		n->full = true;
		return false;
	}
	n->list[n->count++] = (struct span_of_name){text, len};
	return true;
}

static void put_binding(struct named *n, const char *name, size_t len, const struct binding *b)
{
	const struct form_internal *in = n->d->form->internal;
	struct buf *out = n->d->out;

	if (n->count > 1)
		buf_addc(out, ',');
	json_write_string(out, name, len);
	switch (b->kind) {
	case BIND_ELEMENT:
		buf_printf(out, ":[1,%zu", in->slots[b->at].first->index);
		break;
	case BIND_CALCULATED:
		buf_printf(out, ":[2,%zu", b->at);
		break;
	case BIND_COMMENT:
		buf_printf(out, ":[3,%zu", in->slots[b->at].first->index);
		break;
	default:
		buf_adds(out, b->kind == BIND_EMPTY ? ":[4" : ":[0");
	}
	if (!b->whole || b->root != name) {
		buf_addc(out, ',');
		json_write_string(out, b->root, b->root_len);
		buf_printf(out, ",%zu", (size_t)(b->root - name));
	}
	buf_addc(out, ']');
}

static void names_of(void *context, const struct expr *e, bool of_choice)
{
	struct named *n = context;
	size_t count = 0;
	const struct expr_name *names = e ? expr_names((struct expr *)(uintptr_t)e, &count) : NULL;

	(void)of_choice;
	for (size_t i = 0; i < count; i++)
		if (names[i].slot >= 0 && is_new(n, names[i].text, names[i].len))
			put_binding(n, names[i].text, names[i].len, &n->d->form->internal->bindings[names[i].slot]);
}

/* The names between braces, as core/piping.c finds them. */
static void names_in(struct named *n, const struct text *t)
{
	const char *text = text_in(t, n->d->lang);

	for (const char *open = text ? strchr(text, '{') : NULL; open; open = strchr(open + 1, '{')) {
		const char *name = open + 1, *close = strpbrk(name, "{}");
		size_t len = close && *close == '}' ? (size_t)(close - name) : 0;
		utf8_trim(&name, &len);
		struct binding b = len ? binding_find(n->d->form, NULL, name, len) : (struct binding){0};
		if (len && b.kind != BIND_NOTHING && is_new(n, name, len))
			put_binding(n, name, len, &b);
	}
}

static void names_in_texts(struct named *n)
{
	const struct form *form = n->d->form;

	names_in(n, &form->title);
	names_in(n, &form->description);
	names_in(n, &form->completed_html);
	for (size_t i = 0; i < form->page_count; i++) {
		names_in(n, &form->pages[i].title);
		names_in(n, &form->pages[i].description);
	}
	for (size_t i = 0; i < form->element_count; i++) {
		names_in(n, &form->elements[i].title);
		names_in(n, &form->elements[i].description);
		names_in(n, &form->elements[i].html);
	}
}

bool device_names(struct device *d)
{
	struct named n = {.d = d};

	device_visit_form(d->form, names_of, &n);
	for (size_t i = 0; i < d->form->element_count; i++)
		device_visit_element(&d->form->elements[i], names_of, &n);
	names_in_texts(&n);
	return !n.full;
}
