/* The version of a form: which questions a sheet answers. */
#include <sodium.h>
#include "seal/sheet.h"

enum seal_err form_version(char out[static FORM_VERSION_HEX + 1], const struct form *form)
{
	enum seal_err err = SEAL_NOMEM;
	unsigned char hash[ID_BYTES];
	struct buf text;

	buf_init(&text, (size_t)1 << 24);
	if (form_canonical(form, &text) && !text.failed) {
		crypto_generichash(hash, sizeof hash, (const unsigned char *)text.data, text.len, NULL, 0);
		id_hex(out, hash);
		err = SEAL_OK;
	}
	buf_release(&text);
	return err;
}
