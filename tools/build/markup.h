/* Where in an HTML document a place of a template stands: enough of HTML's tokenizer (WHATWG HTML, 13.2.5) to know
 * whether a value may be written there. Used by the template compiler alone. */
#ifndef TOOLS_BUILD_MARKUP_H
#define TOOLS_BUILD_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

enum markup_where {
	MARKUP_TEXT,      /* between tags; also inside <textarea> and <title> */
	MARKUP_OPEN,      /* after '<' */
	MARKUP_NAME,      /* in the name of a tag */
	MARKUP_TAG,       /* between the attributes of a tag */
	MARKUP_ATTRIBUTE, /* in the name of an attribute */
	MARKUP_EQUALS,    /* after '=' */
	MARKUP_QUOTED,
	MARKUP_RAW,  /* inside <script> or <style> */
	MARKUP_BANG, /* in <!...> or a comment */
};

struct markup_place {
	enum markup_where where;
	char tag[32]; /* the element whose tag this is, or whose text when it is script, style, textarea, title or pre
	               */
	char attribute[40]; /* while in an attribute */
	char quote;         /* while in a quoted value */
	bool closing;       /* in an end tag */
	bool value_begun;   /* something stands in the quoted value before this place */
	bool verbatim;      /* in <textarea>, <pre>, <script> or <style>: white space is content */
	bool glued; /* in a tag, right after a name, a value or a directive: no attribute may begin before a blank */
	size_t matched; /* bytes of the end of a comment or of </script> seen so far */
};

/* Moves past one byte of literal text. Answers NULL, or why this byte may not stand here. */
const char *markup_step(struct markup_place *place, char c);
/* To be called where a directive begins or ends: an attribute without a value ends there. */
void markup_pause(struct markup_place *place);
bool markup_same(const struct markup_place *a, const struct markup_place *b);

/* What may be written at a place. A value is escaped text; an address is a struct url. */
enum markup_allows { MARKUP_ALLOWS_VALUE, MARKUP_ALLOWS_ADDRESS, MARKUP_ALLOWS_NOTHING };
/* why is set when nothing is allowed. */
enum markup_allows markup_allows(const struct markup_place *place, const char **why);

#endif
