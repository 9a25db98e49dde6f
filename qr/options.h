/* The options of a subcommand: one positional argument first, then --name value pairs, each at most once. */
#ifndef QR_OPTIONS_H
#define QR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include "qr/fault.h"

struct qr_option {
	const char *name; /* "--place" */
	bool required;
	const char *value; /* NULL until given */
};

/* False, with a fault, on an unknown, repeated, empty or missing option, or when nothing stands first. */
bool qr_options_read(int count, char **arguments, const char **first, struct qr_option *options, size_t option_count,
                     struct qr_fault *fault);

/* A whole number within bounds. */
bool qr_option_number(const struct qr_option *option, unsigned least, unsigned most, unsigned *out,
                      struct qr_fault *fault);

#endif
