/* A JavaScript pattern (ECMA-262, 22.2, without the u flag) is rewritten for PCRE2: what both write alike is copied,
 * what they write differently is spelt out, and what PCRE2 would take for more than JavaScript does is refused. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/regex.h"
#include "core/utf8.h"

/* What one match may cost: enough for any honest pattern on a text of some thousand characters, and some milliseconds
 * at worst. */
#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 2000
#define HEAP_LIMIT_KIB 4096

#define SPACES                                                                                                         \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{"     \
	"feff}"

struct regex {
	pcre2_code *code;
	pcre2_match_context *match;
};

struct rewriter {
	const char *text;
	size_t len, at;
	struct buf out;
	const char *reason;
	bool in_class;
	bool after_quantifier;
};

static bool refuse(struct rewriter *w, const char *reason)
{
	if (!w->reason)
		w->reason = reason;
	return false;
}

static int peek(const struct rewriter *w, size_t ahead)
{
	return w->at + ahead < w->len ? (unsigned char)w->text[w->at + ahead] : -1;
}

static void put_code(struct rewriter *w, uint32_t c)
{
	buf_printf(&w->out, "\\x{%x}", (unsigned)c);
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xHH and \uHHHH; without their digits they are the letters x and u. */
static void rewrite_hex(struct rewriter *w, size_t digits)
{
	uint32_t code = 0;
	size_t i = 0;

	for (; i < digits && hex_digit(peek(w, 2 + i)) >= 0; i++)
		code = code << 4 | (uint32_t)hex_digit(peek(w, 2 + i));
	if (i < digits) {
		buf_addc(&w->out, w->text[w->at + 1]);
		w->at += 2;
	} else if (code >= 0xd800 && code <= 0xdfff) {
		refuse(w, "it names half of a character (a surrogate)");
	} else {
		put_code(w, code);
		w->at += 2 + digits;
	}
}

static void rewrite_control(struct rewriter *w)
{
	int letter = peek(w, 2) | 32;
	if (letter >= 'a' && letter <= 'z') {
		put_code(w, (uint32_t)(peek(w, 2) & 31));
		w->at += 3;
	} else {
		buf_adds(&w->out, "\\\\");
		w->at += 1;
	}
}

static void rewrite_class_letter(struct rewriter *w, int c)
{
	if (c == 's')
		buf_adds(&w->out, w->in_class ? SPACES : "[" SPACES "]");
	else if (c == 'S' && w->in_class)
		refuse(w, "\\S inside of [ ] is not supported");
	else if (c == 'S')
		buf_adds(&w->out, "[^" SPACES "]");
	else
		buf_printf(&w->out, "\\%c", c);
	w->at += 2;
}

static void rewrite_letter(struct rewriter *w, int c)
{
	static const char NAMED[] = "tnvfr";
	static const unsigned char CODES[] = {9, 10, 11, 12, 13};
	const char *named = strchr(NAMED, c);

	if (strchr("dDwWsS", c)) {
		rewrite_class_letter(w, c);
	} else if (named) {
		put_code(w, CODES[named - NAMED]);
		w->at += 2;
	} else if ((c == 'b' || c == 'B') && !w->in_class) {
		buf_printf(&w->out, "\\%c", c);
		w->at += 2;
	} else if (c == 'b') {
		put_code(w, 8);
		w->at += 2;
	} else if (c == 'x' || c == 'u') {
		rewrite_hex(w, c == 'x' ? 2 : 4);
	} else if (c == 'c') {
		rewrite_control(w);
	} else if (c == 'k' || c == 'p' || c == 'P') {
		refuse(w, "\\k, \\p and \\P are not supported");
	} else {
		buf_addc(&w->out, (char)c);
		w->at += 2;
	}
}

static void rewrite_escape(struct rewriter *w)
{
	int c = peek(w, 1);

	if (c < 0) {
		refuse(w, "it ends with a lone backslash");
	} else if (c >= 0x80) {
		w->at += 1;
	} else if (c == '0' && !(peek(w, 2) >= '0' && peek(w, 2) <= '9')) {
		put_code(w, 0);
		w->at += 2;
	} else if (c >= '0' && c <= '9') {
		if (w->in_class || c == '0' || (peek(w, 2) >= '0' && peek(w, 2) <= '9')) {
			refuse(w, "octal escapes are not supported");
			return;
		}
		buf_printf(&w->out, "\\%c(?:)", c);
		w->at += 2;
	} else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
		rewrite_letter(w, c);
	} else {
		buf_printf(&w->out, "\\%c", c);
		w->at += 2;
	}
}

static void rewrite_class(struct rewriter *w)
{
	bool after_set = false;

	if (peek(w, 1) == ']') {
		buf_adds(&w->out, "(?!)");
		w->at += 2;
		return;
	}
	if (peek(w, 1) == '^' && peek(w, 2) == ']') {
		buf_adds(&w->out, "(?s:.)");
		w->at += 3;
		return;
	}
	buf_addc(&w->out, '[');
	w->at++;
	if (peek(w, 0) == '^') {
		buf_addc(&w->out, '^');
		w->at++;
	}
	w->in_class = true;
	while (!w->reason && w->at < w->len && peek(w, 0) != ']') {
		if (peek(w, 0) == '\\') {
			after_set = peek(w, 1) >= 0 && strchr("dDwWs", peek(w, 1)) != NULL;
			rewrite_escape(w);
		} else {
			if (peek(w, 0) == '[' || (peek(w, 0) == '-' && after_set)) /* a set begins no range */
				buf_addc(&w->out, '\\');
			after_set = false;
			buf_addc(&w->out, w->text[w->at++]);
		}
	}
	w->in_class = false;
	if (peek(w, 0) != ']' && !w->reason)
		refuse(w, "a [ is not closed");
	buf_addc(&w->out, ']');
	w->at++;
}

