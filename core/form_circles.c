/* Circles are refused: values that are computed from each other, and questions that come and go with each other while
 * hidden answers are dropped at once. survey-core goes round ten times and stops where it happens to be. */
#include <string.h>

#include "core/form_reader.h"

/* One thing of a form that needs others. Needs are places of nodes. */
struct node {
	const char *name;
	unsigned line;
	const struct element *element; /* or NULL */
	size_t *needs;
	size_t need_count, need_room, next;
	enum { WHITE, GREY, BLACK } colour;
};

struct graph {
	struct reader *r;
	struct node *nodes;
	size_t count;
	size_t *done; /* nodes, each after those that it needs */
	size_t done_count;
	const char *complaint;
};

static bool graph_init(struct graph *g, struct reader *r, size_t count, const char *complaint)
{
	*g = (struct graph){.r = r, .count = count, .complaint = complaint};
	g->nodes = reader_array(r, count, sizeof *g->nodes);
	g->done = reader_array(r, count, sizeof *g->done);
	return g->nodes && g->done;
}

static void need(struct graph *g, size_t from, size_t to)
{
	struct node *n = &g->nodes[from];

	if (n->need_count == n->need_room) {
		size_t room = n->need_room ? n->need_room * 2 : 4;
		size_t *more = reader_array(g->r, room, sizeof *more);
		if (!more)
			return;
		if (n->need_count)
			memcpy(more, n->needs, n->need_count * sizeof *more);
		n->needs = more;
		n->need_room = room;
	}
	n->needs[n->need_count++] = to;
}

static void complain(struct graph *g, const struct node *n)
{
	struct reader *r = g->r;

	r->page = n->element ? r->form->pages[n->element->page].name : NULL;
	r->element = n->element ? n->name : NULL;
	reader_bad(r, r->line_starts[n->line ? n->line - 1 : 0], g->complaint, n->name);
	r->page = r->element = NULL;
}

/* Depth first, with a stack of its own: the depth is as large as the form wants. */
static void walk(struct graph *g, size_t *stack, size_t start)
{
	size_t depth = 0;

	if (g->nodes[start].colour != WHITE)
		return;
	stack[depth++] = start;
	g->nodes[start].colour = GREY;
	while (depth) {
		struct node *n = &g->nodes[stack[depth - 1]];
		if (n->next == n->need_count) {
			n->colour = BLACK;
			g->done[g->done_count++] = stack[--depth];
			continue;
		}
		size_t to = n->needs[n->next++];
		if (g->nodes[to].colour == GREY) {
			complain(g, &g->nodes[to]);
		} else if (g->nodes[to].colour == WHITE) {
			g->nodes[to].colour = GREY;
			stack[depth++] = to;
		}
	}
}

static void walk_all(struct graph *g)
{
	size_t *stack = reader_array(g->r, g->count, sizeof *stack);
	for (size_t i = 0; stack && !g->r->no_memory && i < g->count; i++)
		walk(g, stack, i);
}

/* --- computed values: calculated values first, then elements --- */

static void need_values(struct graph *g, size_t from, struct expr *expression, bool computed_only)
{
	struct form *form = g->r->form;
	size_t count = 0;
	struct expr_name *names = expression ? expr_names(expression, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		const struct binding *b = names[i].slot >= 0 ? &g->r->in->bindings[names[i].slot] : NULL;
		if (!b)
			continue;
		if (b->kind == BIND_CALCULATED)
			need(g, from, b->at);
		else if (b->kind == BIND_ELEMENT &&
		         (!computed_only ||
		          g->nodes[form->calculated_count + g->r->in->slots[b->at].first->index].name))
			need(g, from, form->calculated_count + g->r->in->slots[b->at].first->index);
	}
}

static struct expr *computed_by(const struct element *e)
{
	return e->kind == ELEMENT_EXPRESSION ? e->rules->expression : e->rules->default_expr;
}

void form_circles_of_values(struct reader *r)
{
	struct form *form = r->form;
	size_t first = form->calculated_count;
	struct graph g;

	r->in->calculated_order = reader_array(r, first, sizeof *r->in->calculated_order);
	if (!graph_init(&g, r, first + form->element_count,
	                "\"%s\" needs its own value: the expressions form a circle"))
		return;
	for (size_t i = 0; i < first; i++)
		g.nodes[i] = (struct node){.name = form->calculated[i].name, .line = form->calculated[i].line};
	for (size_t i = 0; i < form->element_count; i++)
		if (computed_by(&form->elements[i]))
			g.nodes[first + i] = (struct node){.name = form->elements[i].name,
			                                   .line = form->elements[i].line,
			                                   .element = &form->elements[i]};
	for (size_t i = 0; i < first; i++)
		need_values(&g, i, form->calculated[i].expression, true);
	for (size_t i = 0; i < form->element_count; i++)
		need_values(&g, first + i, computed_by(&form->elements[i]), true);
	walk_all(&g);
	for (size_t i = 0, placed = 0; !r->no_memory && i < g.done_count; i++)
		if (g.done[i] < first)
			r->in->calculated_order[placed++] = g.done[i];
}

/* --- visibility: calculated values, elements (a panel stands for its visibility), pages --- */

static bool drops_when_hidden(const struct reader *r, const struct element *e)
{
	enum clear_when when = e->rules->clear_when == CLEAR_DEFAULT ? r->in->clear_when : e->rules->clear_when;
	return when == CLEAR_ON_HIDDEN || when == CLEAR_ON_HIDDEN_CONTAINER;
}

/* Whoever looks at the value of a question that drops its answer when it is hidden looks at its visibility, and so at
 * what that needs. */
void form_circles_of_visibility(struct reader *r)
{
	struct form *form = r->form;
	size_t first = form->calculated_count, pages = first + form->element_count;
	struct graph g;

	if (!r->in->clears_on_hidden || !graph_init(&g, r, pages + form->page_count,
	                                            "\"%s\" comes and goes with its own answer: its visibility forms a "
	                                            "circle while hidden answers are dropped at once"))
		return;
	for (size_t i = 0; i < first; i++) {
		g.nodes[i] = (struct node){.name = form->calculated[i].name, .line = form->calculated[i].line};
		need_values(&g, i, form->calculated[i].expression, false);
	}
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		g.nodes[first + i] = (struct node){.name = e->name, .line = e->line, .element = e};
		need_values(&g, first + i, computed_by(e), false);
		if (e->kind != ELEMENT_PANEL && !drops_when_hidden(r, e))
			continue;
		need_values(&g, first + i, e->visible_if, false);
		need(&g, first + i, e->parent ? first + e->parent->index : pages + e->page);
	}
	for (size_t i = 0; i < form->page_count; i++) {
		g.nodes[pages + i].name = form->pages[i].name;
		need_values(&g, pages + i, form->pages[i].visible_if, false);
	}
	walk_all(&g);
}
