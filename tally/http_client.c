#include "tally/http_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tally/request_sign.h"

#define CONNECT_SECONDS 15L
#define SILENCE_SECONDS 60L /* without a byte */
#define TOTAL_SECONDS 600L

static bool is_this_computer(const char *host)
{
	return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
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

static bool read_address(struct http_client *c, const char *address)
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	CURLU *url = curl_url();
	size_t room = 0;
	bool ok = url != NULL && take_apart(url, address, &scheme, &host, &port);
	if (ok) {
		room = strlen(host) + (port ? strlen(port) : 0) + sizeof "https://:";
		c->base = malloc(room);
		c->authority = malloc(room);
		ok = c->base != NULL && c->authority != NULL;
	}
	if (ok) {
		for (char *p = host; *p != '\0'; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
		snprintf(c->authority, room, "%s%s%s", host, port ? ":" : "", port ? port : "");
		snprintf(c->base, room, "%s://%s", scheme, c->authority);
		c->plain = strcmp(scheme, "http") == 0 && !is_this_computer(host);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(url);
	return ok;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *reply = context;
	buf_add(reply, bytes, size * count);
	return reply->failed ? 0 : size * count;
}

static bool set_up(CURL *curl, const char *ca)
{
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       (ca == NULL || curl_easy_setopt(curl, CURLOPT_CAINFO, ca) == CURLE_OK) &&
	       (ca == NULL || curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK) &&
	       curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SILENCE_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT, TOTAL_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK;
}

bool http_open(struct http_client *c, const char *address, const char *ca, struct fault *fault)
{
	*c = (struct http_client){0};
	if (!read_address(c, address))
		return fault_set(fault, "%s is no address of a server: it should read like https://uzklausi.example.lv",
		                 address);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (c->curl = curl_easy_init()) == NULL || !set_up(c->curl, ca))
		return fault_set(fault, "libcurl cannot be used here");
	return true;
}

void http_close(struct http_client *c)
{
	if (c->curl != NULL)
		curl_easy_cleanup(c->curl);
	free(c->base);
	free(c->authority);
	*c = (struct http_client){0};
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
	char line[REQUEST_HEADER_MAX + 64];
	int len = snprintf(line, sizeof line, "%s: %s", name, value);
	struct curl_slist *longer = len > 0 && (size_t)len < sizeof line ? curl_slist_append(*list, line) : NULL;
	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

static bool sign(struct http_client *c, const struct key *key, const char *method, const char *path,
                 const struct buf *body, struct curl_slist **headers)
{
	struct request_signature signature;
	struct request request = {.method = method,
	                          .authority = c->authority,
	                          .path = path,
	                          .query = "",
	                          .body = body ? body->data : "",
	                          .body_len = body ? body->len : 0};
	return request_sign(&signature, &request, key, (int64_t)time(NULL)) == SEAL_OK &&
	       add_header(headers, "Content-Digest", signature.content_digest) &&
	       add_header(headers, "Signature-Input", signature.signature_input) &&
	       add_header(headers, "Signature", signature.signature) && add_header(headers, "Host", c->authority) &&
	       (body == NULL || (add_header(headers, "Content-Type", "application/octet-stream") &&
	                         (*headers = curl_slist_append(*headers, "Expect:")) != NULL));
}

static CURLcode send_request(struct http_client *c, const char *path, const struct buf *body,
                             struct curl_slist *headers, struct buf *reply)
{
	char url[1024];
	int len = snprintf(url, sizeof url, "%s%s", c->base, path);
	if (len < 0 || (size_t)len >= sizeof url)
		return CURLE_URL_MALFORMAT;
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, reply);
	if (body == NULL) {
		curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	} else {
		curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body->data);
	}
	return curl_easy_perform(c->curl);
}

static bool judge(const struct http_client *c, CURLcode code, long status, bool too_long, struct fault *fault)
{
	if (too_long)
		return fault_set(fault, "%s sent more than it was asked for", c->base);
	if (code != CURLE_OK)
		return fault_set(fault, "%s: %s", c->base, curl_easy_strerror(code));
	if (status == 200)
		return true;
	if (status == 401 || status == 403 || status == 404)
		return fault_set(fault,
		                 "%s answered %ld: it does not know this key. Is its card in the server's staff "
		                 "folder, and does the "
		                 "clock of this computer go right?",
		                 c->base, status);
	return fault_set(fault, "%s answered %ld", c->base, status);
}

bool http_staff(struct http_client *c, const struct key *key, const char *method, const char *path,
                const struct buf *body, size_t max, struct buf *reply, long *status, struct fault *fault)
{
	struct curl_slist *headers = NULL;
	*status = 0;
	buf_init(reply, max);
	bool ok = sign(c, key, method, path, body, &headers) || fault_set(fault, "the request cannot be signed");
	if (ok) {
		CURLcode code = send_request(c, path, body, headers, reply);
		if (code == CURLE_OK)
			curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, status);
		ok = judge(c, code, *status, reply->failed, fault);
	}
	curl_slist_free_all(headers);
	return ok;
}
