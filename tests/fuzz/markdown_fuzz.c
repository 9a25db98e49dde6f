/* Markdown of a site's own pages: whatever is accepted holds no element, attribute or address but ours. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(int condition)
{
	if (!condition)
		abort();
}

static int starts(const char *at, const char *with)
{
	return strncasecmp(at, with, strlen(with)) == 0;
}

/* Every < begins one of the tags that we write, whole; every link has one of the three schemes. */
static void check_tag(const char *at)
{
	static const char *const tags[] = {"<p>",
	                                   "</p>",
	                                   "<em>",
	                                   "</em>",
	                                   "<strong>",
	                                   "</strong>",
	                                   "<ul>",
	                                   "</ul>",
	                                   "<ol>",
	                                   "</ol>",
	                                   "<li>",
	                                   "</li>",
	                                   "<br>",
	                                   "<hr>",
	                                   "<h1>",
	                                   "<h2>",
	                                   "<h3>",
	                                   "</h1>",
	                                   "</h2>",
	                                   "</h3>",
	                                   "<blockquote>",
	                                   "</blockquote>",
	                                   "</a>",
	                                   "<ul data-site=\"phones\"></ul>",
	                                   "<ul data-site=\"phones-urgent\"></ul>"};
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (starts(at, tags[i]))
			return;
	if (starts(at, "<ol start=\"")) {
		require(starts(at + 11 + strspn(at + 11, "0123456789"), "\">"));
		return;
	}
	require(starts(at, "<a href=\""));
	const char *url = at + 9, *end = url + strcspn(url, "\"<>");
	require(starts(url, "https://") || starts(url, "tel:") || starts(url, "mailto:"));
	require(starts(end, "\" rel=\"noreferrer\">"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct markdown_word words[] = {{"contact", "<script>"}, {"readers", NULL}};
	struct problems problems;
	struct buf html;
	problems_init(&problems);
	buf_init(&html, (size_t)1 << 22);
	enum core_err err = markdown_write(&html, "f", (const char *)bytes, len, words, 2, &problems);
	require((err == CORE_REFUSED) == (problems.total > 0));
	for (const char *at = html.data; err == CORE_OK && at && (at = strchr(at, '<')); at++)
		check_tag(at);
	buf_release(&html);
	problems_release(&problems);
	return 0;
}
