#include "tools/build/assets.h"

#include <sodium.h>
#include <string.h>

#include "tools/build/embedded.h"

#define NAME_HASH_BYTES 8

void asset_emit_bytes(FILE *out, size_t number, const char *bytes, size_t len)
{
	fprintf(out, "static const unsigned char bytes_%zu[] = {", number);
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%s%d,", i % 32 == 0 ? "\n\t" : "", (unsigned char)bytes[i]);
	fprintf(out, "\n\t0\n};\n");
}

bool asset_emit_entry(FILE *header, FILE *out, size_t number, const char *path, const char *bytes, size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[NAME_HASH_BYTES * 2 + 1], base64[EMBEDDED_HASH_SIZE], macro[64];
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t stem = strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (stem == 0 || file[stem] != '.' || strchr(file + stem + 1, '.'))
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)bytes, len);
	sodium_bin2hex(hex, sizeof hex, hash, NAME_HASH_BYTES);
	sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	embedded_macro(macro, sizeof macro, file);
	fprintf(header, "#define ASSET_%s %zu\n", macro, number);
	fprintf(out, "\t{\"%s\", \"%.*s.%s%s\", \"sha256-%s\", bytes_%zu, %zu},\n", file, (int)stem, file, hex,
	        file + stem, base64, number, len);
	return true;
}