static bool group_allowed(const struct rewriter *w)
{
	static const char *const OPENINGS[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};

	if (peek(w, 1) == '*')
		return false;
	if (peek(w, 1) != '?')
		return true;
	for (size_t i = 0; i < sizeof OPENINGS / sizeof *OPENINGS; i++)
		if (w->len - w->at >= strlen(OPENINGS[i]) &&
		    memcmp(w->text + w->at, OPENINGS[i], strlen(OPENINGS[i])) == 0)
			return true;
	return false;
}

/* {2}, {2,} or {2,5}: its length, or 0 when the brace is only a brace. */
static size_t braces(const struct rewriter *w)
{
	size_t i = 1;
	while (peek(w, i) >= '0' && peek(w, i) <= '9')
		i++;
	if (i == 1)
		return 0;
	if (peek(w, i) == ',')
		for (i++; peek(w, i) >= '0' && peek(w, i) <= '9';)
			i++;
	return peek(w, i) == '}' ? i + 1 : 0;
}

static void rewrite_quantifier(struct rewriter *w, size_t len)
{
	if (w->after_quantifier) {
		refuse(w, "nothing to repeat");
		return;
	}
	buf_add(&w->out, w->text + w->at, len);
	w->at += len;
	if (peek(w, 0) == '?') {
		buf_addc(&w->out, '?');
		w->at++;
	}
	w->after_quantifier = true;
}

static void rewrite_one(struct rewriter *w)
{
	int c = peek(w, 0);
	size_t brace = c == '{' ? braces(w) : 0;

	if (c == '*' || c == '+' || c == '?' || brace) {
		rewrite_quantifier(w, brace ? brace : 1);
		return;
	}
	w->after_quantifier = false;
	if (c == '\\') {
		rewrite_escape(w);
	} else if (c == '[') {
		rewrite_class(w);
	} else if (c == '(' && !group_allowed(w)) {
		refuse(w, "named groups and other groups that begin with (? are not supported, only (?: (?= (?! (?<= "
		          "(?<!");
	} else if (c == '.') {
		buf_adds(&w->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		w->at++;
	} else if (c == '{' || c == '}' || c == ']' || c == '#') {
		buf_printf(&w->out, "\\%c", c);
		w->at++;
	} else {
		buf_addc(&w->out, w->text[w->at++]);
	}
}

static bool rewrite(struct rewriter *w)
{
	if (w->len > REGEX_MAX_BYTES)
		return refuse(w, "it is longer than 2000 bytes");
	if (!utf8_valid(w->text, w->len))
		return refuse(w, "it is not valid UTF-8");
	while (!w->reason && w->at < w->len)
		rewrite_one(w);
	return !w->reason;
}

static pcre2_code *compile(const struct buf *pattern, bool caseless, const char **reason)
{
	uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
	                   PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | (caseless ? PCRE2_CASELESS : 0);
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *code = NULL;
	PCRE2_SIZE offset;
	int error = PCRE2_ERROR_NOMEMORY;

	if (context) {
		pcre2_set_parens_nest_limit(context, 100);
		code = pcre2_compile((PCRE2_SPTR)(pattern->data ? pattern->data : ""), pattern->len, options, &error,
		                     &offset, context);
	}
	pcre2_compile_context_free(context);
	if (!code && error != PCRE2_ERROR_NOMEMORY && error != PCRE2_ERROR_HEAP_FAILED)
		*reason = "it is not a valid regular expression, or it is too large";
	return code;
}

struct regex *regex_new(const char *pattern, size_t len, bool caseless, const char **reason)
{
	struct rewriter w = {.text = pattern, .len = len};
	struct regex *re = NULL;

	*reason = NULL;
	buf_init(&w.out, 64 * REGEX_MAX_BYTES);
	if (!rewrite(&w)) {
		*reason = w.reason;
		goto out;
	}
	if (w.out.failed)
		goto out;
	re = calloc(1, sizeof *re);
	if (!re)
		goto out;
	re->code = compile(&w.out, caseless, reason);
	re->match = re->code ? pcre2_match_context_create(NULL) : NULL;
	if (!re->match) {
		regex_free(re);
		re = NULL;
		goto out;
	}
	pcre2_set_match_limit(re->match, MATCH_LIMIT);
	pcre2_set_depth_limit(re->match, DEPTH_LIMIT);
	pcre2_set_heap_limit(re->match, HEAP_LIMIT_KIB);
out:
	buf_release(&w.out);
	return re;
}

void regex_free(struct regex *re)
{
	if (!re)
		return;
	pcre2_match_context_free(re->match);
	pcre2_code_free(re->code);
	free(re);
}

bool regex_matches(const struct regex *re, const char *text, size_t len)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int found;

	if (!data)
		return false;
	found = pcre2_match(re->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, data, re->match);
	pcre2_match_data_free(data);
	return found >= 0;
}
