#include "tools/form/problem_text.h"

#include <errno.h>
#include <stdio.h>

void problem_text(struct buf *out, const struct problem *p)
{
	if (p->file[0])
		buf_printf(out, "%s:", p->file);
	if (p->line)
		buf_printf(out, p->file[0] ? "%u: " : "line %u: ", p->line);
	else if (p->file[0])
		buf_addc(out, ' ');
	if (p->page[0])
		buf_printf(out, "page %s%s", p->page, p->element[0] ? ", " : ": ");
	if (p->element[0])
		buf_printf(out, "element %s: ", p->element);
	buf_adds(out, p->reason);
}

bool form_file_read(const char *path, size_t max, struct buf *out)
{
	FILE *in = fopen(path, "rb");
	char chunk[65536];
	size_t got;
	bool good;

	if (!in)
		return false;
	while (out->len <= max && (got = fread(chunk, 1, sizeof chunk, in)) > 0)
		buf_add(out, chunk, got);
	good = !ferror(in) && !out->failed;
	if (out->failed)
		errno = EFBIG;
	fclose(in);
	return good;
}
