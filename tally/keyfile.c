/* Reading, opening and writing key files. */
#include "tally/keyfile.h"

#include <sodium.h>
#include <string.h>
#include "tally/files.h"

#define PRIVATE_BYTES 64 /* both private keys */

const struct key_cost KEY_COST_LEAST = {2, 65536}, KEY_COST_USUAL = {3, 262144}, KEY_COST_MOST = {10, 1048576};

static bool read_cost(struct lines *l, struct key_cost *out)
{
	struct line_value value, kind, numbers, passes, kibibytes;

	if (!lines_take(l, "kdf", &value) || !line_value_split(value, &kind, &numbers) ||
	    !line_value_split(numbers, &passes, &kibibytes))
		return false;
	if (kind.len != 8 || memcmp(kind.text, "argon2id", 8) != 0)
		return false;
	return line_value_number(passes, &out->passes) && line_value_number(kibibytes, &out->kibibytes) &&
	       out->passes >= KEY_COST_LEAST.passes && out->passes <= KEY_COST_MOST.passes &&
	       out->kibibytes >= KEY_COST_LEAST.kibibytes && out->kibibytes <= KEY_COST_MOST.kibibytes;
}

enum seal_err keyfile_read(const char *text, size_t len, struct keyfile *out)
{
	struct lines l;

	*out = (struct keyfile){0};
	if (len > KEYFILE_MAX_BYTES || !lines_open(&l, text, len) || !lines_expect(&l, "uzklausi-key", "1"))
		return SEAL_FORMAT;
	if (!lines_take(&l, "name", &out->name) || !card_name_fits(out->name.text, out->name.len))
		return SEAL_FORMAT;
	if (!lines_take_id(&l, "card", out->card_id) || !read_cost(&l, &out->cost) ||
	    !lines_take_bytes(&l, "salt", out->salt, sizeof out->salt))
		return SEAL_FORMAT;
	out->head = text;
	out->head_len = lines_taken(&l);
	if (!lines_take_bytes(&l, "secret", out->secret, sizeof out->secret) || !lines_done(&l))
		return SEAL_FORMAT;
	return SEAL_OK;
}

/* What exists only while a file is opened or written. */
struct workspace {
	unsigned char wrap[32];
	unsigned char bytes[PRIVATE_BYTES];
};

static enum seal_err derive(unsigned char wrap[static 32], const struct passphrase *passphrase,
                            const struct key_cost *cost, const unsigned char salt[static KEYFILE_SALT_BYTES])
{
	int failed = crypto_pwhash(wrap, 32, passphrase->text, passphrase->len, salt, cost->passes,
	                           (size_t)cost->kibibytes * 1024, crypto_pwhash_ALG_ARGON2ID13);

	return failed == 0 ? SEAL_OK : SEAL_NOMEM;
}

enum seal_err keyfile_open(const struct keyfile *file, const struct passphrase *passphrase, struct key *out)
{
	struct workspace *w = sodium_malloc(sizeof *w);
	enum seal_err err = SEAL_NOMEM;

	*out = (struct key){0};
	if (w == NULL || derive(w->wrap, passphrase, &file->cost, file->salt) != SEAL_OK)
		goto out;
	err = SEAL_CLOSED;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(w->bytes, NULL, NULL, file->secret + KEYFILE_NONCE_BYTES,
	                                               KEYFILE_SEALED_BYTES, (const unsigned char *)file->head,
	                                               file->head_len, file->secret, w->wrap) != 0)
		goto out;
	err = key_from_bytes(out, file->name.text, file->name.len, w->bytes);
	if (err == SEAL_OK && !id_equal(out->card.id, file->card_id)) {
		key_release(out);
		err = SEAL_CLOSED;
	}
out:
	sodium_free(w);
	return err;
}

/* All lines but the last. */
static void write_head(struct buf *out, const struct card *card, const struct key_cost *cost,
                       const unsigned char salt[static KEYFILE_SALT_BYTES])
{
	lines_add(out, "uzklausi-key", "1");
	lines_add(out, "name", card->name);
	lines_add_id(out, "card", card->id);
	buf_printf(out, "kdf argon2id %u %u\n", (unsigned)cost->passes, (unsigned)cost->kibibytes);
	lines_add_bytes(out, "salt", salt, KEYFILE_SALT_BYTES);
}

enum seal_err keyfile_write(struct buf *out, const struct key *key, const struct passphrase *passphrase,
                            const struct key_cost *cost)
{
	unsigned char salt[KEYFILE_SALT_BYTES], secret[KEYFILE_NONCE_BYTES + KEYFILE_SEALED_BYTES];
	struct workspace *w = sodium_malloc(sizeof *w);
	enum seal_err err = SEAL_NOMEM;
	size_t start = out->len;

	if (w == NULL)
		return SEAL_NOMEM;
	randombytes_buf(salt, sizeof salt);
	randombytes_buf(secret, KEYFILE_NONCE_BYTES);
	write_head(out, &key->card, cost, salt);
	if (out->failed || derive(w->wrap, passphrase, cost, salt) != SEAL_OK)
		goto out;
	memcpy(w->bytes, key->secrets->box, 32);
	memcpy(w->bytes + 32, key->secrets->seed, 32);
	crypto_aead_xchacha20poly1305_ietf_encrypt(secret + KEYFILE_NONCE_BYTES, NULL, w->bytes, PRIVATE_BYTES,
	                                           (const unsigned char *)out->data + start, out->len - start, NULL,
	                                           secret, w->wrap);
	lines_add_bytes(out, "secret", secret, sizeof secret);
	err = out->failed ? SEAL_NOMEM : SEAL_OK;
out:
	sodium_free(w);
	return err;
}

static bool open_fault(enum seal_err err, const char *path, const struct keyfile *file, struct fault *fault)
{
	if (err == SEAL_NOMEM)
		return fault_set(fault, "%s needs %u MB of memory to open, and there is not so much", path,
		                 (unsigned)(file->cost.kibibytes / 1024));
	return fault_set(fault, "%s does not open: the passphrase is wrong, or the file was altered", path);
}

bool keyfile_load(const char *path, const char *passphrase_file, struct key *out, struct fault *fault)
{
	struct passphrase passphrase = {0};
	struct keyfile file;
	struct buf text;
	enum seal_err err;
	bool good = false;

	*out = (struct key){0};
	if (!file_read_private(path, KEYFILE_MAX_BYTES, &text, fault))
		return false;
	if (keyfile_read(text.data, text.len, &file) != SEAL_OK) {
		fault_say(fault, "%s is not a key file that this version reads", path);
		goto out;
	}
	if (!passphrase_read(&passphrase, passphrase_file, "Passphrase", false, fault))
		goto out;
	err = keyfile_open(&file, &passphrase, out);
	good = err == SEAL_OK || open_fault(err, path, &file, fault);
out:
	passphrase_release(&passphrase);
	buf_wipe(&text);
	buf_release(&text);
	return good;
}
