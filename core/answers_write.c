/* Writing the data after completion, in the form's order: what a sheet carries. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/json.h"

size_t answers_data_count(const struct answers *a)
{
	return a->form->internal->slot_count * 2 + a->extra_count + a->form->calculated_count;
}

/* Answers and their comments, then what is no question, then calculated values that are asked for. */
struct member answers_data(const struct answers *a, size_t i)
{
	const struct form_internal *in = a->form->internal;
	const struct calculated *c;

	if (i < in->slot_count * 2) {
		const struct slot *s = &in->slots[i / 2];
		return i % 2 == 0 ? (struct member){.name = s->key, .name_len = s->key_len, .value = a->data[i / 2]}
		                  : (struct member){.name = s->comment_key,
		                                    .name_len = s->comment_key_len,
		                                    .value = a->comments[i / 2]};
	}
	i -= in->slot_count * 2;
	if (i < a->extra_count)
		return (struct member){
		        .name = a->extras[i].key, .name_len = (uint32_t)a->extras[i].len, .value = a->extras[i].value};
	c = &a->form->calculated[i - a->extra_count];
	return (struct member){.name = c->name,
	                       .name_len = (uint32_t)strlen(c->name),
	                       .value = c->include ? a->calculated[i - a->extra_count] : VALUE_NONE};
}

bool answers_write_json(const struct answers *a, struct buf *out)
{
	size_t count = answers_data_count(a);
	char before = '{';

	for (size_t i = 0; i < count; i++) {
		struct member m = answers_data(a, i);
		if (m.value.kind == VALUE_UNDEFINED)
			continue;
		buf_addc(out, before);
		before = ',';
		json_write_string(out, m.name, m.name_len);
		buf_addc(out, ':');
		json_write(out, m.value);
	}
	if (before == '{')
		buf_addc(out, '{');
	buf_addc(out, '}');
	return !out->failed;
}
