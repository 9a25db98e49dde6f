#include "tools/build/markup.h"

#include <ctype.h>
#include <string.h>

static bool listed(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool raw_element(const char *tag)
{
	static const char *const names[] = {"script", "style", NULL};
	return listed(tag, names);
}

static bool verbatim_element(const char *tag)
{
	static const char *const names[] = {"script", "style", "textarea", "pre", NULL};
	return listed(tag, names);
}

/* Appends to a name; a name that is too long is one that no rule knows, which is refused elsewhere as unknown markup.
 */
static void append(char *name, size_t size, char c)
{
	size_t len = strlen(name);
	if (len + 1 < size) {
		name[len] = (char)tolower((unsigned char)c);
		name[len + 1] = '\0';
	}
}

static void begin_attribute(struct markup_place *place, char c)
{
	place->where = MARKUP_ATTRIBUTE;
	place->attribute[0] = '\0';
	append(place->attribute, sizeof place->attribute, c);
}

static void leave_name(struct markup_place *place)
{
	place->where = MARKUP_TAG;
	place->attribute[0] = '\0';
	place->glued = false;
}

static void end_tag(struct markup_place *place)
{
	place->where = MARKUP_TEXT;
	place->verbatim = !place->closing && verbatim_element(place->tag);
	if (!place->closing && raw_element(place->tag))
		place->where = MARKUP_RAW;
	place->matched = 0;
	place->attribute[0] = '\0';
}

static const char *step_open(struct markup_place *place, char c)
{
	if (c == '/' && !place->closing) {
		place->closing = true;
	} else if (c == '!') {
		place->where = MARKUP_BANG;
		place->matched = 0;
		place->quote = '\0';
	} else if (isalpha((unsigned char)c)) {
		place->where = MARKUP_NAME;
		place->tag[0] = '\0';
		append(place->tag, sizeof place->tag, c);
	} else {
		return "a bare < is written &lt;";
	}
	return NULL;
}

/* Comments end with --> and declarations with >; quote remembers which of the two this is. */
static void step_bang(struct markup_place *place, char c)
{
	if (!place->quote)
		place->quote = c == '-' ? '-' : '!';
	bool comment = place->quote == '-';
	if (c == '>' && (!comment || place->matched >= 2)) {
		place->where = MARKUP_TEXT;
		place->quote = '\0';
	}
	place->matched = c == '-' ? place->matched + 1 : 0;
}

static void step_raw(struct markup_place *place, char c)
{
	char end[40] = "</";
	memcpy(end + 2, place->tag, strlen(place->tag) + 1);
	bool next = tolower((unsigned char)c) == end[place->matched];
	place->matched = next ? place->matched + 1 : (c == '<');
	if (place->matched == strlen(end)) {
		leave_name(place);
		place->closing = true;
	}
}

static const char *step_tag(struct markup_place *place, char c)
{
	if (c == '>') {
		end_tag(place);
	} else if (c == '/' || isspace((unsigned char)c)) {
		place->glued = false;
	} else {
		if (c == '"' || c == '\'' || c == '<' || c == '=')
			return "a quote, < or = stands between attributes";
		if (place->glued)
			return "a blank is missing before this attribute";
		begin_attribute(place, c);
	}
	return NULL;
}

static const char *step_attribute(struct markup_place *place, char c)
{
	if (c == '=')
		place->where = MARKUP_EQUALS;
	else if (c == '>')
		end_tag(place);
	else if (c == '/' || isspace((unsigned char)c))
		leave_name(place);
	else
		append(place->attribute, sizeof place->attribute, c);
	return NULL;
}

static const char *step_equals(struct markup_place *place, char c)
{
	if (c == '"' || c == '\'') {
		place->where = MARKUP_QUOTED;
		place->quote = c;
		place->value_begun = false;
		return NULL;
	}
	return "an attribute's value stands in quotes";
}

static void step_quoted(struct markup_place *place, char c)
{
	place->value_begun = true;
	if (c == place->quote) {
		leave_name(place);
		place->quote = '\0';
		place->glued = true;
	}
}

const char *markup_step(struct markup_place *place, char c)
{
	switch (place->where) {
	case MARKUP_TEXT:
		if (c == '<') {
			place->where = MARKUP_OPEN;
			place->closing = false;
		}
		return NULL;
	case MARKUP_OPEN:
		return step_open(place, c);
	case MARKUP_NAME:
		if (isspace((unsigned char)c) || c == '/')
			leave_name(place);
		else if (c == '>')
			end_tag(place);
		else
			append(place->tag, sizeof place->tag, c);
		return NULL;
	case MARKUP_TAG:
		return step_tag(place, c);
	case MARKUP_ATTRIBUTE:
		return step_attribute(place, c);
	case MARKUP_EQUALS:
		return step_equals(place, c);
	case MARKUP_QUOTED:
		step_quoted(place, c);
		return NULL;
	case MARKUP_RAW:
		step_raw(place, c);
		return NULL;
	case MARKUP_BANG:
		step_bang(place, c);
		return NULL;
	}
	return NULL;
}

void markup_pause(struct markup_place *place)
{
	if (place->where == MARKUP_ATTRIBUTE || place->where == MARKUP_NAME) {
		leave_name(place);
		place->glued = true;
	}
}

bool markup_same(const struct markup_place *a, const struct markup_place *b)
{
	if (a->where != b->where || a->verbatim != b->verbatim)
		return false;
	if (a->where == MARKUP_TEXT && !a->verbatim)
		return true;
	return a->closing == b->closing && a->quote == b->quote && strcmp(a->attribute, b->attribute) == 0 &&
	       strcmp(a->tag, b->tag) == 0;
}

static enum markup_allows quoted_allows(const struct markup_place *place, const char **why)
{
	static const char *const addresses[] = {"href", "src", "action", "formaction", "cite", "poster", "data", NULL};
	static const char *const refused[] = {"style",      "srcdoc",     "srcset",     "ping",
	                                      "http-equiv", "background", "xlink:href", NULL};
	if (strncmp(place->attribute, "on", 2) == 0) {
		*why = "a value may not stand in an event handler";
		return MARKUP_ALLOWS_NOTHING;
	}
	if (listed(place->attribute, refused)) {
		*why = "a value may not stand in this attribute";
		return MARKUP_ALLOWS_NOTHING;
	}
	return listed(place->attribute, addresses) ? MARKUP_ALLOWS_ADDRESS : MARKUP_ALLOWS_VALUE;
}

enum markup_allows markup_allows(const struct markup_place *place, const char **why)
{
	switch (place->where) {
	case MARKUP_TEXT:
		return MARKUP_ALLOWS_VALUE;
	case MARKUP_QUOTED:
		return quoted_allows(place, why);
	case MARKUP_EQUALS:
		*why = "a value in an attribute stands in quotes";
		return MARKUP_ALLOWS_NOTHING;
	case MARKUP_RAW:
		*why = "a value may not stand inside <script> or <style>";
		return MARKUP_ALLOWS_NOTHING;
	case MARKUP_BANG:
		*why = "a value may not stand in a comment";
		return MARKUP_ALLOWS_NOTHING;
	default:
		*why = "a value stands in text or in a quoted attribute, never in a tag's or attribute's name";
		return MARKUP_ALLOWS_NOTHING;
	}
}
