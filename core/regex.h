/* Regular expressions as JavaScript means them, matched by PCRE2 with bounded work (docs/decisions: why PCRE2). */
#ifndef CORE_REGEX_H
#define CORE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

#define REGEX_MAX_BYTES 2000

/* Compiles pattern; NULL with a reason (static, English) when it is no JavaScript pattern or one that PCRE2 would read
 * in another way. To be freed with regex_free. */
struct regex *regex_new(const char *pattern, size_t len, bool caseless, const char **reason);
void regex_free(struct regex *re);

/* True when some part of text matches. Work beyond a fixed bound counts as no match: an answer that runs into it is
 * faulty. */
bool regex_matches(const struct regex *re, const char *text, size_t len);

#endif
