/* What the names in a form's expressions stand for. */
#include <string.h>

#include "core/form_device_internal.h"
#include "core/json.h"
#include "core/validator.h"

#define NAMES_MAX 256 /* different ones; conditions of more stay on the server */

struct named {
	struct device *d;
	const struct expr_name *list[NAMES_MAX];
	size_t count;
};

static void put_binding(struct device *d, const struct expr_name *name)
{
	const struct form_internal *in = d->form->internal;
	const struct binding *b = &in->bindings[name->slot];

	json_write_string(d->out, name->text, name->len);
	switch (b->kind) {
	case BIND_ELEMENT:
		buf_printf(d->out, ":[1,%zu", in->slots[b->at].first->index);
		break;
	case BIND_CALCULATED:
		buf_printf(d->out, ":[2,%zu", b->at);
		break;
	case BIND_COMMENT:
		buf_printf(d->out, ":[3,%zu", in->slots[b->at].first->index);
		break;
	default:
		buf_adds(d->out, b->kind == BIND_EMPTY ? ":[4" : ":[0");
	}
	if (!b->whole || b->root != name->text) {
		buf_addc(d->out, ',');
		json_write_string(d->out, b->root, b->root_len);
		buf_printf(d->out, ",%zu", (size_t)(b->root - name->text));
	}
	buf_addc(d->out, ']');
}

static void names_of(struct named *n, const struct expr *e)
{
	size_t count = 0;
	const struct expr_name *names = e ? expr_names((struct expr *)(uintptr_t)e, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < n->count &&
		       (n->list[k]->len != names[i].len || memcmp(n->list[k]->text, names[i].text, names[i].len) != 0))
			k++;
		if (k < n->count || n->count == NAMES_MAX || names[i].slot < 0)
			continue;
		if (n->count)
			buf_addc(n->d->out, ',');
		n->list[n->count++] = &names[i];
		put_binding(n->d, &names[i]);
	}
}

void device_names(struct device *d)
{
	const struct form *form = d->form;
	struct named n = {.d = d};

	for (size_t i = 0; i < form->page_count; i++)
		names_of(&n, form->pages[i].visible_if);
	for (size_t i = 0; i < form->calculated_count; i++)
		names_of(&n, form->calculated[i].expression);
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		names_of(&n, e->visible_if);
		names_of(&n, e->enable_if);
		names_of(&n, e->required_if);
		for (size_t v = 0; v < e->validator_count; v++)
			names_of(&n, e->validators[v].expression);
	}
}
