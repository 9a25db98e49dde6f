/* The asset embedder: turns a file into a C array, so that a program stays one file to copy.
 *
 *   embed NAME FILE > out.c     const unsigned char NAME[] (with a NUL after the last byte) and const size_t NAME_size
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_c_name(const char *name)
{
	if (!isalpha((unsigned char)name[0]) && name[0] != '_')
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			return false;
	return true;
}

static int embed(const char *name, FILE *in)
{
	size_t size = 0;

	printf("#include <stddef.h>\n\n");
	printf("extern const unsigned char %s[];\nextern const size_t %s_size;\n\n", name, name);
	printf("const unsigned char %s[] = {", name);
	for (int byte; (byte = getc(in)) != EOF; size++)
		printf("%s%d,", size % 32 == 0 ? "\n\t" : "", byte);
	printf("\n\t0\n};\nconst size_t %s_size = %zu;\n", name, size);
	return ferror(in) || fflush(stdout) != 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	FILE *in;
	int result;

	if (argc != 3 || !is_c_name(argv[1])) {
		fprintf(stderr, "usage: embed NAME FILE > out.c\n");
		return 2;
	}
	in = fopen(argv[2], "rb");
	if (in == NULL) {
		fprintf(stderr, "embed: %s: %s\n", argv[2], strerror(errno));
		return 1;
	}
	result = embed(argv[1], in);
	if (result != 0)
		fprintf(stderr, "embed: %s: %s\n", argv[2], strerror(errno));
	fclose(in);
	return result == 0 ? 0 : 1;
}
