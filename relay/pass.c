#include "relay/pass.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "client/transfer.h"
#include "core/buf.h"

#define REPLY_MAX 65536

static const struct client_patience patience = {.connect = 15, .silence = 20, .total = 60};

bool pass_open(struct pass *p, const struct client_address *town, const char *ca)
{
	*p = (struct pass){.town = town};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == 0)
		p->curl = client_transfer_new(ca, &patience);
	return p->curl != NULL;
}

void pass_close(struct pass *p)
{
	client_transfer_free(p->curl);
}

static void say(struct frame_answer *answer, enum frame_kind kind, long status, const char *text)
{
	*answer = (struct frame_answer){.kind = (uint32_t)kind, .status = (uint32_t)status};
	snprintf(answer->text, sizeof answer->text, "%s", text);
}

/* One line of JSON, compared whole. */
static bool says(const char *body, size_t len, const char *words)
{
	if (len > 0 && body[len - 1] == '\n')
		len--;
	return len == strlen(words) && memcmp(body, words, len) == 0;
}

static const char *reason_of(long status)
{
	switch (status) {
	case 403:
		return "it asks for something that a relay does not have";
	case 404:
		return "it does not offer this form";
	case 409:
		return "another lock is in use there";
	case 421:
		return "it does not know the name in this address as its own";
	default:
		return "it does not take this record";
	}
}

void pass_judge(struct frame_answer *answer, bool probe, long status, const char *body, size_t len)
{
	if (status == 200 && says(body, len, probe ? "{\"ready\":true}" : "{\"taken\":true}")) {
		say(answer, FRAME_TAKEN, status, "");
	} else if (!probe && status >= 400 && status < 500 && status != 408 && status != 429) {
		say(answer, FRAME_REFUSED, status, reason_of(status));
	} else {
		char text[64];
		snprintf(text, sizeof text, "it answered %ld%s", status,
		         status == 200 ? ", but not as our servers do" : "");
		say(answer, FRAME_AWAY, status, text);
	}
}

static bool prepare(struct pass *p, const struct frame_request *request, const void *record,
                    struct curl_slist **headers)
{
	char url[1024];
	int len = request->size > 0
	                  ? snprintf(url, sizeof url, "%s/api/records/%s/%s", p->town->base, request->form, request->id)
	                  : snprintf(url, sizeof url, "%s/healthz", p->town->base);
	if (len < 0 || (size_t)len >= sizeof url || curl_easy_setopt(p->curl, CURLOPT_URL, url) != CURLE_OK)
		return false;
	if (request->size == 0)
		return curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, NULL) == CURLE_OK &&
		       curl_easy_setopt(p->curl, CURLOPT_CUSTOMREQUEST, NULL) == CURLE_OK &&
		       curl_easy_setopt(p->curl, CURLOPT_HTTPGET, 1L) == CURLE_OK;
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/octet-stream");
	*headers = list != NULL ? curl_slist_append(list, "Expect:") : NULL;
	if (*headers == NULL) {
		curl_slist_free_all(list);
		return false;
	}
	return curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, *headers) == CURLE_OK &&
	       curl_easy_setopt(p->curl, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(p->curl, CURLOPT_CUSTOMREQUEST, "PUT") == CURLE_OK &&
	       curl_easy_setopt(p->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size) == CURLE_OK &&
	       curl_easy_setopt(p->curl, CURLOPT_POSTFIELDS, record) == CURLE_OK;
}

void pass_record(struct pass *p, const struct frame_request *request, const void *record, struct frame_answer *answer)
{
	struct curl_slist *headers = NULL;
	struct buf reply;
	long status = 0;
	buf_init(&reply, REPLY_MAX);
	if (!prepare(p, request, record, &headers) ||
	    curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, &reply) != CURLE_OK) {
		say(answer, FRAME_AWAY, 0, "the request could not be made: memory ran out");
		goto out;
	}
	CURLcode code = curl_easy_perform(p->curl);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		pass_judge(answer, request->size == 0, status, reply.data ? reply.data : "", reply.len);
	else
		say(answer, FRAME_AWAY, 0, curl_easy_strerror(code));
out:
	curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	buf_release(&reply);
}
