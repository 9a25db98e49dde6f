/* A day's scans. The codes stand in order, none twice and each with its check character; what is read and written reads
 * as the same counts again. */
#include <stdlib.h>
#include <string.h>

#include "server/scans.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check_order(const struct scans *s)
{
	char code[CODE_MAX + 1];
	for (size_t i = 0; i < s->count; i++) {
		const char *own = s->counts[i].code;
		if (code_read(code, CODE_POSTER, own, strlen(own)) != CODE_GOOD || strcmp(code, own) != 0)
			abort();
		if (i > 0 && strcmp(s->counts[i - 1].code, own) >= 0)
			abort();
	}
}

static void check_again(const struct scans *s)
{
	struct scans again = {0};
	struct buf out;
	buf_init(&out, (size_t)PLACES_MAX * 20);
	for (size_t i = 0; i < s->count; i++)
		buf_printf(&out, "%s %u\n", s->counts[i].code, s->counts[i].count);
	if (out.failed || (out.data && !scans_take(&again, out.data)) || again.count != s->count ||
	    memcmp(again.counts, s->counts, s->count * sizeof *s->counts) != 0)
		abort();
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct scans scans = {0};
	char *text = malloc(size + 1);
	if (!text)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	(void)scans_take(&scans, text);
	check_order(&scans);
	check_again(&scans);
	free(text);
	return 0;
}
