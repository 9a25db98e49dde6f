/* Ids: 16 bytes, written as 32 lower-case hex digits. Cards, locks and sheets have one. */
#ifndef SEAL_ID_H
#define SEAL_ID_H

#include <stdbool.h>
#include <stddef.h>

#define ID_BYTES 16
#define ID_HEX 32

/* Lower-case hex of an id, NUL-terminated. */
void id_hex(char out[static 33], const unsigned char id[static 16]);

/* Reads exactly 32 lower-case hex digits. */
bool id_from_hex(unsigned char out[static 16], const char *hex, size_t len);

bool id_equal(const unsigned char a[static 16], const unsigned char b[static 16]);

#endif
