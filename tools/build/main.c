/* What the build itself runs: templates, catalogues and assets to C. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/build/assets.h"
#include "tools/build/catalogue.h"
#include "tools/build/template.h"

#define LANGUAGES_MAX 16
#define ASSETS_MAX 16

static char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t size = 1 << 20;
	if (file && (text = calloc(1, size)))
		*len = fread(text, 1, size - 1, file);
	if (!text)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	if (file)
		fclose(file);
	return text;
}

static int close_all(FILE *header, FILE *source, int status)
{
	if (header && fclose(header) != 0)
		status = 1;
	if (source && fclose(source) != 0)
		status = 1;
	return status;
}

static int compile_template(const char *file, const char *made, FILE *header, FILE *source)
{
	struct template_fault fault;
	size_t len = 0;
	char *text = read_file(file, &len);
	if (!text)
		return 1;
	bool compiled = template_compile(file, made, text, header, source, &fault);
	if (!compiled)
		fprintf(stderr, "%s:%u: %s\n", fault.file, fault.line, fault.reason);
	free(text);
	return compiled ? 0 : 1;
}

/* templates OUT.h OUT.c TEMPLATE...: what the build makes for templates to embed lies beside OUT.h. */
static int run_templates(int argc, char **argv)
{
	char made[512];
	const char *slash = strrchr(argv[0], '/');
	snprintf(made, sizeof made, "%.*s", slash ? (int)(slash - argv[0]) : 1, slash ? argv[0] : ".");
	FILE *header = fopen(argv[0], "w"), *source = fopen(argv[1], "w");
	int status = 0;
	if (!header || !source) {
		fprintf(stderr, "%s: %s\n", argv[header ? 1 : 0], strerror(errno));
		return close_all(header, source, 1);
	}
	fprintf(header, "/* Made from kiosk/templates by tools/build: do not edit. */\n#ifndef KIOSK_TEMPLATES_H\n"
	                "#define KIOSK_TEMPLATES_H\n\n#include \"core/catalogue.h\"\n#include \"kiosk/view.h\"\n\n");
	fprintf(source, "/* Made from kiosk/templates by tools/build: do not edit. */\n#include \"kiosk/templates.h\"\n"
	                "#include \"kiosk/messages.h\"\n#include \"kiosk/write.h\"\n");
	for (int i = 2; i < argc; i++)
		status |= compile_template(argv[i], made, header, source);
	fprintf(header, "\n#endif\n");
	return close_all(header, source, status);
}

static void print_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->items[i];
		fprintf(stderr, "%s:%u: %s%s%s\n", p->file, p->line, p->element, p->element[0] ? ": " : "", p->reason);
	}
}

static bool read_catalogues(int count, char **files, char **texts, struct arena *arena,
                            struct source_catalogue *catalogues, struct problems *problems)
{
	bool good = true;
	for (int i = 0; i < count; i++) {
		size_t len = 0;
		texts[i] = read_file(files[i], &len);
		good = texts[i] && catalogue_read(files[i], texts[i], len, arena, &catalogues[i], problems) && good;
	}
	for (int i = 1; good && i < count; i++)
		good = catalogue_compare(&catalogues[0], &catalogues[i], problems) && good;
	return good;
}

/* catalogues ROOM PREFIX OUT.h OUT.c MODEL.json LANGUAGE.json... */
static int run_catalogues(int argc, char **argv)
{
	const struct catalogue_room room = {argv[0], argv[1]};
	struct source_catalogue catalogues[LANGUAGES_MAX];
	char *texts[LANGUAGES_MAX] = {NULL};
	struct problems problems;
	struct arena arena;
	FILE *header = NULL, *source = NULL;
	int count = argc - 4 < LANGUAGES_MAX ? argc - 4 : LANGUAGES_MAX, status = 1;

	problems_init(&problems);
	arena_init(&arena, 16 << 20);
	if (!read_catalogues(count, argv + 4, texts, &arena, catalogues, &problems))
		goto out;
	header = fopen(argv[2], "w");
	source = fopen(argv[3], "w");
	if (!header || !source)
		goto out;
	catalogue_emit_header(&room, &catalogues[0], header);
	catalogue_emit_source(&room, catalogues, (size_t)count, source);
	status = 0;
out:
	print_problems(&problems);
	problems_release(&problems);
	arena_release(&arena);
	for (int i = 0; i < count; i++)
		free(texts[i]);
	return close_all(header, source, status);
}

/* assets OUT.h OUT.c FILE... */
static int run_assets(int argc, char **argv)
{
	FILE *header = fopen(argv[0], "w"), *source = fopen(argv[1], "w");
	char *texts[ASSETS_MAX] = {NULL};
	size_t lens[ASSETS_MAX], count = (size_t)(argc - 2);
	int status = header && source && count <= ASSETS_MAX ? 0 : 1;
	if (!status)
		fprintf(source, "/* Made by tools/build: do not edit. */\n#include \"kiosk/asset.h\"\n\n");
	for (size_t i = 0; !status && i < count; i++) {
		texts[i] = read_file(argv[i + 2], &lens[i]);
		if (texts[i])
			asset_emit_bytes(source, i, texts[i], lens[i]);
		else
			status = 1;
	}
	if (!status)
		fprintf(source, "\nconst struct asset assets[] = {\n");
	for (size_t i = 0; !status && i < count; i++)
		if (!asset_emit_entry(header, source, i, argv[i + 2], texts[i], lens[i]))
			status = 1;
	if (!status)
		fprintf(source, "};\nconst size_t asset_count = %zu;\n", count);
	else
		fprintf(stderr,
		        "build assets: something cannot be read or written, or has no name such as device.js\n");
	for (size_t i = 0; i < ASSETS_MAX; i++)
		free(texts[i]);
	return close_all(header, source, status);
}

static const struct subcommand {
	const char *name;
	int (*run)(int argc, char **argv);
} SUBCOMMANDS[] = {
        {"templates", run_templates},
        {"catalogues", run_catalogues},
        {"assets", run_assets},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc >= 5 && i < sizeof SUBCOMMANDS / sizeof *SUBCOMMANDS; i++)
		if (strcmp(argv[1], SUBCOMMANDS[i].name) == 0)
			return SUBCOMMANDS[i].run(argc - 2, argv + 2);
	fprintf(stderr, "usage: build templates OUT.h OUT.c TEMPLATE...\n"
	                "       build catalogues ROOM PREFIX OUT.h OUT.c MODEL.json LANGUAGE.json...\n"
	                "       build assets OUT.h OUT.c FILE...\n");
	return 2;
}
