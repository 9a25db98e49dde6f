#include "qr/options.h"

#include <string.h>

static struct qr_option *option_named(const char *name, struct qr_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

bool qr_options_read(int count, char **arguments, const char **first, struct qr_option *options, size_t option_count,
                     struct qr_fault *fault)
{
	if (count < 1 || strncmp(arguments[0], "--", 2) == 0)
		return qr_fail(fault, "the site's folder must be given first");
	*first = arguments[0];
	for (int i = 1; i < count; i += 2) {
		struct qr_option *option = option_named(arguments[i], options, option_count);
		if (!option)
			return qr_fail(fault, "there is no option %s here", arguments[i]);
		if (option->value)
			return qr_fail(fault, "%s is there twice", option->name);
		if (i + 1 == count || arguments[i + 1][0] == '\0')
			return qr_fail(fault, "%s needs a value", option->name);
		option->value = arguments[i + 1];
	}
	for (size_t i = 0; i < option_count; i++)
		if (options[i].required && !options[i].value)
			return qr_fail(fault, "%s is needed", options[i].name);
	return true;
}

bool qr_option_number(const struct qr_option *option, unsigned least, unsigned most, unsigned *out,
                      struct qr_fault *fault)
{
	unsigned number = 0;
	for (const char *c = option->value; *c; c++) {
		number = *c >= '0' && *c <= '9' && number <= most ? number * 10 + (unsigned)(*c - '0') : most + 1;
		if (number > most)
			break;
	}
	if (number < least || number > most)
		return qr_fail(fault, "%s must be a number from %u to %u", option->name, least, most);
	*out = number;
	return true;
}
