/* JSON: what our reader accepts jansson accepts too, as the same value, and writing it gives text that reads the same.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static int same(struct value v, json_t *j)
{
	switch (v.kind) {
	case VALUE_NULL:
		return json_is_null(j);
	case VALUE_BOOL:
		return json_is_boolean(j) && json_is_true(j) == v.boolean;
	case VALUE_NUMBER: /* beyond 2^53 jansson keeps integers that we round */
		return json_is_number(j) && json_number_value(j) == v.number;
	case VALUE_STRING:
		return json_is_string(j) && json_string_length(j) == v.len &&
		       memcmp(json_string_value(j), v.string, v.len) == 0;
	case VALUE_ARRAY:
		for (uint32_t i = 0; i < v.len; i++)
			if (!same(v.items[i], json_array_get(j, i)))
				return 0;
		return json_is_array(j) && json_array_size(j) == v.len;
	default:
		for (uint32_t i = 0; i < v.len; i++)
			if (!same(v.members[i].value, json_object_getn(j, v.members[i].name, v.members[i].name_len)))
				return 0;
		return json_is_object(j) && json_object_size(j) == v.len;
	}
}

static void check_written(struct value v, struct arena *arena)
{
	struct buf first, second;
	struct value again;

	buf_init(&first, 8u << 20);
	buf_init(&second, 8u << 20);
	json_write(&first, v);
	if (first.failed || json_read(first.data, first.len, &JSON_FORM_LIMITS, arena, &again, NULL) != CORE_OK)
		abort();
	json_write(&second, again);
	if (first.len != second.len || memcmp(first.data, second.data, first.len) != 0)
		abort();
	buf_release(&first);
	buf_release(&second);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena arena;
	struct value v;

	arena_init(&arena, 64u << 20);
	if (json_read((const char *)data, size, &JSON_FORM_LIMITS, &arena, &v, NULL) == CORE_OK) {
		json_error_t error;
		json_t *j = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
		/* jansson refuses integers past 64 bits, which are doubles to us */
		if (j ? !same(v, j) : json_error_code(&error) != json_error_numeric_overflow)
			abort();
		json_decref(j);
		check_written(v, &arena);
	}
	arena_release(&arena);
	return 0;
}
