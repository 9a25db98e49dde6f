/* What moves answers by itself: defaults, conditions of choices, rows and columns, clearing what is hidden. */
#include "core/form_device_internal.h"
#include "core/json.h"

static bool has_default(const struct element *e)
{
	return e->rules->default_expr || !value_empty(e->rules->default_value);
}

bool device_needs_choices(const struct element *e)
{
	return has_default(e) || e->rules->choices_conditional || e->rules->hide_if_choices_empty;
}

/* [place, tree] of each choice that has a condition, its own or that of all. */
static void conditions(struct device *d, const char *name, const struct choice *items, size_t count,
                       const struct expr *of_all, bool enable)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		const struct expr *own = enable ? items[i].enable_if : items[i].visible_if;
		const struct expr *e = own ? own : items[i].role == CHOICE_PLAIN ? of_all : NULL;
		if (!e)
			continue;
		if (!any) {
			device_key(d, name);
			buf_addc(d->out, '[');
		}
		buf_printf(d->out, any ? ",[%zu," : "[%zu,", i);
		device_tree(d, NULL, e);
		buf_addc(d->out, ']');
		any = true;
	}
	if (any)
		buf_addc(d->out, ']');
}

static void row_values(struct device *d, const struct element *e)
{
	device_key(d, "rw");
	for (size_t i = 0; i < e->row_count; i++) {
		buf_addc(d->out, i ? ',' : '[');
		json_write(d->out, e->rows[i].value);
	}
	buf_addc(d->out, ']');
}

void device_moves(struct device *d, const struct element *e)
{
	const struct element_rules *k = e->rules;
	enum clear_when when = k->clear_when != CLEAR_DEFAULT ? k->clear_when : d->form->internal->clear_when;

	if (!value_empty(k->default_value)) {
		device_key(d, "d");
		json_write(d->out, k->default_value);
	}
	device_tree(d, "de", k->default_expr);
	if (when != CLEAR_ON_COMPLETE && when != CLEAR_DEFAULT) {
		device_key(d, "cw");
		buf_printf(d->out, "%d", (int)when);
	}
	if (k->hide_if_choices_empty || k->hide_if_rows_empty) {
		device_key(d, "he");
		buf_printf(d->out, "%d", (k->hide_if_choices_empty ? 1 : 0) + (k->hide_if_rows_empty ? 2 : 0));
	}
	if ((k->choices_conditional || k->hide_if_rows_empty) && e->row_count)
		row_values(d, e);
	if (!k->choices_conditional)
		return;
	conditions(d, "cv", e->choices, e->choice_count,
	           e->kind == ELEMENT_MATRIX ? k->columns_visible_if : k->choices_visible_if, false);
	conditions(d, "ce", e->choices, e->choice_count, k->choices_enable_if, true);
	conditions(d, "rv", e->rows, e->row_count, k->rows_visible_if, false);
	conditions(d, "re", e->rows, e->row_count, NULL, true);
}
