/* Random numbers from a seed (SplitMix64, Steele and others 2014): repeatable, and not for secrets. */
#ifndef TOOLS_SYNTHETIC_DRAW_H
#define TOOLS_SYNTHETIC_DRAW_H

#include <stdint.h>

static inline uint64_t draw_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline uint64_t draw(uint64_t *state, uint64_t below)
{
	return below == 0 ? 0 : draw_next(state) % below;
}

#endif
