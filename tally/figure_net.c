#include "tally/figure_net.h"

#include <stdlib.h>

#define NO_FIGURE SIZE_MAX

void figure_net_init(struct figure_net *net, unsigned node_count)
{
	*net = (struct figure_net){.node_count = node_count};
}

void figure_net_release(struct figure_net *net)
{
	free(net->figures);
	free(net->first);
	free(net->next);
	free(net->queue);
	free(net->came_by);
	*net = (struct figure_net){0};
}

void figure_net_add(struct figure_net *net, struct figure figure)
{
	if (net->count == net->room) {
		size_t room = net->room ? 2 * net->room : 64;
		struct figure *figures = reallocarray(net->figures, room, sizeof *figures);
		if (figures == NULL) {
			net->failed = true;
			return;
		}
		net->figures = figures;
		net->room = room;
	}
	net->figures[net->count++] = figure;
}

/* Lists of figures by node: figure i stands at 2i in the list of its from, at 2i + 1 in that of its to. */
static bool index_nodes(struct figure_net *net)
{
	if (net->first != NULL || net->failed)
		return !net->failed;
	net->first = calloc(net->node_count, sizeof *net->first);
	net->next = calloc(2 * net->count + 1, sizeof *net->next);
	net->queue = calloc(net->node_count, sizeof *net->queue);
	net->came_by = calloc(net->node_count, sizeof *net->came_by);
	if (net->first == NULL || net->next == NULL || net->queue == NULL || net->came_by == NULL) {
		net->failed = true;
		return false;
	}
	for (unsigned n = 0; n < net->node_count; n++)
		net->first[n] = NO_FIGURE;
	for (size_t i = 0; i < net->count; i++) {
		struct figure *f = &net->figures[i];
		net->next[2 * i] = net->first[f->from];
		net->first[f->from] = 2 * i;
		net->next[2 * i + 1] = net->first[f->to];
		net->first[f->to] = 2 * i + 1;
	}
	return true;
}

/* How much more can flow through end e (even: forward, odd: backward) of its figure. */
static uint64_t capacity(const struct figure *f, size_t e)
{
	return e % 2 == 0 ? UINT64_MAX : (uint64_t)((int64_t)f->value + f->moved);
}

/* Breadth first from source through what is hidden, but not through the figure `without`. came_by says how each node
 * was reached. True when sink was. */
static bool search(struct figure_net *net, unsigned source, unsigned sink, size_t without)
{
	size_t head = 0, tail = 0;
	for (unsigned n = 0; n < net->node_count; n++)
		net->came_by[n] = NO_FIGURE;
	net->queue[tail++] = source;
	net->came_by[source] = NO_FIGURE - 1;
	while (head < tail && net->came_by[sink] == NO_FIGURE) {
		unsigned node = net->queue[head++];
		for (size_t e = net->first[node]; e != NO_FIGURE; e = net->next[e]) {
			const struct figure *f = &net->figures[e / 2];
			unsigned other = e % 2 == 0 ? f->to : f->from;
			if (e / 2 == without || f->state != FIGURE_HIDDEN || net->came_by[other] != NO_FIGURE ||
			    capacity(f, e) == 0)
				continue;
			net->came_by[other] = e;
			net->queue[tail++] = other;
		}
	}
	return net->came_by[sink] != NO_FIGURE;
}

static uint64_t push(struct figure_net *net, unsigned source, unsigned sink, uint64_t most)
{
	for (unsigned n = sink; n != source;) {
		size_t e = net->came_by[n];
		const struct figure *f = &net->figures[e / 2];
		most = capacity(f, e) < most ? capacity(f, e) : most;
		n = e % 2 == 0 ? f->from : f->to;
	}
	for (unsigned n = sink; n != source;) {
		size_t e = net->came_by[n];
		struct figure *f = &net->figures[e / 2];
		f->moved += e % 2 == 0 ? (int64_t)most : -(int64_t)most;
		n = e % 2 == 0 ? f->from : f->to;
	}
	return most;
}

/* A figure that would carry on where the search ended, were it hidden: the cheapest. */
static struct figure *cheapest_beyond(struct figure_net *net, size_t without)
{
	struct figure *best = NULL;
	for (size_t i = 0; i < net->count; i++) {
		struct figure *f = &net->figures[i];
		bool from = net->came_by[f->from] != NO_FIGURE, to = net->came_by[f->to] != NO_FIGURE;
		bool helps = (from && !to) || (to && !from && f->value > 0);
		if (i != without && f->state == FIGURE_SHOWN && helps && (best == NULL || f->cost < best->cost))
			best = f;
	}
	return best;
}

/* The flow from source to sink, up to most. Hides figures on the way when it may. */
static uint64_t flow(struct figure_net *net, unsigned source, unsigned sink, size_t without, uint64_t most, bool hide)
{
	uint64_t sum = 0;
	if (!index_nodes(net))
		return 0;
	for (size_t i = 0; i < net->count; i++)
		net->figures[i].moved = 0;
	while (sum < most) {
		if (search(net, source, sink, without)) {
			sum += push(net, source, sink, most - sum);
			continue;
		}
		struct figure *more = hide ? cheapest_beyond(net, without) : NULL;
		if (more == NULL)
			break;
		more->state = FIGURE_HIDDEN;
		if (more->place != NULL)
			*more->place = 1;
	}
	return sum;
}

uint64_t figure_net_up(struct figure_net *net, size_t figure, uint64_t most)
{
	const struct figure *f = &net->figures[figure];
	return flow(net, f->to, f->from, figure, most, false);
}

uint64_t figure_net_down(struct figure_net *net, size_t figure, uint64_t most)
{
	const struct figure *f = &net->figures[figure];
	return flow(net, f->from, f->to, figure, most < f->value ? most : f->value, false);
}

bool figure_net_protect(struct figure_net *net, uint64_t min)
{
	bool ok = index_nodes(net);
	for (size_t i = 0; ok && i < net->count; i++) {
		const struct figure *f = &net->figures[i];
		if (f->state != FIGURE_HIDDEN || f->value == 0)
			continue;
		if (f->value < min)
			ok = flow(net, f->to, f->from, i, min - f->value, true) == min - f->value;
		if (ok && f->whole_row)
			ok = flow(net, f->from, f->to, i, 1, true) == 1;
	}
	return ok && !net->failed;
}
