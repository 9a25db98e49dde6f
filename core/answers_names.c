/* What a name stands for in an expression of the form, and expressions run over a person's answers. */
#include "core/answers_internal.h"

struct asking {
	struct answers *a;
	const struct element *owner; /* the element whose expression runs, or NULL */
	const struct choice *item;   /* {item} and {choice}, or NULL */
};

size_t pages_visible(const struct answers *a)
{
	size_t count = 0;
	for (size_t i = 0; i < a->form->page_count; i++)
		count += (a->page_state[i] & STATE_SEEN) != 0;
	return count;
}

static struct value built_in_value(struct answers *a, size_t what)
{
	quiz_count(a);
	switch ((enum built_in)what) {
	case BUILT_IN_PAGE_COUNT:
		return value_number((double)pages_visible(a));
	case BUILT_IN_QUESTIONS:
		return value_number(a->quiz.total);
	case BUILT_IN_CORRECT:
		return value_number(a->quiz.correct);
	case BUILT_IN_INCORRECT:
		return value_number(a->quiz.incorrect);
	case BUILT_IN_LOCALE:
		return value_text(a->form->locale[0] ? a->form->locale : "en");
	case BUILT_IN_PAGE_NO:
		break;
	}
	return value_number(1);
}

/* The rest of a name after its root is a path into the root's value. */
static struct value follow(struct value root, const struct binding *b, const char *name, size_t len)
{
	struct member member = {.name = b->root, .name_len = b->root_len, .value = root};
	struct value object = {.kind = VALUE_OBJECT, .len = 1, .members = &member};
	size_t skip = (size_t)(b->root - name);

	return expr_resolve(object, name + skip, len - skip);
}

/* Data under keys that are no question can be named, too. */
static struct value extra_value(struct answers *a, const char *name, size_t len)
{
	struct member members[EXTRAS_MAX];
	struct value object = {.kind = VALUE_OBJECT, .len = (uint32_t)a->extra_count, .members = members};

	for (size_t i = 0; i < a->extra_count; i++)
		members[i] = (struct member){
		        .name = a->extras[i].key, .name_len = (uint32_t)a->extras[i].len, .value = a->extras[i].value};
	return expr_resolve(object, name, len);
}

struct value name_value(struct answers *a, const struct element *owner, const struct binding *b, const char *name,
                        size_t len)
{
	const struct slot *slot;
	struct value v;

	(void)owner;
	switch (b->kind) {
	case BIND_BUILT_IN:
		return built_in_value(a, b->at);
	case BIND_CALCULATED:
		v = a->calculated[b->at];
		break;
	case BIND_ELEMENT:
		slot = &a->form->internal->slots[b->at];
		v = a->values[slot->first->index];
		if (slot->first->kind == ELEMENT_MATRIX && (value_empty(v) || a->data[b->at].kind != VALUE_OBJECT)) {
			v = a->data[b->at]; /* a matrix without an answer is as if it were not there */
			return b->whole && b->root == name ? v : follow(v, b, name, len);
		}
		if (element_many(slot->first) && value_empty(v))
			v = (struct value){.kind = VALUE_ARRAY}; /* a list that is not answered is an empty list */
		break;
	case BIND_EMPTY:
		return (struct value){.boolean = true};
	case BIND_COMMENT:
		v = a->comments[b->at];
		break;
	default:
		return extra_value(a, name, len);
	}
	if (b->whole && b->root == name) {
		v.boolean |= v.kind == VALUE_UNDEFINED &&
		             b->kind == BIND_ELEMENT; /* a question is known, whether it is answered or not */
		return v;
	}
	/* A path that the question's value does not have is looked for in the data. */
	if (b->kind == BIND_ELEMENT && v.kind != VALUE_STRING && v.kind != VALUE_ARRAY && v.kind != VALUE_OBJECT)
		v = a->data[b->at];
	return follow(v, b, name, len);
}

static bool caseless_is(const struct expr_name *name, const char *word)
{
	size_t i = 0;
	for (; i < name->len && word[i]; i++)
		if ((name->text[i] | 32) != word[i])
			return false;
	return i == name->len && !word[i];
}

/* In a matrix's own expressions its rows come first. */
static bool has_row(struct value matrix, const struct expr_name *name)
{
	size_t len = 0;
	while (len < name->len && name->text[len] != '.' && name->text[len] != '[')
		len++;
	return matrix.kind == VALUE_OBJECT && value_member(matrix, name->text, len).kind != VALUE_UNDEFINED;
}

static struct value look_up(void *context, const struct expr_name *name)
{
	struct asking *q = context;
	const struct form_internal *in = q->a->form->internal;

	if (q->item && (caseless_is(name, "item") || caseless_is(name, "choice") || caseless_is(name, "self")))
		return q->item->value;
	if (q->owner && !q->item && caseless_is(name, "self"))
		return q->a->values[q->owner->index];
	if (q->owner && q->owner->kind == ELEMENT_MATRIX && has_row(q->a->values[q->owner->index], name))
		return expr_resolve(q->a->values[q->owner->index], name->text, name->len);
	if (name->slot < 0)
		return VALUE_NONE;
	return name_value(q->a, q->owner, &in->bindings[name->slot], name->text, name->len);
}

static struct value display(void *context, const char *name, size_t len)
{
	struct asking *q = context;
	const struct element *e = form_find(q->a->form, name, len);
	return e && slot_of(q->a, e) >= 0 ? display_value(q->a, e, q->a->values[e->index]) : VALUE_NONE;
}

static struct expr_scope scope_for(struct asking *q)
{
	return (struct expr_scope){.look_up = look_up,
	                           .display = display,
	                           .context = q,
	                           .arena = &q->a->arena,
	                           .now_ms = q->a->now.ms,
	                           .utc_offset_minutes = q->a->now.utc_offset_minutes};
}

struct value expression_value(struct answers *a, const struct element *owner, const struct choice *item,
                              const struct expr *e)
{
	struct asking q = {a, owner, item};
	struct expr_scope scope = scope_for(&q);
	struct value v = expr_eval(e, &scope);
	a->no_memory |= scope.failed;
	return v;
}

bool expression_strictly_true(struct answers *a, const struct element *owner, const struct expr *e)
{
	struct value v = expression_value(a, owner, NULL, e);
	return v.kind == VALUE_BOOL && v.boolean;
}

bool expression_true(struct answers *a, const struct element *owner, const struct choice *item, const struct expr *e)
{
	struct asking q = {a, owner, item};
	struct expr_scope scope = scope_for(&q);
	bool holds = expr_holds(e, &scope);
	a->no_memory |= scope.failed;
	return holds;
}
