#include "tally/inert.h"

#include <string.h>
#include "core/utf8.h"
#include "tally/inert_chars.h"

#define ISOLATE "\xe2\x81\xa8" /* U+2068 */
#define RELEASE "\xe2\x81\xa9" /* U+2069 */
#define OPEN "\xe2\x9f\xa6"    /* ⟦ */
#define CLOSE "\xe2\x9f\xa7"   /* ⟧ */
#define MARKS_SHOWN 3
#define JOINER 0x200d
#define SELECTOR 0xfe0f
#define IS_ASCII_LETTER(c) ((((c) | 0x20) >= 'a') && (((c) | 0x20) <= 'z'))

/* Where a text is, and what was seen of the word and the letter that it stands in. */
struct inert {
	struct buf *out;
	const char *text;
	size_t len, at;
	uint32_t before; /* the character before; 0 at the start of a line */
	unsigned scripts;
	size_t marks;
};

static void note_marks(struct inert *i)
{
	if (i->marks > MARKS_SHOWN)
		buf_printf(i->out, OPEN "+%zu marks" CLOSE, i->marks - MARKS_SHOWN);
	i->marks = 0;
}

/* At a word's end: says what it was made of, unless that is one alphabet. */
static void end_word(struct inert *i)
{
	const char *comma = "";
	bool single = (i->scripts & (i->scripts - 1)) == 0 && (i->scripts & SCRIPT_IMITATED) == 0;

	note_marks(i);
	if (!single) {
		buf_adds(i->out, OPEN);
		for (size_t s = 0; s < SCRIPT_KINDS; s++) {
			if ((i->scripts & (1U << s)) == 0)
				continue;
			buf_printf(i->out, "%s%s", comma, script_names[s]);
			comma = ", ";
		}
		buf_adds(i->out, CLOSE);
	}
	i->scripts = 0;
}

static uint32_t peek(const struct inert *i, size_t at)
{
	uint32_t c = 0;

	return at < i->len && utf8_take(i->text + at, i->len - at, &c) > 0 ? c : 0;
}

static bool is_word(uint32_t c)
{
	return script_of(c) != SCRIPT_NONE || (c >= '0' && c <= '9') || c == '_';
}

/* Joins the two halves of one word, as in a name of a host: both sides are looked at together. */
static bool joins_word(const struct inert *i, uint32_t c, unsigned bytes)
{
	return (c == '.' || c == '-' || c == '@') && is_word(i->before) && is_word(peek(i, i->at + bytes));
}

/* The text before ends with this word, in any case of letters, and nothing stands before the word. */
static bool follows(const struct inert *i, const char *word)
{
	size_t len = strlen(word);

	if (i->at < len)
		return false;
	for (size_t k = 0; k < len; k++)
		if ((i->text[i->at - len + k] | 0x20) != word[k])
			return false;
	return i->at == len || !IS_ASCII_LETTER((unsigned char)i->text[i->at - len - 1]);
}

static bool follows_any(const struct inert *i, const char *const *words, size_t count)
{
	for (size_t k = 0; k < count; k++)
		if (follows(i, words[k]))
			return true;
	return false;
}

/* Whether a program would begin or carry on a link here. */
static bool is_link(const struct inert *i, uint32_t c)
{
	static const char *const hosts[] = {"www", "ftp"};
	static const char *const schemes[] = {"mailto", "tel",        "sms",      "sip",  "sips", "callto", "h323",
	                                      "news",   "man",        "data",     "file", "geo",  "xmpp",   "magnet",
	                                      "info",   "javascript", "ghelp",    "help", "ssh",  "nntp",   "irc",
	                                      "skype",  "viber",      "whatsapp", "tg"};
	uint32_t next = peek(i, i->at + 1);

	if (c == ':')
		return (next == '/' && peek(i, i->at + 2) == '/') ||
		       (next > ' ' && follows_any(i, schemes, sizeof schemes / sizeof *schemes));
	if (c == '.')
		return next > ' ' && follows_any(i, hosts, sizeof hosts / sizeof *hosts);
	return c == '@' && i->before > ' ' && next > ' ';
}

static void add_hidden(struct inert *i, uint32_t c)
{
	end_word(i);
	buf_printf(i->out, OPEN "U+%04X" CLOSE, (unsigned)c);
	i->before = ' ';
}

