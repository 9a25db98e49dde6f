/* Reading a command line of --name VALUE pairs: what is unknown, missing, or given twice is refused. */
#ifndef TALLY_OPTIONS_H
#define TALLY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include "tally/fault.h"

/* One option. Exactly one of value, list and flag is set. */
struct option {
	const char *name; /* "--form" */
	bool required;
	const char **value; /* given at most once; *value must be NULL before */
	const char **list;  /* may be repeated, up to list_max; *list_count must be 0 before */
	size_t list_max, *list_count;
	bool *flag; /* takes no value; given at most once; *flag must be false before */
};

/* Values point into argv. False with fault set when the command line is not as the options say. */
bool options_read(const struct option *options, size_t count, int argc, char **argv, struct fault *fault);

/* A whole decimal number of at most 9 digits. */
bool option_number(const char *name, const char *value, unsigned *out, struct fault *fault);

#endif
