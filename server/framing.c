/* The head of a request: request line, then fields, each by a taker of its own. What no taker knows is checked and
 * dropped. */
#include "server/framing.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct reading {
	const struct framing_rules *rules;
	struct framing_head *out;
	unsigned seen; /* bit i: fields[i] was there */
	bool http10;
	bool close;
	const char *language; /* Accept-Language, for the page of a refusal */
	size_t language_len;
};

struct field {
	const char *name;
	size_t len;
	size_t max;    /* bytes of its value */
	bool optional; /* too long or twice: dropped, not refused */
	unsigned (*take)(struct reading *r, const struct field *field, const char *value,
	                 size_t len); /* 0 or a status */
};

size_t framing_head_length(const char *bytes, size_t len, size_t *scanned, bool *broken)
{
	while (*scanned < len) {
		const char *feed = memchr(bytes + *scanned, '\n', len - *scanned);
		if (!feed) {
			*scanned = len;
			return 0;
		}
		size_t at = (size_t)(feed - bytes);
		*scanned = at + 1;
		if (at == 0 || bytes[at - 1] != '\r') {
			*broken = true;
			return 0;
		}
		if (at == 1 || (at >= 3 && bytes[at - 2] == '\n'))
			return at + 1;
	}
	return 0;
}

static void pass(struct framing_head *out, const char *bytes, size_t len)
{
	if (len > FRAMING_PASSED_MAX - out->passed_len) {
		out->status = 431;
		return;
	}
	memcpy(out->passed + out->passed_len, bytes, len);
	out->passed_len += len;
}

static void pass_line(struct framing_head *out, const char *name, size_t name_len, const char *value, size_t len)
{
	pass(out, name, name_len);
	pass(out, ": ", 2);
	pass(out, value, len);
	pass(out, "\r\n", 2);
}

void framing_refuse(struct framing_head *out, unsigned status, const char *accept_language, size_t len)
{
	char line[64];
	out->status = 0;
	out->body = 0;
	out->chunked = out->forwarded = false;
	out->passed_len = 0;
	memset(out->visitor, 0, sizeof out->visitor);
	int n = snprintf(line, sizeof line, FRAMING_REFUSED "%03u / HTTP/1.1\r\nHost: refused\r\n", status);
	pass(out, line, (size_t)n);
	if (accept_language)
		pass_line(out, "Accept-Language", 15, accept_language, len);
	pass(out, "Connection: close\r\n\r\n", 21);
	out->status = status;
}

/* --- characters --- */

static bool alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Letters, digits and the signs given. */
static bool made_of(const char *bytes, size_t len, const char *signs, size_t sign_count)
{
	for (size_t i = 0; i < len; i++)
		if (!alphanumeric(bytes[i]) && !memchr(signs, bytes[i], sign_count))
			return false;
	return true;
}
#define TOKEN "!#$%&'*+-.^_`|~", 15       /* RFC 9110, 5.6.2 */
#define TARGET "-._~!$&'()*+,;=:@/?%", 20 /* RFC 3986, 3.3 and 3.4 */

/* RFC 9110, 5.5: visible characters, blanks and obs-text. */
static bool value_good(const char *bytes, size_t len)
{
	bool good = true;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		good &= (c >= ' ' && c != 0x7f) || c == '\t';
	}
	return good;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool equals(const char *bytes, size_t len, const char *text)
{
	return strlen(text) == len && strncasecmp(bytes, text, len) == 0;
}

/* --- the request line --- */

static bool method_good(const char *bytes, size_t len)
{
	if (len == 0 || len > 16)
		return false;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] < 'A' || bytes[i] > 'Z')
			return false;
	return true;
}

/* Only the origin form: a path from this server's root. Every percent sign begins an escape, and none stands for NUL.
 */
static bool target_good(const char *bytes, size_t len)
{
	if (len == 0 || bytes[0] != '/' || !made_of(bytes, len, TARGET))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '%')
			continue;
		if (len - i < 3 || hex(bytes[i + 1]) < 0 || hex(bytes[i + 2]) < 0)
			return false;
		if (hex(bytes[i + 1]) == 0 && hex(bytes[i + 2]) == 0)
			return false;
	}
	return true;
}

