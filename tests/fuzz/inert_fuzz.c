/* Strangers' text. Whatever comes in, what goes out is UTF-8 without anything hidden but our own isolates, which are
 * whole and one a line, and the joiners of pictures; and the JSON reads back. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"
#include "core/utf8.h"
#include "tally/inert.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check(const struct buf *out, bool isolates)
{
	unsigned depth = 0;

	if (out->failed || (out->len > 0 && !utf8_valid(out->data, out->len)))
		abort();
	for (size_t at = 0; at < out->len;) {
		uint32_t c = utf8_next(out->data, &at);

		if (isolates && c == 0x2068 && depth++ > 0)
			abort();
		else if (isolates && c == 0x2069 && depth-- != 1)
			abort();
		else if (c == '\n' && depth != 0)
			abort();
		else if (inert_is_hidden(c) && c != 0x2068 && c != 0x2069 && c != 0x200d && c != 0xfe0f &&
		         c != 0x27e6 && c != 0x27e7)
			abort();
	}
	if (depth != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *text = (const char *)data;
	struct arena arena;
	struct value v;
	struct buf out;

	buf_init(&out, (size_t)16 << 20);
	inert_line(&out, text, size);
	check(&out, true);
	buf_clear(&out);
	inert_lines(&out, "| ", text, size);
	check(&out, true);
	buf_clear(&out);
	inert_cell(&out, text, size);
	check(&out, false);
	buf_clear(&out);
	inert_json(&out, text, size);
	arena_init(&arena, (size_t)16 << 20);
	if (out.failed || (memchr(data, 0, size) == NULL && out.len < JSON_ANSWER_LIMITS.max_bytes &&
	                   json_read(out.data, out.len, &JSON_ANSWER_LIMITS, &arena, &v, NULL) != CORE_OK))
		abort();
	arena_release(&arena);
	buf_release(&out);
	return 0;
}
