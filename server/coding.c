/* Accept-Encoding (RFC 9110, 12.5.3): of what a page has, the smallest that is accepted. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/page_cache.h"

/* True unless the parameters after a coding's name say q=0. */
static bool wanted(const char *parameters, size_t len)
{
	const char *q = memchr(parameters, '=', len);
	if (!q)
		return true;
	for (q++; q < parameters + len && (*q == '0' || *q == '.' || *q == ' '); q++)
		;
	return q < parameters + len && *q >= '1' && *q <= '9';
}

static void consider(const char *item, size_t len, bool accepted[static CODING_COUNT])
{
	static const char *const names[] = {"identity", "gzip", "br"};
	while (len > 0 && (*item == ' ' || *item == '\t'))
		item++, len--;
	size_t name = 0;
	while (name < len && item[name] != ';' && item[name] != ' ')
		name++;
	for (int i = CODING_GZIP; i < CODING_COUNT; i++)
		if (strlen(names[i]) == name && strncasecmp(names[i], item, name) == 0)
			accepted[i] = wanted(item + name, len - name);
}

static void read_accepted(const char *accept, bool accepted[static CODING_COUNT])
{
	while (accept && *accept) {
		size_t len = strcspn(accept, ",");
		consider(accept, len, accepted);
		accept += len + (accept[len] == ',');
	}
}

bool coding_accepted(const char *accept, enum coding coding)
{
	bool accepted[CODING_COUNT] = {true};
	read_accepted(accept, accepted);
	return accepted[coding];
}

enum coding coding_chosen(const struct cached_page *page, const char *accept)
{
	bool accepted[CODING_COUNT] = {true};
	read_accepted(accept, accepted);
	enum coding best = CODING_NONE;
	for (enum coding c = CODING_GZIP; c < CODING_COUNT; c++)
		if (accepted[c] && page->coded[c] && page->size[c] < page->size[best])
			best = c;
	return best;
}