static unsigned take_request_line(struct reading *r, const char *line, size_t len)
{
	const char *blank = memchr(line, ' ', len);
	if (!blank || !method_good(line, (size_t)(blank - line)))
		return 400;
	const char *target = blank + 1;
	const char *end = line + len;
	blank = memchr(target, ' ', (size_t)(end - target));
	if (!blank)
		return 400;
	size_t target_len = (size_t)(blank - target);
	if (!target_good(target, target_len))
		return 400;
	if (target_len > FRAMING_TARGET_MAX)
		return 431;
	const char *version = blank + 1;
	if (end - version != 8 || memcmp(version, "HTTP/", 5) != 0 || version[6] != '.' || version[5] < '0' ||
	    version[5] > '9' || version[7] < '0' || version[7] > '9')
		return 400;
	if (version[5] != '1' || version[7] > '1')
		return 505;
	r->http10 = version[7] == '0';
	pass(r->out, line, len);
	pass(r->out, "\r\n", 2);
	return 0;
}

/* --- fields --- */

static unsigned take_plain(struct reading *r, const struct field *field, const char *value, size_t len)
{
	pass_line(r->out, field->name, field->len, value, len);
	return 0;
}

static unsigned take_language(struct reading *r, const struct field *field, const char *value, size_t len)
{
	r->language = value;
	r->language_len = len;
	return take_plain(r, field, value, len);
}

static unsigned take_host(struct reading *r, const struct field *field, const char *value, size_t len)
{
	const char *own_port = r->rules->https ? ":443" : ":80";
	size_t own_len = strlen(own_port);
	if (len == 0 || memchr(value, ' ', len) || memchr(value, ',', len))
		return 400;
	if (len > own_len && memcmp(value + len - own_len, own_port, own_len) == 0)
		len -= own_len;
	for (size_t i = 0; i < r->rules->host_count; i++)
		if (equals(value, len, r->rules->hosts[i]))
			return take_plain(r, field, value, len);
	return 421;
}

static unsigned take_length(struct reading *r, const struct field *field, const char *value, size_t len)
{
	uint64_t length = 0;
	if (len == 0)
		return 400;
	for (size_t i = 0; i < len; i++) {
		if (value[i] < '0' || value[i] > '9')
			return 400;
		if (length <= FRAMING_BODY_MAX)
			length = length * 10 + (uint64_t)(value[i] - '0');
	}
	if (length > FRAMING_BODY_MAX)
		return 413;
	r->out->body = length;
	return take_plain(r, field, value, len);
}

static unsigned take_coding(struct reading *r, const struct field *field, const char *value, size_t len)
{
	if (r->http10 || !equals(value, len, "chunked"))
		return 400;
	r->out->chunked = true;
	r->close = true; /* where the next request would begin is then nobody's guess */
	return take_plain(r, field, value, len);
}

static unsigned take_connection(struct reading *r, const struct field *field, const char *value, size_t len)
{
	(void)field;
	if (equals(value, len, "close"))
		r->close = true;
	else if (r->http10 && equals(value, len, "keep-alive") && !r->close)
		pass_line(r->out, "Connection", 10, "Keep-Alive", 10);
	return 0;
}

static unsigned take_expect(struct reading *r, const struct field *field, const char *value, size_t len)
{
	return equals(value, len, "100-continue") ? take_plain(r, field, value, len) : 400;
}

static unsigned take_forwarded(struct reading *r, const struct field *field, const char *value, size_t len)
{
	const char *wanted = r->rules->address_field;
	if (!wanted || strcmp(field->name, wanted) != 0) {
		r->out->forwarded = true;
		return 0;
	}
	const char *comma = memrchr(value, ',', len); /* what stands last was added last: by our own proxy */
	const char *last = comma ? comma + 1 : value;
	size_t last_len = (size_t)(value + len - last);
	for (; last_len > 0 && *last == ' '; last++)
		last_len--;
	if (last_len < sizeof r->out->visitor)
		memcpy(r->out->visitor, last, last_len);
	return 0;
}

