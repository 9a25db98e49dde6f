/* The caller's list of what is wrong with a file. */
#include "core/err.h"
#include "core/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void problems_init(struct problems *list)
{
	*list = (struct problems){0};
}

void problems_release(struct problems *list)
{
	free(list->items);
	*list = (struct problems){0};
}

/* Cuts at a character, so that a problem stays valid UTF-8. */
static void copy_cut(char *out, size_t size, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len >= size)
		len = utf8_cut(text, size - 1);
	if (len > 0)
		memcpy(out, text, len);
	out[len] = '\0';
}

void problems_add(struct problems *list, const char *file, unsigned line, const char *page, const char *element,
                  const char *reason, ...)
{
	struct problem *p;
	va_list args;

	list->total++;
	if (list->count == PROBLEMS_MAX)
		return;
	if (!list->items)
		list->items = calloc(PROBLEMS_MAX, sizeof *list->items);
	if (!list->items)
		return;
	p = &list->items[list->count++];
	copy_cut(p->file, sizeof p->file, file);
	copy_cut(p->page, sizeof p->page, page);
	copy_cut(p->element, sizeof p->element, element);
	p->line = line;
	va_start(args, reason);
	if (vsnprintf(p->reason, sizeof p->reason, reason, args) >= (int)sizeof p->reason)
		p->reason[utf8_cut(p->reason, sizeof p->reason - 1)] = '\0';
	va_end(args);
}
