/* The town's colour: read, measured as WCAG measures, and measured against what style.css really puts behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kiosk/colour.h"

static struct colour colour(const char *text)
{
	struct colour c;
	assert_true(colour_read(&c, text, strlen(text)));
	return c;
}

static void a_colour_is_six_digits(void **state)
{
	static const char *const wrong[] = {"",        "#",    "#12345", "#1234567", "1234567",
	                                    "#12345g", "#fff", "red",    "#-12345"};
	struct colour c;
	(void)state;
	c = colour("#0D5b50");
	assert_int_equal(c.red, 0x0d);
	assert_int_equal(c.green, 0x5b);
	assert_int_equal(c.blue, 0x50);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(colour_read(&c, wrong[i], strlen(wrong[i])));
}

/* Known figures: black on white is 21:1; #767676 is the lightest grey that passes on white, #777777 the first that
 * fails. */
static void contrast_is_wcags(void **state)
{
	struct colour white = colour("#ffffff");
	(void)state;
	assert_float_equal(colour_contrast(colour("#000000"), white), 21, 0.001);
	assert_float_equal(colour_contrast(white, white), 1, 0.001);
	assert_true(colour_contrast(white, colour("#767676")) >= 4.5);
	assert_true(colour_contrast(white, colour("#777777")) < 4.5);
}

static void the_worst_ground_decides(void **state)
{
	(void)state;
	assert_true(colour_least_contrast(COLOUR_LIGHT, colour("#0d5b50")) >= COLOUR_CONTRAST_LEAST);
	assert_true(colour_least_contrast(COLOUR_DARK, colour("#86d5c3")) >= COLOUR_CONTRAST_LEAST);
	assert_true(colour_least_contrast(COLOUR_LIGHT, colour("#86d5c3")) < COLOUR_CONTRAST_LEAST);
	assert_true(colour_least_contrast(COLOUR_DARK, colour("#0d5b50")) < COLOUR_CONTRAST_LEAST);
	/* Good enough on white and on a button, too pale on the page's own ground. */
	assert_true(colour_contrast(colour("#757575"), colour("#ffffff")) >= COLOUR_CONTRAST_LEAST);
	assert_true(colour_least_contrast(COLOUR_LIGHT, colour("#757575")) < COLOUR_CONTRAST_LEAST);
}

/* A colour of style.css: the first NAME: #...; after the given place. */
static struct colour styled(const char *css, const char *name)
{
	char digits[8] = "";
	const char *at = strstr(css, name);
	assert_non_null(at);
	at += strlen(name);
	size_t len = strspn(at + 1, "0123456789abcdef") + 1;
	if (len == 4)
		snprintf(digits, sizeof digits, "#%c%c%c%c%c%c", at[1], at[1], at[2], at[2], at[3], at[3]);
	else
		snprintf(digits, sizeof digits, "%.7s", at);
	return colour(digits);
}

static void hold_scheme(enum colour_scheme scheme, const char *css)
{
	struct colour deep = styled(css, "--deep: "), tint = styled(css, "--tint: ");
	static const char *const grounds[] = {"--paper: ", "--sheet: ", "--on-deep: "};
	double least = colour_contrast(deep, tint);
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
		double one = colour_contrast(deep, styled(css, grounds[i]));
		least = one < least ? one : least;
	}
	assert_float_equal(colour_least_contrast(scheme, deep), least, 0.001);
	assert_true(least >= COLOUR_CONTRAST_LEAST);
}

/* What is measured against is what pages show: style.css and colour.c name the same grounds and the same tint. */
static void the_style_has_these_grounds(void **state)
{
	static char css[1 << 16];
	FILE *file = fopen("kiosk/templates/style.css", "rb");
	(void)state;
	assert_non_null(file);
	css[fread(css, 1, sizeof css - 1, file)] = '\0';
	fclose(file);
	char *dark = strstr(css, "prefers-color-scheme: dark");
	assert_non_null(dark);
	hold_scheme(COLOUR_DARK, dark);
	*dark = '\0';
	hold_scheme(COLOUR_LIGHT, css);
}

static void the_style_is_short_and_whole(void **state)
{
	struct colour colours[] = {colour("#7a1f3d"), colour("#f0a3bd")};
	struct buf style;
	(void)state;
	buf_init(&style, 1000);
	colour_style(&style, colours);
	assert_string_equal(style.data, ":root{--deep:#7a1f3d;--tint:#f2e9ec}"
	                                "@media(prefers-color-scheme:dark){:root{--deep:#f0a3bd;--tint:#302f30}}");
	buf_release(&style);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_colour_is_six_digits),       cmocka_unit_test(contrast_is_wcags),
	        cmocka_unit_test(the_worst_ground_decides),     cmocka_unit_test(the_style_has_these_grounds),
	        cmocka_unit_test(the_style_is_short_and_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
