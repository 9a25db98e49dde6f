/* Writing the data after completion, in the form's order: what a sheet carries. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/json.h"

static void write_key(struct buf *out, bool *first, const char *key, size_t len) {
	buf_addc(out, *first ? '{' : ',');
	*first = false;
	json_write_string(out, key, len);
	buf_addc(out, ':');
}

static void write_pair(struct buf *out, bool *first, const char *key, size_t len, struct value v) {
	if (v.kind == VALUE_UNDEFINED)
		return;
	write_key(out, first, key, len);
	json_write(out, v);
}

bool answers_write_json(const struct answers *a, struct buf *out) {
	const struct form_internal *in = a->form->internal;
	bool first = true;

	for (size_t i = 0; i < in->slot_count; i++) {
		write_pair(out, &first, in->slots[i].key, in->slots[i].key_len, a->kept[i]);
		write_pair(out, &first, in->slots[i].comment_key, in->slots[i].comment_key_len, a->kept_comments[i]);
	}
	for (size_t i = 0; i < a->extra_count; i++)
		write_pair(out, &first, a->extras[i].key, a->extras[i].len, a->extras[i].value);
	for (size_t i = 0; i < a->form->calculated_count; i++) {
		const struct calculated *c = &a->form->calculated[i];
		if (c->include)
			write_pair(out, &first, c->name, strlen(c->name), a->calculated[i]);
	}
	if (first)
		buf_addc(out, '{');
	buf_addc(out, '}');
	return !out->failed;
}
