/* The limit of sealing: crypto_box_seal of 3,935-byte sheets, and nothing else, on all cores. Prints records/s.
 *
 *   limit_seal [SECONDS] */
#include "tests/bench/limit_crypto.h"

struct scratch {
	unsigned char public_key[32], sheet[LIMIT_SHEET_BYTES], sealed[LIMIT_SEALED_BYTES];
};

static void *make_scratch(void)
{
	struct scratch *s = calloc(1, sizeof *s);
	unsigned char secret[32];

	if (s != NULL)
		crypto_box_keypair(s->public_key, secret);
	return s;
}

static bool seal(void *scratch)
{
	struct scratch *s = scratch;

	return crypto_box_seal(s->sealed, s->sheet, sizeof s->sheet, s->public_key) == 0;
}

int main(int argc, char **argv)
{
	printf("%.0f\n", limit_run(limit_seconds(argc, argv), seal, make_scratch));
	return 0;
}
