/* Putting a poster together: its texts, its code, the file. Where things stand is in poster_page.c and poster_card.c.
 */
#include "qr/poster.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/places.h"
#include "qr/poster_parts.h"

/* Readable from reach at least: an address that makes a code too fine for it is refused. */
static const struct poster_size sizes[] = {
        {"A3", 297, 420, 181, 1000},    {"A4", 210, 297, 128, 700},  {"A5", 148, 210, 90, 500},
        {"sticker", 105, 148, 64, 350}, {"card", 148, 105, 72, 350},
};

const struct poster_size *poster_size_named(const char *name)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (strcmp(sizes[i].name, name) == 0)
			return &sizes[i];
	return NULL;
}

bool poster_address(struct buf *out, const struct poster *poster)
{
	for (const char *c = poster->site->address; *c; c++)
		buf_addc(out, (char)toupper((unsigned char)*c));
	buf_printf(out, "/P/%s", poster->code);
	return !out->failed;
}

double poster_reach(double width, unsigned modules)
{
	double by_width = width * 10, by_module = width / modules * 330;
	return by_width < by_module ? by_width : by_module;
}

/* --- the code --------------------------------------------------------------------------------------------- */

/* The longest address whose code is readable from the size's reach. */
static size_t longest_address(const struct poster_size *size)
{
	char text[400];
	size_t longest = 0;
	for (size_t len = 1; len < sizeof text; len++) {
		struct qr_code code;
		memset(text, 'A', len);
		text[len] = '\0';
		if (!qr_code_init(&code, text))
			break;
		double width = size->code * code.width / (code.width + 2 * QR_QUIET_ZONE);
		if (poster_reach(width, code.width) >= size->reach)
			longest = len;
		qr_code_release(&code);
	}
	return longest;
}

static bool make_code(struct drawing *d, struct qr_fault *fault)
{
	const struct poster_size *size = d->poster->size;
	buf_clear(&d->address);
	if (!poster_address(&d->address, d->poster))
		return qr_fail(fault, "the address of site.json is too long for a poster");
	double reach = 0;
	if (qr_code_init(&d->code, d->address.data)) {
		double width = size->code * d->code.width / (d->code.width + 2 * QR_QUIET_ZONE);
		reach = poster_reach(width, d->code.width);
	}
	if (reach < size->reach)
		return qr_fail(fault,
		               "the address %s has %zu characters: its code could not be read from %.2g m, as the size "
		               "%s needs; "
		               "addresses of up to %zu characters would fit",
		               d->address.data, d->address.len, size->reach / 1000, size->name, longest_address(size));
	d->reach = reach;
	return true;
}

/* --- the texts -------------------------------------------------------------------------------------------- */

/* Metres with one decimal, rounded down, as the language writes it. */
static void metres_text(char out[static 16], double reach, const char *lang)
{
	unsigned tenths = (unsigned)floor(reach / 100);
	if (tenths % 10 == 0)
		snprintf(out, 16, "%u", tenths / 10);
	else
		snprintf(out, 16, "%u%c%u", tenths / 10, strcmp(lang, "en") == 0 ? '.' : ',', tenths % 10);
}

/* A part of the line that is not broken. */
static void add_unbroken(struct drawing *d, enum qr_message key, const char *value)
{
	struct buf part;
	buf_init(&part, 300);
	qr_word_add(&part, d->words, key, (const char *const[]){value});
	buf_adds(&d->small, "\u2003");
	for (size_t i = 0; i < part.len && !part.failed; i++)
		buf_add(&d->small, part.data[i] == ' ' ? "\u00a0" : &part.data[i], part.data[i] == ' ' ? 2 : 1);
	d->small.failed = d->small.failed || part.failed;
	buf_release(&part);
}

static void make_small_print(struct drawing *d, const char *place, const char *metres)
{
	buf_clear(&d->small);
	buf_adds(&d->small, place);
	add_unbroken(d, QR_MESSAGE_POSTER_CODE, d->poster->code);
	add_unbroken(d, QR_MESSAGE_MADE, d->poster->day);
	add_unbroken(d, QR_MESSAGE_DISTANCE, metres);
}

static void make_texts(struct drawing *d)
{
	const struct poster *p = d->poster;
	char metres[16];
	metres_text(metres, d->reach, d->words->lang);
	qr_word_add(&d->check, d->words, QR_MESSAGE_CHECK_ADDRESS, (const char *const[]){p->site->host});
	buf_clear(&d->address);
	buf_printf(&d->address, "%s/p/%s", p->site->host, p->code);
	make_small_print(d, p->place, metres);
}

struct block drawing_block(const struct drawing *d, const char *what, const char *text, const struct font *font,
                           struct colour colour, double size, double least)
{
	double at_this = size * d->letters * (font == &d->theme->head ? 1 : d->theme->scale);
	return (struct block){.what = what,
	                      .text = text,
	                      .font = font,
	                      .colour = colour,
	                      .size = at_this > least ? at_this : least,
	                      .least = least};
}

const char *drawing_word(const struct drawing *d, enum qr_message key)
{
	return qr_word(d->words, key);
}

