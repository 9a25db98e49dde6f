/* Choices are found by a key, so that a long list of answers to a long list of choices takes no time. */
#include <stdint.h>
#include <string.h>

#include "core/form_internal.h"
#include "core/utf8.h"
#include "core/validator.h"

size_t choice_key_of(struct value v, char key[static CHOICE_KEY_MAX])
{
	const char *text = v.string;
	size_t len = v.len;
	char digits[32];
	double number;

	if (v.kind == VALUE_BOOL)
		v = value_number(v.boolean);
	if (v.kind != VALUE_STRING && v.kind != VALUE_NUMBER)
		return SIZE_MAX;
	if (v.kind == VALUE_STRING)
		utf8_trim(&text, &len);
	if (v.kind == VALUE_NUMBER || (len < sizeof digits && value_numeric(v, &number))) {
		len = json_number(digits, v.kind == VALUE_NUMBER ? v.number : number);
		text = digits;
	}
	return utf8_lower_room(len) > CHOICE_KEY_MAX ? SIZE_MAX : utf8_lower(key, text, len);
}

int choice_key_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
	return order ? order : (a_len > b_len) - (a_len < b_len);
}
