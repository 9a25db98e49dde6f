/* The headers of signed requests: lines of the input are the three headers, then method, authority, path, query and
 * body. Nothing that the fuzzer writes may verify, since it has no key. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/request.h"

#define FIELDS 8

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const struct card *find(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	(void)card_id;
	return context;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct card card = {.sign_key = {0x26, 0xb4, 0x0b, 0x8f, 0x93, 0xff, 0xf3, 0xd8, 0x97, 0x11, 0x2f,
	                                 0x7e, 0xbc, 0x58, 0x2b, 0x23, 0x2d, 0xbd, 0x72, 0x51, 0x7d, 0x08,
	                                 0x2f, 0xe8, 0x3c, 0xfb, 0x30, 0xdd, 0xce, 0x43, 0xd1, 0xbb}};
	char *text = malloc(size + 1), *fields[FIELDS], *rest = text;
	struct request_claim claim;

	if (text == NULL || sodium_init() < 0)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = rest;
		rest += strcspn(rest, "\n");
		if (*rest == '\n' && i < FIELDS - 1)
			*rest++ = '\0';
	}
	const struct request_headers headers = {fields[0], fields[1], fields[2]};
	const struct request request = {fields[3], fields[4], fields[5], fields[6], fields[7], strlen(fields[7])};

	if (request_verify(&request, &headers, find, &card, 1767225600, &claim) == SEAL_OK)
		abort();
	free(text);
	return 0;
}
