/* Filler has the shape of a cell in every bit: also its public key is one, with a private half that the cell's stream
 * begins with and that is forgotten. It opens nothing: tests/arch.sh lets this file alone make such a key. */
#include <sodium.h>
#include <string.h>

#include "server/mailboxes.h"

void mailbox_filler(unsigned char cell[static MAILBOX_CELL_BYTES],
                    const unsigned char secret[static MAILBOX_SECRET_BYTES],
                    const unsigned char id[static MAILBOX_ID_BYTES], unsigned at)
{
	static const char purpose[] = "uzklausi-mailbox-filler 1";
	unsigned char seed[randombytes_SEEDBYTES], number = (unsigned char)at, private[crypto_scalarmult_SCALARBYTES];
	crypto_generichash_state state;
	crypto_generichash_init(&state, secret, MAILBOX_SECRET_BYTES, sizeof seed);
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose - 1);
	crypto_generichash_update(&state, id, MAILBOX_ID_BYTES);
	crypto_generichash_update(&state, &number, 1);
	crypto_generichash_final(&state, seed, sizeof seed);
	cell[0] = MAILBOX_VERSION;
	randombytes_buf_deterministic(cell + 1, MAILBOX_CELL_BYTES - 1, seed);
	memcpy(private, cell + 1, sizeof private);
	crypto_scalarmult_base(cell + 1, private);
	sodium_memzero(private, sizeof private);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(&state, sizeof state);
}