#define NAME(text) (text), sizeof(text) - 1
enum { FIELD_HOST, FIELD_LENGTH, FIELD_CODING };
static const struct field fields[] = {
        [FIELD_HOST] = {NAME("Host"), 260, false, take_host},
        [FIELD_LENGTH] = {NAME("Content-Length"), 24, false, take_length},
        [FIELD_CODING] = {NAME("Transfer-Encoding"), 24, false, take_coding},
        {NAME("Content-Type"), 100, false, take_plain},
        {NAME("Expect"), 24, false, take_expect},
        {NAME("Content-Digest"), 100, false, take_plain},
        {NAME("Signature-Input"), 511, false, take_plain},
        {NAME("Signature"), 200, false, take_plain},
        {NAME("Slip"), 40, false, take_plain},
        {NAME("Work"), 97, false, take_plain},
        {NAME("Sec-Purpose"), 60, true, take_plain},
        {NAME("Origin"), 260, true, take_plain},
        {NAME("Sec-Fetch-Site"), 24, true, take_plain},
        {NAME("Accept-Encoding"), 100, true, take_plain},
        {NAME("Accept-Language"), 160, true, take_language},
        {NAME("Connection"), 100, true, take_connection},
        {NAME("Forwarded"), FRAMING_HEAD_MAX, true, take_forwarded},
        {NAME("X-Forwarded-For"), FRAMING_HEAD_MAX, true, take_forwarded},
        {NAME("X-Real-IP"), FRAMING_HEAD_MAX, true, take_forwarded},
        {NAME("True-Client-IP"), FRAMING_HEAD_MAX, true, take_forwarded},
        {NAME("CF-Connecting-IP"), FRAMING_HEAD_MAX, true, take_forwarded},
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

static unsigned take_field(struct reading *r, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	size_t name_len = colon ? (size_t)(colon - line) : 0;
	if (name_len == 0 || !made_of(line, name_len, TOKEN))
		return 400; /* also a blank before the colon, and a folded line */
	const char *value = colon + 1;
	size_t value_len = len - name_len - 1;
	if (!value_good(value, value_len))
		return 400;
	for (; value_len > 0 && (*value == ' ' || *value == '\t'); value++)
		value_len--;
	while (value_len > 0 && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
		value_len--;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *field = &fields[i];
		if (field->len != name_len || strncasecmp(field->name, line, name_len) != 0)
			continue;
		bool twice = r->seen & (1u << i);
		r->seen |= 1u << i;
		if (!twice && value_len <= field->max)
			return field->take(r, field, value, value_len);
		if (field->optional)
			return 0;
		return twice ? 400 : 431;
	}
	return 0;
}

/* What only shows when all fields are known. */
static unsigned whole_good(const struct reading *r)
{
	if (!(r->seen & (1u << FIELD_HOST)))
		return 400;
	if (r->out->chunked && (r->seen & (1u << FIELD_LENGTH)))
		return 400;
	return 0;
}

void framing_read(const char *head, size_t len, const struct framing_rules *rules, bool close, struct framing_head *out)
{
	struct reading r = {.rules = rules, .out = out, .close = close};
	out->status = 0;
	out->body = 0;
	out->chunked = out->forwarded = false;
	out->passed_len = 0;
	memset(out->visitor, 0, sizeof out->visitor);

	unsigned status = 0;
	bool first = true;
	for (size_t at = 0; at + 2 < len;) {
		const char *line = head + at;
		const char *end = memchr(line, '\n', len - at);
		if (!end || end == line || end[-1] != '\r') {
			status = 400;
			break;
		}
		size_t line_len = (size_t)(end - line) - 1;
		unsigned wrong = first ? take_request_line(&r, line, line_len) : take_field(&r, line, line_len);
		if (wrong && !status)
			status = wrong; /* the first fault is told, but the language may still follow */
		if (wrong && first)
			break;
		first = false;
		at += line_len + 2;
	}
	if (first && !status)
		status = 400;
	if (!status)
		status = whole_good(&r);
	if (!status && r.close)
		pass(out, "Connection: close\r\n", 19);
	pass(out, "\r\n", 2);
	if (!status)
		status = out->status;
	if (status)
		framing_refuse(out, status, r.language, r.language_len);
}
