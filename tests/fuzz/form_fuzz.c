/* Forms: read or refused with a problem that names a place; what is read has a canonical form that reads the same, and
 * its answers can be evaluated, empty and not. */
#include <stdlib.h>
#include <string.h>

#include "core/answers.h"
#include "core/form_lint.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const struct moment NOW = {1768478400000, 120};

static void evaluate(const struct form *form, const char *answers)
{
	struct answers *a = answers_new(form);
	struct buf out;

	if (!a)
		return;
	if (answers)
		answers_read_json(a, answers, strlen(answers));
	if (answers_evaluate(a, &NOW, "lv") == CORE_OK) {
		buf_init(&out, 16u << 20);
		answers_write_json(a, &out);
		answers_completed_html(a, "en", &out);
		buf_release(&out);
	}
	answers_free(a);
}

static void read_again(const struct form *form, struct problems *problems)
{
	struct form *twin;
	struct buf text;

	buf_init(&text, 4u << 20);
	if (form_canonical(form, &text)) {
		if (form_read("f.json", text.data, text.len, &twin, problems) != CORE_OK ||
		    twin->element_count != form->element_count)
			abort();
		form_free(twin);
	}
	buf_release(&text);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct problems problems;
	struct form *form;
	enum core_err err;

	problems_init(&problems);
	err = form_read("f.json", (const char *)data, size, &form, &problems);
	if ((err != CORE_OK) != (form == NULL) || (err != CORE_OK && err != CORE_NOMEM && problems.total == 0))
		abort();
	if (form) {
		read_again(form, &problems);
		form_lint("f.json", form, &problems);
		evaluate(form, NULL);
		evaluate(form, "{\"a\":1,\"b\":\"x\",\"q\":[1,\"other\"],\"q-Comment\":\"y\",\"m\":{\"r1\":1}}");
		form_free(form);
	}
	problems_release(&problems);
	return 0;
}
