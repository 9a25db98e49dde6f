#include "tally/inert_chars.h"

#include <stddef.h>
#include "tally/inert.h"

struct range {
	uint32_t first, last;
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_in(uint32_t c, const struct range *table, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > table[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && c >= table[low].first;
}

/* Controls, directions, what takes no room or looks like a blank, private use, what is no character; ours is among
 * them. Ascending. */
static const struct range hidden[] = {
        {0x0, 0x8},          {0xb, 0x1f},        {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
        {0x600, 0x605},      {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
        {0x8e2, 0x8e2},      {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
        {0x2000, 0x200f},    {0x2028, 0x202f},   {0x205f, 0x206f},   {0x27e6, 0x27e7},   {0x2800, 0x2800},
        {0x3000, 0x3000},    {0x3164, 0x3164},   {0xd800, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},
        {0xfeff, 0xfeff},    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd},
        {0x13430, 0x13455},  {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0x1fffe, 0x1ffff}, {0x2fffe, 0x2ffff},
        {0x323b0, 0x10ffff},
};

static const struct range marks[] = {
        {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},   {0x64b, 0x65f},   {0x6d6, 0x6dc},
        {0x900, 0x902},   {0xe31, 0xe31},   {0xe34, 0xe3a},   {0xe47, 0xe4e},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
        {0x20d0, 0x20f0}, {0x2de0, 0x2dff}, {0xa66f, 0xa67d}, {0xfe20, 0xfe2f},
};

static const struct range emoji[] = {
        {0x23, 0x23},     {0x2a, 0x2a},     {0x30, 0x39},     {0xa9, 0xa9},     {0xae, 0xae},       {0x203c, 0x203c},
        {0x2049, 0x2049}, {0x20e3, 0x20e3}, {0x2122, 0x2122}, {0x2139, 0x2139}, {0x2194, 0x21aa},   {0x231a, 0x23ff},
        {0x25aa, 0x27bf}, {0x2934, 0x2935}, {0x2b05, 0x2b55}, {0x3297, 0x3299}, {0x1f000, 0x1faff},
};

static const struct {
	struct range range;
	enum script script;
} scripts[] = {
        {{'A', 'Z'}, SCRIPT_LATIN},          {{'a', 'z'}, SCRIPT_LATIN},
        {{0xaa, 0xaa}, SCRIPT_LATIN},        {{0xba, 0xba}, SCRIPT_LATIN},
        {{0xc0, 0xd6}, SCRIPT_LATIN},        {{0xd8, 0xf6}, SCRIPT_LATIN},
        {{0xf8, 0x24f}, SCRIPT_LATIN},       {{0x250, 0x2af}, SCRIPT_IMITATED},
        {{0x370, 0x3ff}, SCRIPT_GREEK},      {{0x400, 0x482}, SCRIPT_CYRILLIC},
        {{0x48a, 0x52f}, SCRIPT_CYRILLIC},   {{0x530, 0x590}, SCRIPT_OTHER},
        {{0x5be, 0x60f}, SCRIPT_OTHER},      {{0x620, 0x64a}, SCRIPT_OTHER},
        {{0x66e, 0x6d5}, SCRIPT_OTHER},      {{0x6e5, 0x8ff}, SCRIPT_OTHER},
        {{0x903, 0x1c7f}, SCRIPT_OTHER},     {{0x1c80, 0x1c8f}, SCRIPT_CYRILLIC},
        {{0x1d00, 0x1dbf}, SCRIPT_IMITATED}, {{0x1e00, 0x1eff}, SCRIPT_LATIN},
        {{0x1f00, 0x1fff}, SCRIPT_GREEK},    {{0x2071, 0x209c}, SCRIPT_IMITATED},
        {{0x2102, 0x2115}, SCRIPT_IMITATED}, {{0x2119, 0x211d}, SCRIPT_IMITATED},
        {{0x2124, 0x2138}, SCRIPT_IMITATED}, {{0x213c, 0x2149}, SCRIPT_IMITATED},
        {{0x2160, 0x2188}, SCRIPT_IMITATED}, {{0x249c, 0x24e9}, SCRIPT_IMITATED},
        {{0x2c60, 0x2c7f}, SCRIPT_LATIN},    {{0x2c80, 0x2cff}, SCRIPT_OTHER},
        {{0x2d00, 0x2dde}, SCRIPT_OTHER},    {{0x3041, 0x9fff}, SCRIPT_OTHER},
        {{0xa000, 0xa63f}, SCRIPT_OTHER},    {{0xa640, 0xa66e}, SCRIPT_CYRILLIC},
        {{0xa67f, 0xa69f}, SCRIPT_CYRILLIC}, {{0xa720, 0xa7ff}, SCRIPT_LATIN},
        {{0xa800, 0xd7ff}, SCRIPT_OTHER},    {{0xf900, 0xfdcf}, SCRIPT_OTHER},
        {{0xfe70, 0xfefc}, SCRIPT_OTHER},    {{0xff21, 0xff3a}, SCRIPT_IMITATED},
        {{0xff41, 0xff5a}, SCRIPT_IMITATED}, {{0xff66, 0xffdc}, SCRIPT_OTHER},
        {{0x10000, 0x1d0ff}, SCRIPT_OTHER},  {{0x1d400, 0x1d7ff}, SCRIPT_IMITATED},
        {{0x1e000, 0x1efff}, SCRIPT_OTHER},  {{0x1f110, 0x1f189}, SCRIPT_IMITATED},
        {{0x20000, 0x323af}, SCRIPT_OTHER},
};

const char *const script_names[SCRIPT_KINDS] = {"Latin", "Cyrillic", "Greek", "another alphabet", "imitated letters"};

enum script script_of(uint32_t c)
{
	size_t low = 0, high = COUNT(scripts);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > scripts[middle].range.last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < COUNT(scripts) && c >= scripts[low].range.first ? scripts[low].script : SCRIPT_NONE;
}

bool is_mark(uint32_t c)
{
	return is_in(c, marks, COUNT(marks));
}

bool is_emoji(uint32_t c)
{
	return is_in(c, emoji, COUNT(emoji));
}

bool inert_is_hidden(uint32_t c)
{
	return is_in(c, hidden, COUNT(hidden));
}
