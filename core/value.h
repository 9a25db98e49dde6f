/* A value as JSON and the expressions of forms know it. Values are small, copied freely and immutable; what they point
 * to lives in an arena or in text that outlives them. Strings are valid UTF-8 with a length and may not be
 * NUL-terminated. */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_kind {
	VALUE_UNDEFINED = 0, /* not there at all: JavaScript's undefined */
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
	VALUE_DATE, /* milliseconds since 1970 UTC in `number`; only expressions make it */
};

struct member;
struct value {
	uint8_t kind;    /* enum value_kind */
	bool boolean;    /* VALUE_BOOL */
	uint32_t len;    /* bytes of a string, items of an array, members of an object */
	uint32_t offset; /* where it began in the text it was read from, for line numbers; 0 otherwise */
	uint32_t choice; /* the choice whose own value this is: its number in the form (choice_known); 0 unknown */
	union {
		double number;
		const char *string;
		const struct value *items;
		const struct member *members; /* in the order of the text; names are unique */
	};
};

struct member {
	const char *name;
	uint32_t name_len;
	uint32_t offset;
	struct value value;
};

#define VALUE_NONE ((struct value){0})
struct value value_string(const char *text, size_t len);
struct value value_text(const char *text); /* NUL-terminated */
struct value value_number(double number);
struct value value_bool(bool boolean);

/* The member of that name, or an undefined value. Linear in the number of members. */
struct value value_member(struct value object, const char *name, size_t len);
struct value value_get(struct value object, const char *name); /* NUL-terminated name */

/* True for a string that equals the NUL-terminated text, byte by byte. */
bool value_is(struct value v, const char *text);

/* Emptiness as survey-core's isValueEmpty: undefined, null, "", [], {}, NaN and what holds only empty members. */
bool value_members_empty(struct value object);
static inline bool value_empty(struct value v)
{
	switch (v.kind) {
	case VALUE_UNDEFINED:
	case VALUE_NULL:
		return true;
	case VALUE_NUMBER:
		return v.number != v.number;
	case VALUE_STRING:
	case VALUE_ARRAY:
		return v.len == 0;
	case VALUE_OBJECT:
		return value_members_empty(v);
	default:
		return false;
	}
}

/* Equality as expressions have it in survey-core: strings trimmed and caseless, numeric text equals its number, arrays
 * in any order. Arrays of more than 16 items that differ take memory for a moment; when there is none, they are not
 * equal. */
bool value_equal(struct value a, struct value b);
/* The same with arrays in their order: survey-core's isTwoValueEquals unless told otherwise. */
bool value_equal_in_order(struct value a, struct value b);

#endif
