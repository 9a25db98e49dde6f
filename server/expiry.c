#include "server/expiry.h"

#include "core/json.h"
#include "core/places.h"
#include "seal/id.h"
#include "seal/scan.h"
#include "server/store.h"

static const struct json_limits limits = {.max_bytes = 65536, .max_depth = 2, .max_values = EXPIRY_IDS_MAX + 8};

static bool read_day(struct expiry *out, struct value v)
{
	out->never = v.kind == VALUE_NULL;
	if (out->never)
		return true;
	if (v.kind != VALUE_STRING || !scan_is_day(v.string, v.len))
		return false;
	int day = place_day(v.string, v.len);
	out->day = (uint16_t)day;
	return day > STORE_KEEP && day < UINT16_MAX;
}

static enum core_err read_ids(unsigned char **out, size_t *count, struct value list, struct arena *arena)
{
	if (list.kind != VALUE_ARRAY)
		return CORE_SYNTAX;
	*out = arena_array(arena, list.len + 1, ID_BYTES);
	if (!*out)
		return CORE_NOMEM;
	for (; *count < list.len; (*count)++) {
		struct value id = list.items[*count];
		if (id.kind != VALUE_STRING || !id_from_hex(*out + *count * ID_BYTES, id.string, id.len))
			return CORE_SYNTAX;
	}
	return CORE_OK;
}

enum core_err expiry_read(struct expiry *out, const char *text, size_t len, struct arena *arena)
{
	struct value whole;
	*out = (struct expiry){0};
	enum core_err err = json_read(text, len, &limits, arena, &whole, NULL);
	if (err)
		return err == CORE_NOMEM ? err : CORE_SYNTAX;
	if (whole.kind != VALUE_OBJECT || whole.len != 3 || !read_day(out, value_get(whole, "day")))
		return CORE_SYNTAX;
	err = read_ids(&out->ids, &out->id_count, value_get(whole, "ids"), arena);
	if (!err)
		err = read_ids(&out->mailboxes, &out->mailbox_count, value_get(whole, "mailboxes"), arena);
	if (!err && out->id_count + out->mailbox_count > EXPIRY_IDS_MAX)
		err = CORE_SYNTAX;
	return err;
}

uint16_t expiry_day(const struct expiry *e, uint16_t today, unsigned days)
{
	unsigned earliest = today + days;
	if (e->never)
		return STORE_KEEP;
	if (earliest >= UINT16_MAX)
		earliest = UINT16_MAX - 1;
	return e->day > earliest ? e->day : (uint16_t)earliest;
}

void expiry_day_text(char out[static 11], uint16_t day)
{
	place_day_text(out, day);
}
