/* Reads the validators of a question. */
#include <string.h>

#include "core/form_reader.h"
#include "core/regex.h"

struct validator_type {
	const char *name;
	enum validator_kind kind;
};
static const struct validator_type TYPES[] = {
        {"numeric", VALIDATE_NUMERIC}, {"text", VALIDATE_TEXT},   {"answercount", VALIDATE_ANSWER_COUNT},
        {"regex", VALIDATE_REGEX},     {"email", VALIDATE_EMAIL}, {"expression", VALIDATE_EXPRESSION},
};

static bool type_read(struct reader *r, struct value object, enum validator_kind *out)
{
	struct value type = value_get(object, "type");
	size_t len = type.len;

	if (type.kind == VALUE_STRING && len > 9 && memcmp(type.string + len - 9, "validator", 9) == 0)
		len -= 9;
	for (size_t i = 0; type.kind == VALUE_STRING && i < sizeof TYPES / sizeof *TYPES; i++)
		if (strlen(TYPES[i].name) == len && memcmp(TYPES[i].name, type.string, len) == 0) {
			*out = TYPES[i].kind;
			return true;
		}
	if (type.kind == VALUE_STRING)
		reader_bad(r, type.offset, "there is no validator type \"%.*s\"", type.len > 60 ? 60 : (int)type.len,
		           type.string);
	else
		reader_bad(r, object.offset, "the validator has no \"type\"");
	return false;
}

static void read_regex(struct reader *r, struct validator *v, struct value object)
{
	struct value pattern = value_get(object, "regex"), caseless = value_get(object, "caseInsensitive");
	const char *reason = NULL;
	bool fold = false;

	if (caseless.kind == VALUE_UNDEFINED)
		caseless = value_get(object, "insensitive");
	if (caseless.kind != VALUE_UNDEFINED)
		read_bool(r, "caseInsensitive", caseless, &fold);
	if (reads_as_nothing(pattern))
		return;
	if (pattern.kind != VALUE_STRING) {
		reader_bad(r, pattern.offset, "\"regex\" must be text");
		return;
	}
	v->source = reader_copy(r, pattern.string, pattern.len);
	v->caseless = fold;
	v->regex = regex_new(pattern.string, pattern.len, fold, &reason);
	if (!v->regex && reason)
		reader_bad(r, pattern.offset, "the regular expression cannot be used: %s", reason);
	else if (!v->regex)
		r->no_memory = true;
}

static void read_bound(struct reader *r, struct value object, const char *name, bool zero_is_none, bool *has,
                       double *out)
{
	struct value v = value_get(object, name);
	if (v.kind == VALUE_UNDEFINED || !read_number(r, name, v, out))
		return;
	*has = !(zero_is_none && *out <= 0);
}

static void read_notification(struct reader *r, struct validator *v, struct value type)
{
	if (value_is(type, "warning") || value_is(type, "info"))
		v->warning = true;
	else if (!reads_as_nothing(type) && !value_is(type, "error"))
		reader_bad(r, type.offset, "\"notificationType\" must be \"error\", \"warning\" or \"info\"");
}

static void refuse_unknown(struct reader *r, struct value object, const char *const *allowed)
{
	for (uint32_t i = 0; i < object.len; i++) {
		const char *const *name = allowed;
		while (*name && (strlen(*name) != object.members[i].name_len ||
		                 memcmp(*name, object.members[i].name, strlen(*name)) != 0))
			name++;
		if (!*name)
			reader_bad(r, object.members[i].offset,
			           "\"%.*s\" is not a property of this validator; is it misspelt?",
			           object.members[i].name_len > 60 ? 60 : (int)object.members[i].name_len,
			           object.members[i].name);
	}
}

#define ALLOW(...)                                                                                                     \
	(const char *const[])                                                                                          \
	{                                                                                                              \
		"type", "text", "notificationType", __VA_ARGS__ NULL                                                   \
	}

static void read_own(struct reader *r, struct validator *v, struct value object)
{
	struct value source, flag;
	bool allow = true;

	switch (v->kind) {
	case VALIDATE_NUMERIC:
		refuse_unknown(r, object, ALLOW("minValue", "maxValue", ));
		read_bound(r, object, "minValue", false, &v->has_min, &v->min);
		read_bound(r, object, "maxValue", false, &v->has_max, &v->max);
		break;
	case VALIDATE_TEXT:
		refuse_unknown(r, object, ALLOW("minLength", "maxLength", "allowDigits", ));
		read_bound(r, object, "minLength", true, &v->has_min, &v->min);
		read_bound(r, object, "maxLength", true, &v->has_max, &v->max);
		flag = value_get(object, "allowDigits");
		if (flag.kind != VALUE_UNDEFINED && read_bool(r, "allowDigits", flag, &allow))
			v->no_digits = !allow;
		break;
	case VALIDATE_ANSWER_COUNT:
		refuse_unknown(r, object, ALLOW("minCount", "maxCount", ));
		read_bound(r, object, "minCount", true, &v->has_min, &v->min);
		read_bound(r, object, "maxCount", true, &v->has_max, &v->max);
		break;
	case VALIDATE_REGEX:
		refuse_unknown(r, object, ALLOW("regex", "caseInsensitive", "insensitive", ));
		read_regex(r, v, object);
		break;
	case VALIDATE_EMAIL:
		refuse_unknown(r, object, ALLOW());
		break;
	case VALIDATE_EXPRESSION:
		refuse_unknown(r, object, ALLOW("expression", ));
		source = value_get(object, "expression");
		read_expr(r, "expression", source, &v->expression);
		v->source = source.kind == VALUE_STRING ? reader_copy(r, source.string, source.len) : "";
		break;
	}
}

void validators_read(struct reader *r, struct element *e, struct value list)
{
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"validators\" must be a list");
		return;
	}
	if (list.len > 20) {
		reader_bad(r, list.offset, "the question has more than 20 validators");
		return;
	}
	e->validators = reader_array(r, list.len, sizeof *e->validators);
	for (uint32_t i = 0; e->validators && i < list.len; i++) {
		struct value object = list.items[i];
		struct validator *v = &e->validators[e->validator_count];
		if (object.kind != VALUE_OBJECT) {
			reader_bad(r, object.offset, "a validator must be an object");
			continue;
		}
		if (!type_read(r, object, &v->kind))
			continue;
		e->validator_count++;
		read_text(r, "text", value_get(object, "text"), &v->text);
		read_notification(r, v, value_get(object, "notificationType"));
		read_own(r, v, object);
	}
}
