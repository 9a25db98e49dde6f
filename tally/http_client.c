#include "tally/http_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "client/transfer.h"
#include "tally/request_sign.h"

static const struct client_patience patience = {.connect = 15, .silence = 60, .total = 600};

bool http_open(struct http_client *c, const char *address, const char *ca, struct fault *fault)
{
	*c = (struct http_client){0};
	if (!client_address_read(&c->address, address))
		return fault_set(fault, "%s is no address of a server: it should read like https://uzklausi.example.lv",
		                 address);
	c->plain = c->address.way == CLIENT_NEAR || c->address.way == CLIENT_FAR;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == 0)
		c->curl = client_transfer_new(ca, &patience);
	return c->curl != NULL || fault_set(fault, "libcurl cannot be used here");
}

void http_close(struct http_client *c)
{
	client_transfer_free(c->curl);
	client_address_release(&c->address);
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

static bool sign(struct http_client *c, const struct key *key, const struct http_message *m,
                 struct curl_slist **headers)
{
	struct request_signature signature;
	struct request request = {.method = m->method,
	                          .authority = c->address.authority,
	                          .path = m->path,
	                          .query = "",
	                          .body = m->body ? m->body->data : "",
	                          .body_len = m->body ? m->body->len : 0};
	return request_sign(&signature, &request, key, (int64_t)time(NULL)) == SEAL_OK &&
	       add_header(headers, "Content-Digest", signature.content_digest) &&
	       add_header(headers, "Signature-Input", signature.signature_input) &&
	       add_header(headers, "Signature", signature.signature) &&
	       add_header(headers, "Host", c->address.authority) &&
	       (m->body == NULL || (add_header(headers, "Content-Type", m->type) &&
	                            (*headers = curl_slist_append(*headers, "Expect:")) != NULL));
}

static CURLcode send_request(struct http_client *c, const struct http_message *m, struct curl_slist *headers,
                             struct buf *reply)
{
	char url[1024];
	int len = snprintf(url, sizeof url, "%s%s", c->address.base, m->path);
	if (len < 0 || (size_t)len >= sizeof url)
		return CURLE_URL_MALFORMAT;
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, reply);
	if (m->body == NULL) {
		curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	} else {
		curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)m->body->len);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, m->body->data);
	}
	curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, m->method);
	return curl_easy_perform(c->curl);
}

static bool judge(const struct http_client *c, CURLcode code, long status, bool too_long, struct fault *fault)
{
	if (too_long)
		return fault_set(fault, "%s sent more than it was asked for", c->address.base);
	if (code != CURLE_OK)
		return fault_set(fault, "%s: %s", c->address.base, curl_easy_strerror(code));
	if (status == 200)
		return true;
	if (status == 401 || status == 403 || status == 404)
		return fault_set(fault,
		                 "%s answered %ld: it does not know this key. Is its card in the server's staff "
		                 "folder, and does the "
		                 "clock of this computer go right?",
		                 c->address.base, status);
	return fault_set(fault, "%s answered %ld", c->address.base, status);
}

bool http_send(struct http_client *c, const struct key *key, const struct http_message *message, struct buf *reply,
               long *status, struct fault *fault)
{
	struct curl_slist *headers = NULL;
	*status = 0;
	buf_init(reply, message->max);
	bool ok = sign(c, key, message, &headers) || fault_set(fault, "the request cannot be signed");
	if (ok) {
		CURLcode code = send_request(c, message, headers, reply);
		if (code == CURLE_OK)
			curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, status);
		ok = judge(c, code, *status, reply->failed, fault);
	}
	curl_slist_free_all(headers);
	return ok;
}

bool http_staff(struct http_client *c, const struct key *key, const char *method, const char *path,
                const struct buf *body, size_t max, struct buf *reply, long *status, struct fault *fault)
{
	struct http_message message = {
	        .method = method, .path = path, .type = "application/octet-stream", .body = body, .max = max};
	return http_send(c, key, &message, reply, status, fault);
}