static void add_visible(struct inert *i, uint32_t c, unsigned bytes)
{
	const char *at = i->text + i->at;

	if (is_mark(c) && i->before > ' ') {
		if (++i->marks <= MARKS_SHOWN)
			buf_add(i->out, at, bytes);
		return;
	}
	note_marks(i);
	if (!is_word(c) && !joins_word(i, c, bytes))
		end_word(i);
	i->scripts |= (unsigned)script_of(c);
	if (is_link(i, c))
		buf_printf(i->out, "[%c]", (char)c);
	else
		buf_add(i->out, at, bytes);
	i->before = c;
}

/* Part of one picture: behind an emoji, and a joiner only before another. */
static bool is_of_emoji(const struct inert *i, uint32_t c, unsigned bytes)
{
	if (c == SELECTOR)
		return is_emoji(i->before);
	return c == JOINER && (is_emoji(i->before) || i->before == SELECTOR) && is_emoji(peek(i, i->at + bytes)) &&
	       peek(i, i->at + bytes) > 0xff;
}

/* One character, or one byte that is none. A line break is the caller's. */
static void step(struct inert *i)
{
	uint32_t c = 0;
	unsigned bytes = utf8_take(i->text + i->at, i->len - i->at, &c);

	if (bytes == 0) {
		end_word(i);
		buf_printf(i->out, OPEN "byte %02X" CLOSE, (unsigned char)i->text[i->at]);
		i->before = ' ';
		bytes = 1;
	} else if (c == '\t') {
		end_word(i);
		buf_addc(i->out, ' ');
		i->before = ' ';
	} else if (is_of_emoji(i, c, bytes)) {
		buf_add(i->out, i->text + i->at, bytes);
		i->before = c == SELECTOR ? i->before : c;
	} else if (inert_is_hidden(c)) {
		add_hidden(i, c);
	} else {
		add_visible(i, c, bytes);
	}
	i->at += bytes;
}

/* Bytes of the line break at at: CR LF is one; 0 for none. */
static size_t break_at(const struct inert *i)
{
	char c = i->text[i->at];

	if (c != '\n' && c != '\r')
		return 0;
	return c == '\r' && i->at + 1 < i->len && i->text[i->at + 1] == '\n' ? 2 : 1;
}

/* Up to the end or a line break. True at a break, which is passed. */
static bool one_line(struct inert *i)
{
	size_t wide = 0;

	i->before = 0;
	while (i->at < i->len && (wide = break_at(i)) == 0)
		step(i);
	end_word(i);
	i->at += wide;
	return wide > 0;
}

void inert_line(struct buf *out, const char *text, size_t len)
{
	struct inert i = {.out = out, .text = text, .len = len};

	buf_adds(out, ISOLATE);
	while (one_line(&i))
		buf_addc(out, ' ');
	buf_adds(out, RELEASE);
}

void inert_lines(struct buf *out, const char *prefix, const char *text, size_t len)
{
	struct inert i = {.out = out, .text = text, .len = len};
	bool more = len > 0;

	while (more) {
		buf_adds(out, prefix);
		buf_adds(out, ISOLATE);
		more = one_line(&i) && i.at < len;
		buf_adds(out, RELEASE "\n");
	}
}

void inert_cell(struct buf *out, const char *text, size_t len)
{
	struct inert i = {.out = out, .text = text, .len = len};

	while (one_line(&i))
		buf_addc(out, '\n');
}

static void json_unit(struct buf *out, uint32_t unit)
{
	buf_printf(out, "\\u%04x", (unsigned)unit);
}

void inert_json(struct buf *out, const char *text, size_t len)
{
	buf_addc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t c = 0;
		unsigned bytes = utf8_take(text + at, len - at, &c);

		if (bytes == 0) {
			json_unit(out, 0xfffd);
		} else if (c == '"' || c == '\\') {
			buf_addc(out, '\\');
			buf_addc(out, (char)c);
		} else if (c >= 0x10000 && inert_is_hidden(c)) {
			json_unit(out, 0xd800 + ((c - 0x10000) >> 10));
			json_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
		} else if (c < 0x20 || inert_is_hidden(c)) {
			json_unit(out, c);
		} else {
			buf_add(out, text + at, bytes);
		}
		at += bytes == 0 ? 1 : bytes;
	}
	buf_addc(out, '"');
}
