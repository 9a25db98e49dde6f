/* The limit of opening: crypto_box_seal_open of 3,935-byte sheets, and nothing else, on all cores. Prints records/s.
 *
 *   limit_open [SECONDS] */
#include "tests/bench/limit_crypto.h"

struct scratch {
	unsigned char public_key[32], secret[32], sheet[LIMIT_SHEET_BYTES], sealed[LIMIT_RING][LIMIT_SEALED_BYTES];
	size_t next;
};

static void *make_scratch(void)
{
	struct scratch *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	crypto_box_keypair(s->public_key, s->secret);
	for (size_t i = 0; i < LIMIT_RING; i++) {
		if (crypto_box_seal(s->sealed[i], s->sheet, sizeof s->sheet, s->public_key) != 0)
			exit(1);
	}
	return s;
}

static bool open_one(void *scratch)
{
	struct scratch *s = scratch;

	return crypto_box_seal_open(s->sheet, s->sealed[s->next++ % LIMIT_RING], LIMIT_SEALED_BYTES, s->public_key,
	                            s->secret) == 0;
}

int main(int argc, char **argv)
{
	printf("%.0f\n", limit_run(limit_seconds(argc, argv), open_one, make_scratch));
	return 0;
}
