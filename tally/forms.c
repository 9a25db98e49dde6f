/* Forms from files. */
#include "tally/forms.h"

#include "tally/files.h"

static bool describe(const char *path, enum core_err err, const struct problems *problems, struct fault *fault)
{
	const struct problem *p = problems->items;

	if (problems->count == 0)
		return fault_set(fault, "%s: %s", path, core_err_text(err));
	if (problems->total == 1)
		return fault_set(fault, "%s:%u: %s", path, p->line, p->reason);
	return fault_set(fault, "%s:%u: %s (and %zu more: uzklausi-form lint shows all)", path, p->line, p->reason,
	                 problems->total - 1);
}

bool form_load(const char *path, struct form **out, struct fault *fault)
{
	struct problems problems;
	struct buf text;
	enum core_err err;

	*out = NULL;
	if (!file_read(path, FORM_FILE_MAX, &text, fault))
		return false;
	problems_init(&problems);
	err = form_read(path, text.data == NULL ? "" : text.data, text.len, out, &problems);
	if (err != CORE_OK)
		describe(path, err, &problems, fault);
	problems_release(&problems);
	buf_release(&text);
	return err == CORE_OK;
}
