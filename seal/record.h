/* A record: a sealed sheet, what the store keeps and the server cannot open. docs/RECORD.md has the format and its vectors.
 *
 *   record = version (1 byte, 1) | lock id (16) | crypto_box_seal(padded sheet, lock's public key)
 *
 * A sheet is JSON: {"form":..,"version":..,"wave":..,"id":..,"lang":..,["day":..,]"answers":{..}}, padded with sodium_pad to one size a lock. */
#ifndef SEAL_RECORD_H
#define SEAL_RECORD_H

#include <stddef.h>
#include "core/buf.h"
#include "core/form.h"
#include "seal/lock.h"

#define RECORD_HEAD_BYTES 17
#define RECORD_ID_BYTES 16
#define FORM_VERSION_HEX 32

/* How many bytes of JSON a sheet may have in a record of this size. */
size_t record_sheet_max(size_t record_size);

/* The form's version: BLAKE2b-128 of form_canonical, lower-case hex. out takes 33 bytes. */
enum seal_err form_version(char out[static FORM_VERSION_HEX + 1], const struct form *form);

/* What stands in a sheet beside the answers. */
struct sheet_head {
	const char *form, *version, *wave, *lang, *day; /* day "" unless the form keeps it */
	unsigned char id[RECORD_ID_BYTES];
};

/* Writes the sheet's JSON around an answers object. */
void sheet_write(struct buf *out, const struct sheet_head *head, const char *answers, size_t len);

/* Pads and seals a sheet's JSON into record[lock->record_size]. The padded copy is wiped. SEAL_SIZE when it does not fit. */
enum seal_err record_seal(unsigned char *record, size_t record_size, const struct lock *lock, const char *sheet, size_t len);

/* What can be told of a record from outside: SEAL_SIZE, SEAL_FORMAT, SEAL_STRANGER (another lock). */
enum seal_err record_check(const unsigned char *record, size_t len, const struct lock *lock);

#endif
