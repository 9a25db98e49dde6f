#include "tally/desk_guard.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void draw(char hex[static DESK_SECRET_HEX + 1])
{
	unsigned char bytes[DESK_SECRET_HEX / 2];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(hex, DESK_SECRET_HEX + 1, bytes, sizeof bytes);
	sodium_memzero(bytes, sizeof bytes);
}

void desk_guard_init(struct desk_guard *g, uint16_t port)
{
	*g = (struct desk_guard){0};
	snprintf(g->host, sizeof g->host, "127.0.0.1:%u", (unsigned)port);
	draw(g->token);
	draw(g->cookie);
}

void desk_guard_release(struct desk_guard *g)
{
	sodium_memzero(g, sizeof *g);
}

static bool is_secret(const char *given, size_t len, const char *secret)
{
	return len == DESK_SECRET_HEX && sodium_memcmp(given, secret, DESK_SECRET_HEX) == 0;
}

/* "http://HOST" is the desk's own origin; whatever else a page says it is, "null" among it, is not. */
static bool is_own_origin(const struct desk_guard *g, const char *origin)
{
	static const char scheme[] = "http://";
	size_t len = sizeof scheme - 1;

	return strncmp(origin, scheme, len) == 0 && strcmp(origin + len, g->host) == 0;
}

static bool is_own_site(const char *site)
{
	return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

enum desk_verdict desk_guard_origin(const struct desk_guard *g, const struct desk_request *r)
{
	if (r->twice || r->host == NULL || strcmp(r->host, g->host) != 0)
		return DESK_MISDIRECTED;
	if (r->origin != NULL ? !is_own_origin(g, r->origin) : r->changes)
		return DESK_FOREIGN;
	return r->site == NULL || is_own_site(r->site) ? DESK_ADMITTED : DESK_FOREIGN;
}

/* The value of our cookie in "a=b; c=d"; NULL when it is not there, or there twice: another program on this computer
 * can plant cookies under the same name, and which is whose cannot be told. */
static const char *find_cookie(const char *header, size_t *len)
{
	const char *found = NULL;

	for (const char *at = header; *at != '\0';) {
		at += strspn(at, "; ");
		size_t pair = strcspn(at, ";"), name = sizeof DESK_COOKIE - 1;
		if (pair > name && strncmp(at, DESK_COOKIE, name) == 0 && at[name] == '=') {
			if (found != NULL)
				return NULL;
			found = at + name + 1;
			*len = pair - name - 1;
		}
		at += pair;
	}
	return found;
}

enum desk_verdict desk_guard_admit(const struct desk_guard *g, const struct desk_request *r)
{
	enum desk_verdict verdict = desk_guard_origin(g, r);
	size_t len = 0;

	if (verdict != DESK_ADMITTED)
		return verdict;
	const char *value = r->cookie != NULL ? find_cookie(r->cookie, &len) : NULL;
	return value != NULL && is_secret(value, len, g->cookie) ? DESK_ADMITTED : DESK_NO_COOKIE;
}

bool desk_guard_spend(struct desk_guard *g, const char *token)
{
	if (token == NULL || !is_secret(token, strlen(token), g->token) || g->spent)
		return false;
	g->spent = true;
	sodium_memzero(g->token, sizeof g->token); /* a string of no length now: nothing equals it */
	return true;
}
