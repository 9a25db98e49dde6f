/* Reading and verifying locks. Making them needs private keys and lives in tally/lockmaker.c. */
#include "seal/lock.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "seal/lines.h"
#include "seal/record.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static const char form_characters[] = LOWER DIGITS "-";
static const char wave_characters[] = LOWER UPPER DIGITS "._-";
static const size_t record_sizes[] = {4000, 8000, 16000, RECORD_MAX_BYTES};

static bool text_fits(const char *text, size_t max, const char *permitted)
{
	size_t len = strlen(text);

	return len > 0 && len <= max && strspn(text, permitted) == len;
}

bool lock_form_fits(const char *form)
{
	return text_fits(form, LOCK_FORM_MAX, form_characters);
}

bool lock_wave_fits(const char *wave)
{
	return text_fits(wave, LOCK_WAVE_MAX, wave_characters);
}

bool lock_size_fits(size_t record_size)
{
	for (size_t i = 0; i < sizeof record_sizes / sizeof record_sizes[0]; i++) {
		if (record_sizes[i] == record_size)
			return true;
	}
	return false;
}

static bool read_size(struct lines *l, size_t *out)
{
	struct line_value value;
	uint32_t number;

	if (!lines_take(l, "size", &value) || !line_value_number(value, &number) || !lock_size_fits(number))
		return false;
	*out = number;
	return true;
}

/* The lines before the grants; the id is their hash. */
static bool read_head(struct lines *l, struct lock *out)
{
	struct line_value form, wave;

	if (!lines_expect(l, "uzklausi-lock", "1") || !lines_take(l, "form", &form) || !lines_take(l, "wave", &wave))
		return false;
	if (!line_value_copy(form, out->form, LOCK_FORM_MAX, form_characters) ||
	    !line_value_copy(wave, out->wave, LOCK_WAVE_MAX, wave_characters))
		return false;
	if (!read_size(l, &out->record_size) || !lines_take_bytes(l, "key", out->public_key, 32) ||
	    !box_key_fits(out->public_key))
		return false;
	crypto_generichash(out->id, LOCK_ID_BYTES, (const unsigned char *)l->start, lines_taken(l), NULL, 0);
	return true;
}

static bool read_grant(struct lines *l, struct grant *out)
{
	struct line_value value, id, sealed;

	return lines_take(l, "grant", &value) && line_value_split(value, &id, &sealed) &&
	       id_from_hex(out->card_id, id.text, id.len) && line_value_bytes(sealed, out->sealed, GRANT_BYTES);
}

static bool read_grants(struct lines *l, struct lock *out)
{
	while (lines_ahead(l, "grant")) {
		struct grant grant;

		if (out->grant_count == LOCK_GRANTS_MAX || !read_grant(l, &grant) ||
		    lock_grant(out, grant.card_id) != NULL)
			return false;
		out->grants[out->grant_count++] = grant;
	}
	return out->grant_count > 0;
}

enum seal_err lock_read(const char *text, size_t len, struct lock *out)
{
	enum seal_err err = SEAL_FORMAT;
	struct lines l;

	*out = (struct lock){0};
	if (len > LOCK_MAX_BYTES || !lines_open(&l, text, len) || !read_head(&l, out))
		goto fail;
	err = SEAL_NOMEM;
	out->text = malloc(len + 1);
	out->grants = calloc(LOCK_GRANTS_MAX, sizeof *out->grants);
	if (out->text == NULL || out->grants == NULL)
		goto fail;
	memcpy(out->text, text, len);
	out->text[len] = '\0';
	out->text_len = len;
	err = SEAL_FORMAT;
	if (!read_grants(&l, out) || !lines_take_id(&l, "signer", out->signer))
		goto fail;
	out->signed_len = lines_taken(&l);
	if (!lines_take_bytes(&l, "signature", out->signature, sizeof out->signature) || !lines_done(&l))
		goto fail;
	return SEAL_OK;
fail:
	lock_release(out);
	return err;
}

void lock_release(struct lock *lock)
{
	free(lock->grants);
	free(lock->text);
	*lock = (struct lock){0};
}

enum seal_err lock_verify(const struct lock *lock, const struct card *card)
{
	if (!id_equal(lock->signer, card->id))
		return SEAL_STRANGER;
	if (crypto_sign_verify_detached(lock->signature, (const unsigned char *)lock->text, lock->signed_len,
	                                card->sign_key) != 0)
		return SEAL_SIGNATURE;
	return SEAL_OK;
}

const struct grant *lock_grant(const struct lock *lock, const unsigned char card_id[static CARD_ID_BYTES])
{
	for (size_t i = 0; i < lock->grant_count; i++) {
		if (id_equal(lock->grants[i].card_id, card_id))
			return &lock->grants[i];
	}
	return NULL;
}
