/* A record: a sealed sheet, what the store keeps and the server cannot open. docs/RECORD.md has the format and its
 * vectors.
 *
 *   record = version (1 byte, 1) | lock id (16) | crypto_box_seal(padded sheet, lock's public key)
 *
 * The sheet is padded to one size a lock. Opening lives in tally/open.h. */
#ifndef SEAL_RECORD_H
#define SEAL_RECORD_H

#include <stddef.h>
#include "seal/lock.h"
#include "seal/sheet.h"

#define RECORD_VERSION 1
#define RECORD_HEAD_BYTES 17
#define RECORD_ID_BYTES SHEET_ID_BYTES
#define RECORD_MAX_BYTES 32000
#define RECORD_SEAL_BYTES 48 /* what crypto_box_seal adds */
#define RECORD_PAD 0x80      /* the byte after the sheet; then zeros (ISO/IEC 7816-4) */

/* Bytes of the padded sheet, and how many bytes of JSON a sheet may have, in a record of this size. */
size_t record_padded_bytes(size_t record_size);
size_t record_sheet_max(size_t record_size);

/* Pads and seals a sheet's JSON into record[lock->record_size]. The padded copy is wiped. SEAL_SIZE when the sheet does
 * not fit or record_size is not the lock's. */
enum seal_err record_seal(unsigned char *record, size_t record_size, const struct lock *lock, const char *sheet,
                          size_t len);

/* What can be told of a record from outside: SEAL_SIZE, SEAL_FORMAT, SEAL_STRANGER (another lock). */
enum seal_err record_check(const unsigned char *record, size_t len, const struct lock *lock);

#endif
