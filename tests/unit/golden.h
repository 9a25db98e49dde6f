/* Golden pages: what is rendered, held against files that people have read. Run with UZKLAUSI_GOLDEN=write (`make
 * golden`) to write them anew. To be included after cmocka.h. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "tests/unit/pages_fixture.h"

#define GOLDEN "tests/golden/"

/* The page without its style, which is in kiosk/templates/style.css for all to read. */
static inline char *without_style(const struct buf *html)
{
	char *copy = strdup(html->data), *begin = strstr(copy, "<style>"), *end = strstr(copy, "</style>");
	assert_non_null(begin);
	memmove(begin + 7, end, strlen(end) + 1);
	return copy;
}

static inline void hold_to_golden(const char *name, const struct buf *html)
{
	char path[200];
	size_t len = 0;
	char *given = without_style(html);
	snprintf(path, sizeof path, GOLDEN "%s.html", name);
	if (getenv("UZKLAUSI_GOLDEN")) {
		FILE *file = fopen(path, "wb");
		assert_non_null(file);
		fputs(given, file);
		fclose(file);
	}
	char *wanted = fixture_slurp(path, &len);
	assert_non_null(wanted);
	if (strcmp(given, wanted) != 0)
		fail_msg("%s is not what is rendered now; `make golden` writes it anew, and git shows the difference",
		         path);
	free(wanted);
	free(given);
}

#endif
