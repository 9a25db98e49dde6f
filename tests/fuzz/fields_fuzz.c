/* Bodies of forms: whatever is read is valid text, in place, and reads the same when it is written again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/utf8.h"
#include "server/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void write_part(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(out, "%%%02X", (unsigned char)text[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fields fields, again;
	struct buf written;
	char *body = malloc(len + 1);

	require(body != NULL);
	memcpy(body, bytes, len);
	fields_init(&fields);
	fields_init(&again);
	buf_init(&written, 6 * len + 1);
	if (fields_read(&fields, body, len) == FIELDS_OK) {
		for (size_t i = 0; i < fields.count; i++) {
			const struct posted *p = &fields.items[i];
			require(p->name >= body && p->value + p->value_len <= body + len);
			require(p->name_len > 0 && utf8_valid(p->name, p->name_len) &&
			        utf8_valid(p->value, p->value_len));
			require(strlen(p->name) == p->name_len && strlen(p->value) == p->value_len);
			buf_adds(&written, i ? "&" : "");
			write_part(&written, p->name, p->name_len);
			buf_adds(&written, "=");
			write_part(&written, p->value, p->value_len);
		}
		require(!written.failed);
		require(fields_read(&again, written.data ? written.data : body, written.len) == FIELDS_OK);
		require(again.count == fields.count);
	}
	fields_release(&fields);
	fields_release(&again);
	buf_release(&written);
	free(body);
	return 0;
}
