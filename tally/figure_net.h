/* Which hidden figures can be told from the published ones, exactly: figures as a network of flows.
 *
 * Counts of people hang together by sums: a total is the sum of its parts. When every figure stands in exactly two
 * sums, once as a part and once as the whole (or in two sums of different direction), the sums are nodes, the figures
 * are arcs and what the sums demand is that as much flows into a node as out of it. A reader of the published figures
 * can then think of any flow in which published arcs have their value and hidden arcs any value from 0 up. How far a
 * hidden figure can be away from its true value is a maximum flow through the other hidden arcs (docs/decisions:
 * suppression). */
#ifndef TALLY_FIGURE_NET_H
#define TALLY_FIGURE_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum figure_state {
	FIGURE_KNOWN, /* published or known to every reader; stays so */
	FIGURE_SHOWN, /* published, but may be hidden to protect another */
	FIGURE_HIDDEN,
};

struct figure {
	unsigned from, to; /* nodes */
	uint64_t value;
	enum figure_state state;
	uint64_t cost;        /* of hiding it: the lowest is hidden first */
	unsigned char *place; /* set to 1 when it gets hidden; NULL when it is printed nowhere */
	bool whole_row;       /* all of few people: that it is all of them must not be told */
	int64_t moved;        /* for the flow */
};

struct figure_net {
	struct figure *figures;
	size_t count, room;
	unsigned node_count;
	size_t *first, *next; /* figures at each node, for the search */
	unsigned *queue;
	size_t *came_by;
	bool failed; /* memory ran out */
};

void figure_net_init(struct figure_net *net, unsigned node_count);
void figure_net_release(struct figure_net *net);
void figure_net_add(struct figure_net *net, struct figure figure);

/* Hides further figures until no reader can tell that a hidden figure of 1 to min - 1 is below min, nor that a
 * whole_row figure is what it is. False when hiding does not help, or memory ran out. */
bool figure_net_protect(struct figure_net *net, uint64_t min);

/* How far up, and how far down, a hidden figure can be from its true value; at most most. */
uint64_t figure_net_up(struct figure_net *net, size_t figure, uint64_t most);
uint64_t figure_net_down(struct figure_net *net, size_t figure, uint64_t most);

#endif