/* --- drawing ---------------------------------------------------------------------------------------------- */

static void start(struct drawing *d, const struct poster *poster, struct paper *paper)
{
	double shorter = poster->size->width < poster->size->height ? poster->size->width : poster->size->height;
	*d = (struct drawing){.poster = poster, .theme = poster->theme, .words = poster->languages[0], .paper = paper};
	d->unit = shorter / 210;
	d->letters = pow(d->unit, 0.85);
	d->compact = shorter < 120;
	buf_init(&d->address, 1000);
	buf_init(&d->small, 1000);
	buf_init(&d->check, 600);
	buf_init(&d->names, 20000);
}

static void finish(struct drawing *d)
{
	qr_code_release(&d->code);
	buf_release(&d->address);
	buf_release(&d->small);
	buf_release(&d->check);
	buf_release(&d->names);
}

static bool draw_once(struct drawing *d, enum paper_format format, const char *path, struct qr_fault *fault)
{
	const struct poster_size *size = d->poster->size;
	const char *title = drawing_word(d, d->theme->headline);
	if (paper_open(d->paper, format, path, size->width, size->height, title, d->poster->day, fault)) {
		if (size->width > size->height)
			poster_card(d);
		else
			poster_page(d);
	}
	return paper_close(d->paper);
}

/* Whether a poster would fit, without writing it. */
static bool fits(const struct poster *poster)
{
	struct qr_fault ignored = {""};
	struct paper paper;
	struct drawing d;
	start(&d, poster, &paper);
	bool good = make_code(&d, &ignored);
	if (good) {
		make_texts(&d);
		good = draw_once(&d, PAPER_NONE, NULL, &ignored);
	}
	finish(&d);
	return good;
}

/* The most bytes of text, which poster shows, with which it would fit; text is left cut so. Whole characters. */
static size_t cut_to_fit(const struct poster *poster, char *text)
{
	size_t low = 0, high = strlen(text);
	char whole[PLACE_NAME_BYTES + 256];
	snprintf(whole, sizeof whole, "%s", text);
	while (low < high) {
		size_t middle = (low + high + 1) / 2, len = middle;
		while (len > low && ((unsigned char)whole[len] & 0xc0) == 0x80)
			len--;
		memcpy(text, whole, len);
		text[len] = '\0';
		if (len > low && fits(poster))
			low = len;
		else
			high = len > low ? len - 1 : low;
	}
	text[low] = '\0';
	return low;
}

/* How many characters of the place's name would fit. */
static size_t name_that_fits(const struct poster *poster)
{
	char name[PLACE_NAME_BYTES + 1];
	struct poster shorter = *poster;
	size_t characters = 0;
	snprintf(name, sizeof name, "%s", poster->place);
	shorter.place = name;
	size_t len = cut_to_fit(&shorter, name);
	for (size_t i = 0; i < len; i++)
		characters += ((unsigned char)name[i] & 0xc0) != 0x80;
	return characters;
}

/* How many characters of the address's host, which is in print and in the code, would fit whatever they are: m is the
 * widest letter of a host's name. */
static size_t host_that_fits(const struct poster *poster)
{
	static const char scheme[] = "https://";
	char address[sizeof scheme + 255] = "";
	struct qr_site site = *poster->site;
	struct poster shorter = *poster;
	size_t before = sizeof scheme - 1, len = strlen(site.host) < 255 ? strlen(site.host) : 255;
	memcpy(address, scheme, before);
	memset(address + before, 'm', len);
	site.address = address;
	site.host = address + before;
	shorter.site = &site;
	len = cut_to_fit(&shorter, address);
	return len > before ? len - before : 0;
}

/* In words: what is too long, and what would fit. */
static void say_what_fits(const struct poster *poster, const char *reason, struct qr_fault *fault)
{
	bool name = strstr(reason, poster->place) != NULL, address = strstr(reason, poster->site->host) != NULL;
	size_t room = name ? name_that_fits(poster) : address ? host_that_fits(poster) : 0;
	if (room > 0 && name)
		qr_fail(fault,
		        "the name of the place, \"%s\", does not fit on the size %s: its first %zu characters would",
		        poster->place, poster->size->name, room);
	else if (room > 0)
		qr_fail(fault,
		        "the address %s does not fit on the size %s: one with a host of up to %zu characters would",
		        poster->site->address, poster->size->name, room);
	else
		qr_fail(fault, "on the size %s, %s", poster->size->name, reason);
}

bool poster_draw(const struct poster *poster, enum paper_format format, const char *path, struct paper *paper,
                 struct qr_fault *fault)
{
	struct drawing d;
	struct qr_fault own = {""};
	*paper = (struct paper){0};
	start(&d, poster, paper);
	bool good = make_code(&d, &own);
	if (good) {
		make_texts(&d);
		good = draw_once(&d, format, path, &own);
		if (!good)
			say_what_fits(poster, own.text, fault);
	} else {
		qr_fail(fault, "%s", own.text);
	}
	finish(&d);
	return good;
}
