/* Setting text: the blocks of a column, measured with pango, shrunk together until they fit. */
#include "qr/paper.h"

#include <string.h>

#define MM_A_POINT (25.4 / 72)

static PangoFontDescription *description_of(const struct block *block, double size)
{
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, block->font->family);
	pango_font_description_set_weight(font, block->font->weight);
	pango_font_description_set_absolute_size(font, size * MM_A_POINT * PANGO_SCALE);
	return font;
}

/* The very font, not one that stands in for it. */
static bool font_is_there(struct paper *paper, PangoContext *context, const struct block *block,
                          const PangoFontDescription *asked)
{
	PangoFont *font = pango_context_load_font(context, asked);
	PangoFontDescription *got = font ? pango_font_describe(font) : NULL;
	bool there = got && strcmp(pango_font_description_get_family(got), block->font->family) == 0;
	if (got)
		pango_font_description_free(got);
	if (font)
		g_object_unref(font);
	if (!there)
		paper_fail(paper, "the font %s is missing: install the Debian package %s", block->font->family,
		           block->font->package);
	return there;
}

static PangoLayout *layout_of(struct paper *paper, const struct block *block, double width, double size)
{
	PangoLayout *layout = pango_cairo_create_layout(paper->cr);
	PangoContext *context = pango_layout_get_context(layout);
	PangoAttrList *attributes = pango_attr_list_new();
	PangoFontDescription *font = description_of(block, size);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, (int)((width - block->indent) * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
	pango_layout_set_alignment(layout, (PangoAlignment)block->align);
	if (block->leading > 0)
		pango_layout_set_line_spacing(layout, (float)block->leading);
	pango_layout_set_text(layout, block->text, -1);
	return layout;
}

/* What the block takes, without the blank that its font leaves above the first line (*blank) and below the last. */
static struct box extent_of(const struct block *block, PangoLayout *layout, double *blank)
{
	PangoRectangle logical, line;
	pango_layout_get_extents(layout, NULL, &logical);
	pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), NULL, &line);
	*blank = block->font->trim * line.height / PANGO_SCALE;
	return (struct box){(double)logical.x / PANGO_SCALE, 0, (double)logical.width / PANGO_SCALE,
	                    (double)logical.height / PANGO_SCALE - 2 * *blank};
}

static double size_at(const struct block *block, unsigned step)
{
	return block->size - (block->size - block->least) * step / PAPER_STEPS;
}

static double before_at(const struct block *block, unsigned step)
{
	return block->before * (1 - 0.5 * step / PAPER_STEPS);
}

/* The column's height with all blocks at a step; *wide is a block with a word that is wider than the column. */
static double height_at(struct paper *paper, struct box box, const struct block *blocks, size_t count, unsigned step,
                        const struct block **wide)
{
	double total = 0;
	bool first = true;
	*wide = NULL;
	for (size_t i = 0; i < count; i++) {
		double blank;
		if (!blocks[i].text)
			continue;
		PangoLayout *layout = layout_of(paper, &blocks[i], box.w, size_at(&blocks[i], step));
		struct box extent = extent_of(&blocks[i], layout, &blank);
		g_object_unref(layout);
		if (extent.w > box.w - blocks[i].indent + 0.01)
			*wide = &blocks[i];
		total += extent.h + (first ? 0 : before_at(&blocks[i], step));
		first = false;
	}
	return total;
}

static bool check_letters(struct paper *paper, const struct block *block)
{
	PangoFontDescription *font = description_of(block, block->size);
	PangoLayout *layout = layout_of(paper, block, 1000, block->size);
	bool good = font_is_there(paper, pango_layout_get_context(layout), block, font);
	if (good && pango_layout_get_unknown_glyphs_count(layout) > 0)
		good = paper_fail(paper, "%s has a letter that the font %s has not: \"%s\"", block->what,
		                  block->font->family, block->text);
	pango_font_description_free(font);
	g_object_unref(layout);
	return good;
}

/* Narrows the layout as far as it keeps its number of lines. */
static void balance(PangoLayout *layout)
{
	int lines = pango_layout_get_line_count(layout), width = pango_layout_get_width(layout);
	for (int narrower = width; lines > 1 && narrower > width / 2; narrower -= width / 50) {
		PangoRectangle logical;
		pango_layout_set_width(layout, narrower);
		pango_layout_get_extents(layout, NULL, &logical);
		if (pango_layout_get_line_count(layout) > lines || logical.width > narrower)
			break;
		width = narrower;
	}
	pango_layout_set_width(layout, width);
}

static double draw_block(struct paper *paper, const struct block *b, double x, double y, double width, double size)
{
	double blank;
	PangoLayout *layout = layout_of(paper, b, width, size);
	if (b->balanced)
		balance(layout);
	struct box box = extent_of(b, layout, &blank);
	box.x += x + b->indent;
	box.y = y;
	cairo_set_source_rgb(paper->cr, b->colour.red, b->colour.green, b->colour.blue);
	cairo_move_to(paper->cr, x + b->indent, y - blank);
	pango_cairo_show_layout(paper->cr, layout);
	paper_place(paper, b->what, box);
	g_object_unref(layout);
	return box.h;
}

double paper_column_at(struct paper *paper, struct box box, const struct block *blocks, size_t count, unsigned step)
{
	double y = box.y;
	bool first = true;
	for (size_t i = 0; i < count && !paper->failed; i++) {
		const struct block *b = &blocks[i];
		if (!b->text)
			continue;
		y += first ? 0 : before_at(b, step);
		first = false;
		y += draw_block(paper, b, box.x, y, box.w, size_at(b, step));
	}
	return y - box.y;
}

unsigned paper_column_step(struct paper *paper, struct box box, const struct block *blocks, size_t count)
{
	const struct block *wide = NULL, *longest = NULL;
	for (size_t i = 0; i < count && !paper->failed; i++) {
		if (blocks[i].text)
			check_letters(paper, &blocks[i]);
		if (blocks[i].text && (!longest || strlen(blocks[i].text) > strlen(longest->text)))
			longest = &blocks[i];
	}
	for (unsigned step = 0; step <= PAPER_STEPS && !paper->failed && longest; step++) {
		double height = height_at(paper, box, blocks, count, step, &wide);
		if (!wide && height <= box.h)
			return step;
	}
	if (!paper->failed && longest)
		paper_fail(paper, "%s does not fit: \"%s\"", wide ? wide->what : longest->what,
		           wide ? wide->text : longest->text);
	return PAPER_STEPS;
}

double paper_column(struct paper *paper, struct box box, const struct block *blocks, size_t count)
{
	return paper_column_at(paper, box, blocks, count, paper_column_step(paper, box, blocks, count));
}
