#include "tally/ready.h"

#include <string.h>
#include "core/json.h"
#include "tally/files.h"

#define READY_MAX ((size_t)256 << 10)

extern const unsigned char ready_json[];
extern const size_t ready_json_size;

static bool list_names(struct value all, const char *name, struct fault *fault)
{
	struct buf names;

	buf_init(&names, 400);
	for (uint32_t i = 0; i < all.len; i++) {
		buf_adds(&names, i > 0 ? ", " : "");
		buf_add(&names, all.members[i].name, all.members[i].name_len);
	}
	fault_say(fault, "there is no ready answer \"%s\" (there are: %s)", name,
	          names.data != NULL ? names.data : "none");
	buf_release(&names);
	return false;
}

static bool choose(struct buf *out, struct value all, const char *name, const char *lang, struct fault *fault)
{
	struct value texts = value_get(all, name);
	struct value text = value_get(texts, lang);

	if (all.kind != VALUE_OBJECT || texts.kind != VALUE_OBJECT)
		return list_names(all, name, fault);
	if (text.kind != VALUE_STRING)
		text = value_member(texts, lang, strcspn(lang, "-"));
	if (text.kind != VALUE_STRING || text.len == 0)
		return fault_set(fault,
		                 "the ready answer \"%s\" has no text in the language \"%s\": write one with --text",
		                 name, lang);
	buf_add(out, text.string, text.len);
	return !out->failed || fault_set(fault, "memory ran out");
}

bool ready_text(struct buf *out, const char *path, const char *name, const char *lang, struct fault *fault)
{
	static const struct json_limits limits = {.max_bytes = READY_MAX, .max_depth = 3, .max_values = 10000};
	struct json_fault wrong;
	struct buf file = {0};
	struct arena arena;
	struct value all;

	buf_init(out, READY_MAX);
	if (path != NULL && !file_read(path, READY_MAX, &file, fault))
		return false;
	const char *json = path != NULL ? file.data : (const char *)ready_json;
	size_t len = path != NULL ? file.len : ready_json_size;
	arena_init(&arena, READY_MAX * 8);
	bool ok = json_read(json != NULL ? json : "", len, &limits, &arena, &all, &wrong) == CORE_OK ||
	          fault_set(fault, "%s:%u: %s", path != NULL ? path : "ready.json", wrong.line, wrong.reason);
	ok = ok && choose(out, all, name, lang, fault);
	arena_release(&arena);
	buf_release(&file);
	return ok;
}
