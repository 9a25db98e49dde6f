#include "tools/build/emit.h"

#include <stdarg.h>
#include <string.h>

void emit_init(struct emitter *e, FILE *out, const char *file)
{
	*e = (struct emitter){.out = out, .file = file};
}

static void flush(struct emitter *e)
{
	if (!e->len)
		return;
	fprintf(e->out, "\tbuf_add(out, \"");
	for (size_t i = 0; i < e->len; i++) {
		unsigned char c = (unsigned char)e->literal[i];
		if (c == '"' || c == '\\')
			fprintf(e->out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e || c == '?')
			fprintf(e->out, "\\%03o", c);
		else
			putc(c, e->out);
	}
	fprintf(e->out, "\", %zu);\n", e->len);
	e->len = 0;
}

void emit_function(struct emitter *e, unsigned line, const char *name, const char *view)
{
	fprintf(e->out, "\n#line %u \"%s\"\n", line, e->file);
	fprintf(e->out, "void template_%s(struct buf *out, const struct catalogue *words, const struct %s *view) {\n",
	        name, view);
	fprintf(e->out, "\t(void)words;\n\t(void)view;\n");
}

void emit_literal(struct emitter *e, char c)
{
	if (e->len == sizeof e->literal)
		flush(e);
	e->literal[e->len++] = c;
}

void emit_code(struct emitter *e, unsigned line, const char *format, ...)
{
	va_list arguments;
	flush(e);
	fprintf(e->out, "#line %u \"%s\"\n\t", line, e->file);
	va_start(arguments, format);
	vfprintf(e->out, format, arguments);
	va_end(arguments);
	putc('\n', e->out);
}

void emit_end(struct emitter *e)
{
	flush(e);
	fprintf(e->out, "}\n");
}
