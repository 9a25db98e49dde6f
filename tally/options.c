/* Command lines. */
#include "tally/options.h"

#include <string.h>

static const struct option *find(const struct option *options, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	}
	return NULL;
}

static bool given(const struct option *o)
{
	return o->value != NULL ? *o->value != NULL : o->list != NULL ? *o->list_count > 0 : *o->flag;
}

static bool take(const struct option *o, const char *value, struct fault *fault)
{
	if (value == NULL || value[0] == '\0')
		return fault_set(fault, "%s needs a value", o->name);
	if (o->list == NULL) {
		*o->value = value;
		return true;
	}
	if (*o->list_count == o->list_max)
		return fault_set(fault, "%s is given more than %zu times", o->name, o->list_max);
	o->list[(*o->list_count)++] = value;
	return true;
}

bool options_read(const struct option *options, size_t count, int argc, char **argv, struct fault *fault)
{
	for (int i = 0; i < argc; i++) {
		const struct option *o = find(options, count, argv[i]);

		if (o == NULL)
			return fault_set(fault, "%s is not known here", argv[i]);
		if (o->list == NULL && given(o))
			return fault_set(fault, "%s is given twice", o->name);
		if (o->flag != NULL)
			*o->flag = true;
		else if (!take(o, ++i < argc ? argv[i] : NULL, fault))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (options[i].required && !given(&options[i]))
			return fault_set(fault, "%s is missing", options[i].name);
	}
	return true;
}

bool option_number(const char *name, const char *value, unsigned *out, struct fault *fault)
{
	size_t len = strlen(value);

	if (len == 0 || len > 9 || strspn(value, "0123456789") != len)
		return fault_set(fault, "%s needs a whole number, not \"%s\"", name, value);
	*out = 0;
	for (size_t i = 0; i < len; i++)
		*out = *out * 10 + (unsigned)(value[i] - '0');
	return true;
}
