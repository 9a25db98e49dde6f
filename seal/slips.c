#include "seal/slips.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/card.h"
#include "seal/lines.h"
#include "seal/lock.h"

#define FORM_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define FIRST_LINE "uzklausi-slips"
#define KEY_LINE "uzklausi-slips-key"

void slip_hash(unsigned char out[static ID_BYTES], const unsigned char key[static SLIPS_KEY_BYTES], const char *form,
               const char *code)
{
	static const char purpose[] = "uzklausi-slip 1\n";
	crypto_generichash_state state;
	crypto_generichash_init(&state, key, SLIPS_KEY_BYTES, ID_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose - 1);
	crypto_generichash_update(&state, (const unsigned char *)form, strlen(form));
	crypto_generichash_update(&state, (const unsigned char *)"\n", 1);
	crypto_generichash_update(&state, (const unsigned char *)code, strlen(code));
	crypto_generichash_final(&state, out, ID_BYTES);
	sodium_memzero(&state, sizeof state);
}

bool slips_group_fits(const char *group, size_t len)
{
	return len <= SLIPS_GROUP_MAX && card_name_fits(group, len);
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, ID_BYTES);
}

/* --- reading ---------------------------------------------------------------------------------------------- */

static bool read_head(struct lines *l, struct slips *out, uint32_t *count)
{
	struct line_value form, group, batch, number;
	if (!lines_expect(l, FIRST_LINE, "1") || !lines_take(l, "form", &form) || !lines_take(l, "group", &group) ||
	    !lines_take(l, "batch", &batch) || !lines_take(l, "count", &number))
		return false;
	if (!line_value_copy(form, out->form, SLIPS_FORM_MAX, FORM_CHARS) || !slips_group_fits(group.text, group.len))
		return false;
	memcpy(out->group, group.text, group.len);
	if (!line_value_number(batch, &out->batch) || out->batch < 1 || out->batch > SLIPS_BATCH_MAX)
		return false;
	return line_value_number(number, count) && *count >= 1 && *count <= SLIPS_MAX;
}

static bool read_hashes(struct lines *l, struct slips *out, uint32_t count)
{
	for (; out->count < count; out->count++) {
		if (!lines_take_id(l, "slip", out->hashes[out->count]))
			return false;
		if (out->count > 0 && compare(out->hashes[out->count - 1], out->hashes[out->count]) >= 0)
			return false;
	}
	return lines_done(l);
}

enum seal_err slips_read(const char *text, size_t len, struct slips *out)
{
	enum seal_err err = SEAL_FORMAT;
	struct lines l;
	uint32_t count = 0;
	*out = (struct slips){0};
	if (!lines_open(&l, text, len) || !read_head(&l, out, &count))
		goto out;
	out->hashes = calloc(count, sizeof *out->hashes);
	if (!out->hashes)
		err = SEAL_NOMEM;
	else if (read_hashes(&l, out, count))
		err = SEAL_OK;
out:
	if (err)
		slips_release(out);
	return err;
}

void slips_release(struct slips *s)
{
	free(s->hashes);
	*s = (struct slips){0};
}

bool slips_have(const struct slips *s, const unsigned char hash[static ID_BYTES])
{
	return s->count > 0 && bsearch(hash, s->hashes, s->count, ID_BYTES, compare) != NULL;
}

/* --- writing ---------------------------------------------------------------------------------------------- */

bool slips_write(struct buf *out, struct slips *s)
{
	char number[16];
	if (!lock_form_fits(s->form) || !slips_group_fits(s->group, strlen(s->group)) || s->batch < 1 ||
	    s->batch > SLIPS_BATCH_MAX || s->count < 1 || s->count > SLIPS_MAX)
		return false;
	qsort(s->hashes, s->count, ID_BYTES, compare);
	for (size_t i = 1; i < s->count; i++)
		if (compare(s->hashes[i - 1], s->hashes[i]) == 0)
			return false;
	lines_add(out, FIRST_LINE, "1");
	lines_add(out, "form", s->form);
	lines_add(out, "group", s->group);
	snprintf(number, sizeof number, "%u", (unsigned)s->batch);
	lines_add(out, "batch", number);
	snprintf(number, sizeof number, "%zu", s->count);
	lines_add(out, "count", number);
	for (size_t i = 0; i < s->count; i++)
		lines_add_id(out, "slip", s->hashes[i]);
	return !out->failed;
}

enum seal_err slips_key_read(const char *text, size_t len, unsigned char key[static SLIPS_KEY_BYTES])
{
	struct lines l;
	if (lines_open(&l, text, len) && lines_expect(&l, KEY_LINE, "1") &&
	    lines_take_bytes(&l, "key", key, SLIPS_KEY_BYTES) && lines_done(&l))
		return SEAL_OK;
	sodium_memzero(key, SLIPS_KEY_BYTES);
	return SEAL_FORMAT;
}

void slips_key_write(struct buf *out, const unsigned char key[static SLIPS_KEY_BYTES])
{
	lines_add(out, KEY_LINE, "1");
	lines_add_bytes(out, "key", key, SLIPS_KEY_BYTES);
}
