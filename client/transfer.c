#include "client/transfer.h"

#include <curl/curl.h>

#include "core/buf.h"

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *reply = context;
	buf_add(reply, bytes, size * count);
	return reply->failed ? 0 : size * count;
}

static bool set_up(CURL *curl, const char *ca, const struct client_patience *patience)
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
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, patience->connect) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience->silence) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT, patience->total) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK;
}

void *client_transfer_new(const char *ca, const struct client_patience *patience)
{
	CURL *curl = curl_easy_init();
	if (curl != NULL && !set_up(curl, ca, patience)) {
		curl_easy_cleanup(curl);
		return NULL;
	}
	return curl;
}

void client_transfer_free(void *curl)
{
	if (curl != NULL)
		curl_easy_cleanup(curl);
}
