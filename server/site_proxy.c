#include "server/site_proxy.h"

#include <string.h>

const char *site_address_header_read(struct site *site, struct value v)
{
	static const char *const known[] = {"X-Real-IP", "X-Forwarded-For"};
	if (v.kind == VALUE_NULL)
		return NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (value_is(v, known[i]))
			site->address_header = known[i];
	return site->address_header ? NULL : "must be null, \"X-Real-IP\" or \"X-Forwarded-For\"";
}

bool site_proxy_alone(const struct site *site, const char *host)
{
	return !site->address_header || strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0;
}
