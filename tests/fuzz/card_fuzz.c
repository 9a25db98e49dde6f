/* Cards. What is accepted is what its bytes say: the id follows from the keys, and the name is one. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/card.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	unsigned char id[CARD_ID_BYTES];
	struct card card;

	if (sodium_init() < 0)
		abort();
	if (card_read((const char *)data, size, &card) != SEAL_OK)
		return 0;
	card_id(id, card.box_key, card.sign_key);
	if (!id_equal(id, card.id) || !card_name_fits(card.name, strlen(card.name)))
		abort();
	return 0;
}
