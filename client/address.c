#include "client/address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_private_v4(const struct in_addr *address)
{
	uint32_t a = ntohl(address->s_addr);
	return a >> 24 == 10 || a >> 20 == (172u << 4 | 1) || a >> 16 == (192u << 8 | 168);
}

static enum client_way plain_way(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	char bare[INET6_ADDRSTRLEN + 2];
	size_t len = strlen(host);
	if (strcmp(host, "127.0.0.1") == 0 || strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return CLIENT_HERE;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return is_private_v4(&v4) ? CLIENT_NEAR : CLIENT_FAR;
	if (host[0] != '[' || len < 3 || len >= sizeof bare)
		return CLIENT_FAR;
	memcpy(bare, host + 1, len - 2);
	bare[len - 2] = '\0';
	return inet_pton(AF_INET6, bare, &v6) == 1 && (v6.s6_addr[0] & 0xfe) == 0xfc ? CLIENT_NEAR : CLIENT_FAR;
}

static bool has_part(CURLU *url, CURLUPart part, const char *harmless)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK && strcmp(text, harmless) != 0;
	curl_free(text);
	return has;
}

/* The parts of an address that has nothing but a scheme, a host and perhaps a port. */
static bool take_apart(CURLU *url, const char *address, char **scheme, char **host, char **port)
{
	return curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK && !has_part(url, CURLUPART_USER, "") &&
	       !has_part(url, CURLUPART_PASSWORD, "") && !has_part(url, CURLUPART_QUERY, "") &&
	       !has_part(url, CURLUPART_FRAGMENT, "") && !has_part(url, CURLUPART_PATH, "/") &&
	       curl_url_get(url, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK &&
	       (strcmp(*scheme, "http") == 0 || strcmp(*scheme, "https") == 0) &&
	       curl_url_get(url, CURLUPART_HOST, host, CURLU_PUNYCODE) == CURLUE_OK &&
	       (curl_url_get(url, CURLUPART_PORT, port, CURLU_NO_DEFAULT_PORT) == CURLUE_OK || *port == NULL);
}

static bool put_together(struct client_address *out, const char *scheme, const char *host, const char *port)
{
	size_t room = strlen(host) + (port ? strlen(port) : 0) + sizeof "https://:";
	out->base = malloc(room);
	out->authority = malloc(room);
	if (out->base == NULL || out->authority == NULL)
		return false;
	snprintf(out->authority, room, "%s%s%s", host, port ? ":" : "", port ? port : "");
	snprintf(out->base, room, "%s://%s", scheme, out->authority);
	out->way = strcmp(scheme, "https") == 0 ? CLIENT_TLS : plain_way(host);
	return true;
}

bool client_address_read(struct client_address *out, const char *text)
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	CURLU *url = curl_url();
	*out = (struct client_address){0};
	bool ok = url != NULL && take_apart(url, text, &scheme, &host, &port);
	for (char *p = host; ok && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	ok = ok && put_together(out, scheme, host, port);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(url);
	return ok;
}

void client_address_release(struct client_address *a)
{
	free(a->base);
	free(a->authority);
	*a = (struct client_address){0};
}
