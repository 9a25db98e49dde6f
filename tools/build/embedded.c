#include "tools/build/embedded.h"

#include <ctype.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Past white space and a comment of C's kind, again and again. */
static const char *skip(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\n");
		if (at[0] != '/' || at[1] != '*')
			return at;
		const char *end = strstr(at + 2, "*/");
		at = end ? end + 2 : at + strlen(at);
	}
}

/* In place: the result is never longer. Each line that says something is kept as it is, without its indentation. */
static void squeeze(char *text)
{
	char *to = text;
	for (const char *at = skip(text); *at; at = skip(at)) {
		size_t len = strcspn(at, "\n");
		memmove(to, at, len);
		to += len;
		at += len;
		if (*skip(at))
			*to++ = '\n';
	}
	*to = '\0';
}

/* Where a blank of a style says nothing: beside these, but a blank before ':' or '(' can be part of a selector or of a
 * condition and stays. */
static bool needless_blank(char before, char after)
{
	return !before || strchr("{};:,", before) || strchr("{};,", after);
}

/* In place, after squeeze: a style's line ends and its needless blanks and semicolons. What stands in quotes stays. */
static void squeeze_style(char *text)
{
	char *to = text, quote = '\0', last = '\0';
	for (const char *at = text; *at; at++) {
		bool blank = !quote && (*at == ' ' || *at == '\n');
		if (blank && needless_blank(last, at[1]))
			continue;
		if (*at == '}' && !quote && last == ';')
			to--;
		if (*at == '"')
			quote = quote ? '\0' : '"';
		*to++ = last = blank ? ' ' : *at;
	}
	*to = '\0';
}

static char *read_all(FILE *file)
{
	size_t size = 1 << 18, len;
	char *text = malloc(size);
	if (!text)
		return NULL;
	len = fread(text, 1, size, file);
	if (len == size || ferror(file) || memchr(text, '\0', len)) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

char *embedded_read(const char *directory, const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return NULL;
	char *text = read_all(file);
	fclose(file);
	if (text && (strstr(text, "</") || strstr(text, "<!--"))) {
		free(text);
		return NULL;
	}
	if (text)
		squeeze(text);
	if (text && strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".css") == 0)
		squeeze_style(text);
	return text;
}

void embedded_hash(char out[static EMBEDDED_HASH_SIZE], const char *text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char base64[EMBEDDED_HASH_SIZE - 8];
	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	snprintf(out, EMBEDDED_HASH_SIZE, "sha256-%s", base64);
}

void embedded_macro(char *out, size_t size, const char *name)
{
	size_t i = 0;
	for (; name[i] && i + 1 < size; i++)
		out[i] = isalnum((unsigned char)name[i]) ? (char)toupper((unsigned char)name[i]) : '_';
	out[i] = '\0';
}
