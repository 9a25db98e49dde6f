#include "kiosk/write.h"

#include <string.h>

#define NAME_MAX 256

void write_unsigned(struct buf *out, unsigned number)
{
	write_number(out, number);
}

void write_number(struct buf *out, size_t number)
{
	char digits[24];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	buf_add(out, digits + at, sizeof digits - at);
}

void write_span(struct buf *out, struct span text)
{
	html_text(out, text.data, text.len);
}

/* {name} as a text of its own: the answers escape what they put there, and the form's words around it are escaped here.
 * <bdi> keeps marks of direction in an answer from turning the words around it. */
static void write_answer(struct buf *out, struct piped text, const char *name, size_t len)
{
	char copy[NAME_MAX];
	memcpy(copy, name, len);
	copy[len] = '\0';
	struct wording wording = {.lang = "default", .text = copy};
	buf_adds(out, text.marked ? "<bdi data-n=\"" : "<bdi");
	if (text.marked)
		html_text(out, name, len);
	buf_adds(out, text.marked ? "\">" : ">");
	answers_piped(text.answers, &(struct text){.wordings = &wording, .count = 1}, NULL, text.lang, out);
	buf_adds(out, "</bdi>");
}

static void write_with_answers(struct buf *out, struct piped text, const char *at)
{
	while (*at) {
		size_t plain = strcspn(at, "{");
		html_text(out, at, plain);
		at += plain;
		size_t name = write_name_length(at);
		if (name)
			write_answer(out, text, at, name);
		else
			html_text(out, at, *at != '\0');
		at += name ? name : *at != '\0';
	}
}

size_t write_name_length(const char *at)
{
	size_t len = at[0] == '{' ? strcspn(at + 1, "{}<>&\"'\n") : 0;
	return len && len + 2 < NAME_MAX && at[len + 1] == '}' ? len + 2 : 0;
}

/* Most texts hold no answer; those are written without asking the answers. */
void write_piped(struct buf *out, struct piped text)
{
	const char *wording = text_in(text.text, text.lang);
	if (!text.answers || !wording || !strchr(wording, '{'))
		html_s(out, wording ? wording : text.fallback);
	else
		write_with_answers(out, text, wording);
}

void write_said(struct buf *out, struct said sentence)
{
	if (sentence.text)
		html_s(out, sentence.text);
	else
		catalogue_write(out, sentence.words, sentence.key, &sentence.value);
}

/* A line of dark modules is a rectangle one module high (SVG 2, 9.3). */
static void write_run(struct buf *out, size_t x, size_t y, size_t len)
{
	buf_addc(out, 'M');
	write_number(out, x);
	buf_addc(out, ' ');
	write_number(out, y);
	buf_addc(out, 'h');
	write_number(out, len);
	buf_adds(out, "v1H");
	write_number(out, x);
	buf_addc(out, 'z');
}

void write_qr(struct buf *out, struct qr_view code)
{
	for (size_t y = 0; y < code.width; y++) {
		const unsigned char *row = code.modules + y * code.width;
		for (size_t x = 0, len; x < code.width; x += len ? len : 1) {
			for (len = 0; x + len < code.width && row[x + len]; len++)
				;
			if (len)
				write_run(out, x, y, len);
		}
	}
}

void write_control_id(struct buf *out, struct control_id id)
{
	buf_addc(out, 'q');
	write_number(out, id.question);
	if (id.row) {
		buf_addc(out, '-');
		write_number(out, id.row);
	}
	if (id.choice) {
		buf_addc(out, '-');
		write_number(out, id.choice);
	}
}

void write_explanations(struct buf *out, struct explanations ids)
{
	const struct {
		bool there;
		const char *name;
	} all[] = {{ids.about, "-about"}, {ids.hint, "-hint"}, {ids.fault, "-fault"}};
	const char *between = "";
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (!all[i].there)
			continue;
		buf_adds(out, between);
		write_control_id(out, (struct control_id){.question = ids.question});
		buf_adds(out, all[i].name);
		between = " ";
	}
}

/* Everything but the characters that RFC 3986 leaves unreserved becomes %XX. */
static void write_encoded(struct buf *out, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		             memchr("-._~", c, 4);
		if (plain)
			buf_addc(out, (char)c);
		else
			buf_add(out, (const char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
	}
}

static void write_language(struct buf *out, const char *lang)
{
	if (!lang)
		return;
	buf_adds(out, "?lang=");
	write_encoded(out, lang);
}

static void write_dialled(struct buf *out, const char *number)
{
	buf_adds(out, "tel:");
	for (; *number; number++)
		if ((*number >= '0' && *number <= '9') || *number == '+')
			buf_addc(out, *number);
}

static void write_kiosk(struct buf *out, const char *kiosk)
{
	if (!kiosk)
		return;
	buf_adds(out, "/kiosk/");
	write_encoded(out, kiosk);
}

void write_url(struct buf *out, struct url url)
{
	switch (url.kind) {
	case URL_HOME:
		write_kiosk(out, url.kiosk);
		if (!url.kiosk)
			buf_addc(out, '/');
		write_language(out, url.lang);
		break;
	case URL_STAFF:
		write_kiosk(out, url.kiosk);
		buf_adds(out, "/staff");
		write_language(out, url.lang);
		break;
	case URL_POSTER:
		buf_adds(out, "/p/");
		write_encoded(out, url.text);
		write_language(out, url.lang);
		break;
	case URL_COME_BACK:
		buf_adds(out, "/r");
		write_language(out, url.lang);
		break;
	case URL_MANIFEST:
		write_kiosk(out, url.kiosk);
		buf_adds(out, "/manifest.json");
		break;
	case URL_HELP:
		write_kiosk(out, url.kiosk);
		buf_adds(out, "/help");
		write_language(out, url.lang);
		break;
	case URL_ACCESSIBILITY:
		write_kiosk(out, url.kiosk);
		buf_adds(out, "/accessibility");
		write_language(out, url.lang);
		break;
	case URL_FORM:
	case URL_DONE:
		write_kiosk(out, url.kiosk);
		buf_adds(out, "/f/");
		write_encoded(out, url.text);
		buf_adds(out, url.kind == URL_DONE ? "/done" : "");
		write_language(out, url.lang);
		break;
	case URL_ANCHOR:
		buf_adds(out, "#q");
		write_number(out, url.number);
		break;
	case URL_PICTURE:
		buf_adds(out, "#p");
		write_number(out, url.number);
		break;
	case URL_PHONE:
		write_dialled(out, url.text);
		break;
	case URL_ASSET:
		buf_adds(out, "/a/");
		write_encoded(out, url.text);
		break;
	case URL_LEAVE:
		if (strncmp(url.text, "https://", 8) == 0)
			html_s(out, url.text);
		break;
	case URL_IMAGE:
		if (strncmp(url.text, "data:image/", 11) == 0)
			html_s(out, url.text);
		break;
	}
}

void write_raw_markup(struct buf *out, struct markup markup)
{
	buf_add(out, markup.data, markup.len);
}
