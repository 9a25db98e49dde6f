/* Made-up people: random but plausible answers that a form accepts, for the demo, tests and benchmarks. Pages are gone
 * through as a person does, so that what is asked depends on what was said. The same seed gives the same people. */
#ifndef TOOLS_SYNTHETIC_PERSON_H
#define TOOLS_SYNTHETIC_PERSON_H

#include "core/answers.h"

struct given { /* --set question=value */
	const char *name, *value;
};

struct person;

struct person *person_new(const struct form *form, const struct given *given, size_t given_count);
void person_free(struct person *p);

/* Makes the next person. False when no acceptable answers were found, or memory ran out. */
bool person_make(struct person *p, uint64_t *random);

/* The answers as a sheet has them, or as the body of a page without script that posts all at once. */
bool person_write_json(const struct person *p, struct buf *out);
bool person_write_fields(const struct person *p, struct buf *out);

#endif
