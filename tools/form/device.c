/* uzklausi-form device: what the respondent's own device gets to know of forms, one JSON object a line
 * (core/form_device.h), or {"obstacle":TEXT} where a form stays without script. */
#include "core/form_device.h"
#include "core/json.h"
#include "tools/form/commands.h"
#include "tools/form/problem_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_MAX (16u << 20)
#define FILE_MAX (1u << 20)

/* "texts": the words of each fault, as survey-core has them in English. */
static size_t say(void *context, const struct answer_fault *fault)
{
	struct buf *texts = context, words;
	size_t count = 0;

	for (size_t i = 0; i < texts->len; i++)
		count += texts->data[i] == '\n';
	buf_init(&words, 1u << 20);
	answers_fault_words(NULL, fault, &words);
	json_write_string(texts, words.data ? words.data : "", words.len);
	buf_addc(texts, '\n');
	buf_release(&words);
	return count;
}

static void write_device(const struct form *form, struct buf *out)
{
	const char *obstacle = form_device_obstacle(form);
	struct buf texts;

	if (obstacle) {
		buf_adds(out, "{\"obstacle\":");
		json_write_string(out, obstacle, strlen(obstacle));
		buf_addc(out, '}');
		return;
	}
	buf_init(&texts, OUTPUT_MAX);
	form_device_write(form, form->locale, &(struct fault_sayer){say, &texts}, out);
	out->data[--out->len] = '\0';
	buf_adds(out, ",\"texts\":[");
	for (size_t i = 0; i + 1 < texts.len; i++)
		buf_addc(out, texts.data[i] == '\n' ? ',' : texts.data[i]);
	buf_adds(out, "]}");
	buf_release(&texts);
}

static int print_device(const char *name, const char *text, size_t len)
{
	struct problems problems;
	struct form *form = NULL;
	struct buf out;
	int status = 0;

	problems_init(&problems);
	buf_init(&out, OUTPUT_MAX);
	if (form_read(name, text, len, &form, &problems) == CORE_OK)
		write_device(form, &out);
	else
		buf_adds(&out, "{\"refused\":true}");
	if (out.failed || puts(out.data) < 0)
		status = 1;
	buf_release(&out);
	form_free(form);
	problems_release(&problems);
	return status;
}

static int run_batch(const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status = 0;

	if (!in) {
		fprintf(stderr, "uzklausi-form: %s: %s\n", path, strerror(errno));
		return 1;
	}
	while ((len = getline(&line, &room, in)) > 0)
		status |= print_device("", line, (size_t)len - (line[len - 1] == '\n'));
	free(line);
	fclose(in);
	return status;
}

static int run_file(const char *path)
{
	struct buf text;
	int status = 1;

	buf_init(&text, FILE_MAX + 65536);
	if (form_file_read(path, FILE_MAX, &text))
		status = print_device(path, text.data ? text.data : "", text.len);
	else
		fprintf(stderr, "uzklausi-form: %s: %s\n", path, strerror(errno));
	buf_release(&text);
	return status;
}

int command_device(int argc, char **argv)
{
	int status = 0;

	if (argc == 3 && strcmp(argv[1], "--batch") == 0)
		return run_batch(argv[2]);
	if (argc < 2 || argv[1][0] == '-') {
		fprintf(stderr,
		        "usage: uzklausi-form device FORM...\n       uzklausi-form device --batch FORMS.jsonl\n");
		return EXIT_USAGE;
	}
	for (int i = 1; i < argc; i++)
		status |= run_file(argv[i]);
	return status;
}
