#include "relay/pass.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/transfer.h"
#include "core/buf.h"
#include "relay/reckon.h"

#define REPLY_MAX 65536
#define WORKS 3 /* at most for one record, before it waits again */
/* Of a record (docs/RECORD.md): */
#define RECORD_LOCK_AT 1
#define RECORD_ID_BYTES 16

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
	case 200:
		return "it does not answer as our servers do";
	case 403:
		return "it asks for something that a relay does not have";
	case 404:
		return "it does not offer this form";
	case 409:
		return "another lock is in use there";
	case 421:
		return "it does not know the name in this address as its own";
	case 503:
		return "it cannot store anything now";
	default:
		return "it does not take it";
	}
}

void pass_judge(struct frame_answer *answer, bool probe, long status, const char *body, size_t len)
{
	bool for_good = status >= 400 && status < 500 && status != 408 && status != 421 && status != 429;
	char text[96];
	if (status == 200 && says(body, len, probe ? "{\"ready\":true}" : "{\"taken\":true}")) {
		say(answer, FRAME_TAKEN, status, "");
		return;
	}
	snprintf(text, sizeof text, "%s (%ld)", reason_of(status), status);
	say(answer, for_good && !probe ? FRAME_REFUSED : FRAME_AWAY, status, text);
}

/* --- one request --- */

static bool append(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

static bool set_health(CURL *curl)
{
	return curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, NULL) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L) == CURLE_OK;
}

/* work: the value of the header Work, or "". */
static bool set_record(CURL *curl, const void *record, size_t size, const char *work, struct curl_slist **headers)
{
	char line[16 + RECKON_TEXT_LENGTH];
	snprintf(line, sizeof line, "Work: %s", work);
	return append(headers, "Content-Type: application/octet-stream") && append(headers, "Expect:") &&
	       (!work[0] || append(headers, line)) &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *headers) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, record) == CURLE_OK;
}

static bool set_url(const struct pass *p, const struct frame_request *request)
{
	char url[1024];
	int len = request->size == 0 ? snprintf(url, sizeof url, "%s/healthz", p->town->base)
	                             : snprintf(url, sizeof url, "%s/api/records/%s/%s", p->town->base, request->form,
	                                        request->id);
	return len > 0 && (size_t)len < sizeof url && curl_easy_setopt(p->curl, CURLOPT_URL, url) == CURLE_OK;
}

/* Fills answer, and reply with what came. */
static void ask(struct pass *p, const struct frame_request *request, const void *record, const char *work,
                struct buf *reply, struct frame_answer *answer)
{
	struct curl_slist *headers = NULL;
	CURLcode code = CURLE_OUT_OF_MEMORY;
	long status = 0;
	bool set =
	        set_url(p, request) && curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, reply) == CURLE_OK &&
	        (request->size == 0 ? set_health(p->curl) : set_record(p->curl, record, request->size, work, &headers));
	if (set)
		code = curl_easy_perform(p->curl);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		pass_judge(answer, request->size == 0, status, reply->data ? reply->data : "", reply->len);
	else
		say(answer, FRAME_AWAY, 0, curl_easy_strerror(code));
	curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
}

/* --- with work --- */

/* Does the work that the reply asks for. False when it asks for none. */
static bool reckoned(const struct frame_request *request, const unsigned char *record,
                     const struct frame_answer *answer, const struct buf *reply,
                     char work[static RECKON_TEXT_LENGTH + 1])
{
	unsigned char id[RECORD_ID_BYTES];
	struct reckoning asked;
	return answer->status == 403 && request->size >= RECORD_LOCK_AT + RECORD_ID_BYTES && reply->data &&
	       reckon_read(&asked, reply->data, reply->len) &&
	       sodium_hex2bin(id, sizeof id, request->id, strlen(request->id), NULL, NULL, NULL) == 0 &&
	       reckon_prove(&asked, record + RECORD_LOCK_AT, id, work);
}

void pass_record(struct pass *p, const struct frame_request *request, const void *record, struct frame_answer *answer)
{
	char work[RECKON_TEXT_LENGTH + 1] = "";
	struct buf reply;
	buf_init(&reply, REPLY_MAX);
	ask(p, request, record, work, &reply, answer);
	for (unsigned i = 0; i < WORKS && reckoned(request, record, answer, &reply, work); i++) {
		buf_release(&reply);
		buf_init(&reply, REPLY_MAX);
		ask(p, request, record, work, &reply, answer);
	}
	struct reckoning more;
	if (answer->status == 403 && reply.data && reckon_read(&more, reply.data, reply.len))
		say(answer, FRAME_AWAY, 403, "it asks for more work each time");
	buf_release(&reply);
}
