/* The C that the template compiler writes. */
#ifndef TOOLS_BUILD_EMIT_H
#define TOOLS_BUILD_EMIT_H

#include <stdio.h>

struct emitter {
	FILE *out;
	const char *file;   /* the template, for #line */
	char literal[1024]; /* text that waits to be written in one piece */
	size_t len;
};

void emit_init(struct emitter *e, FILE *out, const char *file);
void emit_function(struct emitter *e, unsigned line, const char *name, const char *view);
void emit_literal(struct emitter *e, char c);
void emit_code(struct emitter *e, unsigned line, const char *format, ...) __attribute__((format(printf, 3, 4)));
void emit_end(struct emitter *e);

#endif
