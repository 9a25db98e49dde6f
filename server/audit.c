#include "server/audit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "seal/audit.h"
#include "seal/record.h"

/* The audit has no form that is offered; of several waves the one in locks/ comes last. */
static const struct desk *audit_desk(const struct service *s)
{
	for (size_t i = s->desk_count; i > 0; i--)
		if (!s->desks[i - 1].offer && strcmp(s->desks[i - 1].lock->form, AUDIT_FORM) == 0)
			return &s->desks[i - 1];
	return NULL;
}

/* The form of the lock that the path names, or "". */
static const char *form_of(const struct exchange *ex)
{
	unsigned char id[LOCK_ID_BYTES];
	if (!ex->part[0] || !id_from_hex(id, ex->part[0], ex->part_len[0]))
		return "";
	const struct desk *desk = service_desk_of_lock(ex->service, id);
	return desk ? desk->lock->form : "";
}

static bool keep(struct exchange *ex, const struct desk *desk, const unsigned char *id, const struct buf *text)
{
	size_t size = desk->lock->record_size;
	unsigned char *record = malloc(size);
	struct write write = {.store = desk->store, .id = id, .record = record};
	bool kept = record && !text->failed &&
	            record_seal(record, size, desk->lock, text->data, text->len) == SEAL_OK &&
	            writer_wait(ex->service->writer, &write) == STORE_OK;
	free(record);
	return kept;
}

bool audit_note(struct exchange *ex, const struct card *card, const char *authority)
{
	const struct desk *desk = audit_desk(ex->service);
	struct buf text;
	if (!desk || strcmp(ex->method, "GET") == 0 || strcmp(ex->method, "HEAD") == 0)
		return true;
	struct audit entry = {.wave = desk->lock->wave,
	                      .form = form_of(ex),
	                      .method = ex->method,
	                      .authority = authority,
	                      .path = ex->path,
	                      .bytes = ex->body_len,
	                      .digest = exchange_header(ex, "Content-Digest"),
	                      .input = exchange_header(ex, "Signature-Input"),
	                      .signature = exchange_header(ex, "Signature"),
	                      .card = *card};
	randombytes_buf(entry.id, sizeof entry.id);
	buf_init(&text, RECORD_MAX_BYTES);
	audit_write(&text, &entry);
	bool kept = keep(ex, desk, entry.id, &text);
	buf_wipe(&text);
	buf_release(&text);
	return kept;
}
