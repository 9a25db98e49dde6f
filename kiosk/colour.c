#include "kiosk/colour.h"

#include <math.h>

/* --paper and --sheet of style.css, and the text of a button (--on-deep). tests/unit/colour_test.c holds them to it. */
static const struct ground {
	struct colour paper, sheet, on;
} GROUNDS[COLOUR_SCHEMES] = {
        [COLOUR_LIGHT] = {{0xf6, 0xf5, 0xf1}, {0xff, 0xff, 0xff}, {0xff, 0xff, 0xff}},
        [COLOUR_DARK] = {{0x12, 0x17, 0x16}, {0x1b, 0x22, 0x20}, {0x0a, 0x14, 0x12}},
};

#define TINT 0.1 /* how much of the colour is in the ground of what is chosen */

static bool hex_pair(unsigned char *out, const char *text)
{
	unsigned value = 0;
	for (int i = 0; i < 2; i++) {
		char c = text[i];
		if (c >= '0' && c <= '9')
			value = value * 16 + (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + (unsigned)((c | 32) - 'a') + 10;
		else
			return false;
	}
	*out = (unsigned char)value;
	return true;
}

bool colour_read(struct colour *out, const char *text, size_t len)
{
	return len == 7 && text[0] == '#' && hex_pair(&out->red, text + 1) && hex_pair(&out->green, text + 3) &&
	       hex_pair(&out->blue, text + 5);
}

static double linear(unsigned char channel)
{
	double share = channel / 255.0;
	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double colour_contrast(struct colour a, struct colour b)
{
	double one = luminance(a) + 0.05, other = luminance(b) + 0.05;
	return one > other ? one / other : other / one;
}

static unsigned char mixed(unsigned char ground, unsigned char colour)
{
	return (unsigned char)lround(ground + (colour - ground) * TINT);
}

static struct colour tint_of(enum colour_scheme scheme, struct colour c)
{
	struct colour ground = GROUNDS[scheme].sheet;
	return (struct colour){mixed(ground.red, c.red), mixed(ground.green, c.green), mixed(ground.blue, c.blue)};
}

double colour_least_contrast(enum colour_scheme scheme, struct colour c)
{
	const struct ground *g = &GROUNDS[scheme];
	double least = colour_contrast(c, g->paper);
	least = fmin(least, colour_contrast(c, g->sheet));
	least = fmin(least, colour_contrast(c, tint_of(scheme, c)));
	return fmin(least, colour_contrast(c, g->on));
}

static void write_scheme(struct buf *out, enum colour_scheme scheme, struct colour c)
{
	struct colour tint = tint_of(scheme, c);
	buf_printf(out, ":root{--deep:#%02x%02x%02x;--tint:#%02x%02x%02x}", c.red, c.green, c.blue, tint.red,
	           tint.green, tint.blue);
}

void colour_style(struct buf *out, const struct colour colours[static COLOUR_SCHEMES])
{
	write_scheme(out, COLOUR_LIGHT, colours[COLOUR_LIGHT]);
	buf_adds(out, "@media(prefers-color-scheme:dark){");
	write_scheme(out, COLOUR_DARK, colours[COLOUR_DARK]);
	buf_addc(out, '}');
}
