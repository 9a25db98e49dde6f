#include "seal/audit.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "core/json.h"
#include "seal/lines.h"
#include "seal/scan.h"

static void member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, ",\"%s\":", name);
	json_write_string(out, text, strlen(text));
}

static void member_bytes(struct buf *out, const char *name, const unsigned char *bytes, size_t count)
{
	buf_printf(out, ",\"%s\":\"", name);
	base64_add(out, bytes, count);
	buf_addc(out, '"');
}

void audit_write(struct buf *out, const struct audit *a)
{
	char id[ID_HEX + 1];

	id_hex(id, a->id);
	buf_adds(out, "{\"audit\":{\"wave\":");
	json_write_string(out, a->wave, strlen(a->wave));
	member(out, "id", id);
	member(out, "form", a->form);
	member(out, "method", a->method);
	member(out, "authority", a->authority);
	member(out, "path", a->path);
	buf_printf(out, ",\"bytes\":%" PRIu64, a->bytes);
	member(out, "digest", a->digest);
	member(out, "input", a->input);
	member(out, "signature", a->signature);
	member(out, "name", a->card.name);
	member_bytes(out, "box", a->card.box_key, sizeof a->card.box_key);
	member_bytes(out, "sign", a->card.sign_key, sizeof a->card.sign_key);
	buf_adds(out, "}}");
}

bool audit_begins(const char *text, size_t len)
{
	struct scan s = {text, text + len};

	return SCAN(&s, "{\"audit\":");
}

/* --- reading --- */

/* A text of the entry, NUL-terminated; NULL when it is none. */
static const char *text_of(struct value entry, const char *name, struct arena *arena)
{
	struct value v = value_get(entry, name);

	return v.kind == VALUE_STRING ? arena_copy(arena, v.string, v.len) : NULL;
}

static bool bytes_of(struct value entry, const char *name, unsigned char out[static 32])
{
	struct value v = value_get(entry, name);

	return v.kind == VALUE_STRING && line_value_bytes((struct line_value){v.string, v.len}, out, 32);
}

static bool read_texts(struct value entry, struct arena *arena, struct audit *out)
{
	struct value id = value_get(entry, "id"), bytes = value_get(entry, "bytes");
	const char *name = text_of(entry, "name", arena);

	out->wave = text_of(entry, "wave", arena);
	out->form = text_of(entry, "form", arena);
	out->method = text_of(entry, "method", arena);
	out->authority = text_of(entry, "authority", arena);
	out->path = text_of(entry, "path", arena);
	out->digest = text_of(entry, "digest", arena);
	out->input = text_of(entry, "input", arena);
	out->signature = text_of(entry, "signature", arena);
	if (name == NULL || !card_name_fits(name, strlen(name)) || bytes.kind != VALUE_NUMBER || !(bytes.number >= 0) ||
	    bytes.number > 1e9 || id.kind != VALUE_STRING || !id_from_hex(out->id, id.string, id.len))
		return false;
	memcpy(out->card.name, name, strlen(name) + 1);
	out->bytes = (uint64_t)bytes.number;
	return out->wave != NULL && out->form != NULL && out->method != NULL && out->authority != NULL &&
	       out->path != NULL && out->digest != NULL && out->input != NULL && out->signature != NULL &&
	       bytes_of(entry, "box", out->card.box_key) && bytes_of(entry, "sign", out->card.sign_key);
}

static const struct card *only_card(void *context, const unsigned char id[static CARD_ID_BYTES])
{
	const struct card *card = context;

	return id_equal(card->id, id) ? card : NULL;
}

static enum seal_err check_signature(struct audit *a)
{
	struct request request = {.method = a->method, .authority = a->authority, .path = a->path, .query = ""};
	struct request_headers headers = {a->digest, a->input, a->signature};
	struct request_claim claim;
	enum seal_err err;

	card_id(a->card.id, a->card.box_key, a->card.sign_key);
	err = request_verify_kept(&request, &headers, only_card, &a->card, &claim);
	if (err == SEAL_OK)
		a->created = claim.created;
	return err == SEAL_NOMEM ? SEAL_NOMEM : err == SEAL_OK ? SEAL_OK : SEAL_SIGNATURE;
}

enum seal_err audit_read(const char *text, size_t len, struct arena *arena, struct audit *out)
{
	static const struct json_limits limits = {.max_bytes = 65536, .max_depth = 3, .max_values = 64};
	struct value whole;
	enum core_err err = json_read(text, len, &limits, arena, &whole, NULL);
	struct value entry = err == CORE_OK ? value_get(whole, AUDIT_FORM) : VALUE_NONE;

	*out = (struct audit){0};
	if (err == CORE_NOMEM)
		return SEAL_NOMEM;
	if (entry.kind != VALUE_OBJECT || !read_texts(entry, arena, out)) {
		*out = (struct audit){0};
		return SEAL_FORMAT;
	}
	return check_signature(out);
}
