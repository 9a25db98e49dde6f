/* Heads of requests: what is passed on has the shape that libmicrohttpd cannot misread, and is itself passed on
 * unchanged. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void check_shape(const struct framing_head *head)
{
	const char *text = head->passed;
	size_t len = head->passed_len, scanned = 0;
	bool broken = false;

	require(len <= FRAMING_PASSED_MAX);
	require(framing_head_length(text, len, &scanned, &broken) == len && !broken);
	for (size_t i = 0; i < len; i++) {
		require(text[i] != '\0');
		require(text[i] != '\r' || text[i + 1] == '\n');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const hosts[] = {"h"};
	const struct framing_rules rules = {hosts, 1, false, len > 0 && bytes[0] % 2 ? "X-Forwarded-For" : NULL};
	static struct framing_head head, again;
	const char *text = (const char *)bytes;
	size_t scanned = 0;
	bool broken = false;
	size_t whole = framing_head_length(text, len, &scanned, &broken);

	require(whole <= len && scanned <= len);
	if (whole == 0)
		return 0;
	framing_read(text, whole, &rules, false, &head);
	require(memchr(head.visitor, 0, sizeof head.visitor) != NULL);
	check_shape(&head);
	if (head.status != 0) {
		require(strncmp(head.passed, FRAMING_REFUSED, strlen(FRAMING_REFUSED)) == 0 && head.body == 0);
		return 0;
	}
	require(head.passed[0] >= 'A' && head.passed[0] <= 'Z');
	framing_read(head.passed, head.passed_len, &rules, false, &again);
	require(again.status == 0 && again.body == head.body && again.chunked == head.chunked);
	require(again.passed_len == head.passed_len && memcmp(again.passed, head.passed, head.passed_len) == 0);
	return 0;
}
