#include "server/markdown.h"

#include <cmark.h>
#include <string.h>
#include <strings.h>

#include "core/html.h"
#include "core/utf8.h"

#define DEPTH_MAX 20

struct writing {
	struct buf *out;
	const char *file;
	const struct markdown_word *words;
	size_t word_count;
	struct problems *problems;
	unsigned line; /* of the block that is being written */
	unsigned depth;
};

/* Everything that may stand in a page. A kind that is not here is refused by the name that people know it by. */
static const struct kind {
	cmark_node_type type;
	const char *open, *close; /* NULL: written by a function of its own */
} KINDS[] = {
        {CMARK_NODE_DOCUMENT, "", ""},
        {CMARK_NODE_BLOCK_QUOTE, "<blockquote>\n", "</blockquote>\n"},
        {CMARK_NODE_LIST, NULL, NULL},
        {CMARK_NODE_ITEM, "<li>", "</li>\n"},
        {CMARK_NODE_PARAGRAPH, NULL, NULL},
        {CMARK_NODE_HEADING, NULL, NULL},
        {CMARK_NODE_THEMATIC_BREAK, "<hr>\n", ""},
        {CMARK_NODE_TEXT, NULL, NULL},
        {CMARK_NODE_SOFTBREAK, "\n", ""},
        {CMARK_NODE_LINEBREAK, "<br>\n", ""},
        {CMARK_NODE_EMPH, "<em>", "</em>"},
        {CMARK_NODE_STRONG, "<strong>", "</strong>"},
        {CMARK_NODE_LINK, NULL, NULL},
};

static const struct kind *kind_of(cmark_node_type type)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (KINDS[i].type == type)
			return &KINDS[i];
	return NULL;
}

static void refuse(struct writing *w, const char *reason, const char *what)
{
	problems_add(w->problems, w->file, w->line, NULL, NULL, "%s%s", reason, what);
}

static void refuse_kind(struct writing *w, cmark_node_type type)
{
	switch (type) {
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		refuse(w, "HTML is not taken: write it as Markdown", "");
		break;
	case CMARK_NODE_IMAGE:
		refuse(w, "images are not taken: the page has to open with one request", "");
		break;
	default:
		refuse(w, "code is not taken: is a line indented by four blanks, or in `back quotes`?", "");
		break;
	}
}

/* --- text --- */

static const struct markdown_word *word_at(const struct writing *w, const char *at, size_t len)
{
	for (size_t i = 0; i < w->word_count; i++)
		if (strlen(w->words[i].name) == len && memcmp(w->words[i].name, at, len) == 0)
			return &w->words[i];
	return NULL;
}

static void write_text(struct writing *w, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		html_text(w->out, text, plain);
		text += plain;
		if (!*text)
			return;
		size_t len = strcspn(text + 1, "}");
		const struct markdown_word *word = text[len + 1] ? word_at(w, text + 1, len) : NULL;
		if (!word) {
			refuse(w, "nothing can be put in here: ", text);
			return;
		}
		html_s(w->out, word->text);
		text += len + 2;
	}
}

/* The markup that stands for a paragraph of phone numbers, or NULL. */
static const char *numbers_of(cmark_node *paragraph)
{
	cmark_node *only = cmark_node_first_child(paragraph);
	if (!only || cmark_node_next(only) || cmark_node_get_type(only) != CMARK_NODE_TEXT)
		return NULL;
	const char *text = cmark_node_get_literal(only);
	if (strcmp(text, "{phones}") == 0)
		return "<ul data-site=\"phones\"></ul>\n";
	return strcmp(text, "{phones-urgent}") == 0 ? "<ul data-site=\"phones-urgent\"></ul>\n" : NULL;
}

/* --- nodes --- */

static bool link_taken(const char *url)
{
	static const char *const schemes[] = {"https://", "tel:", "mailto:"};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0 && url[strlen(schemes[i])])
			return true;
	return false;
}

static void write_link(struct writing *w, cmark_node *node, bool enters)
{
	const char *url = cmark_node_get_url(node);
	if (!enters) {
		html_raw_markup(w->out, "</a>");
	} else if (link_taken(url)) {
		html_raw_markup(w->out, "<a href=\"");
		html_s(w->out, url);
		html_raw_markup(w->out, "\" rel=\"noreferrer\">");
	} else {
		refuse(w, "links may go to https://, mailto: and tel: only, not to ", url);
	}
}

static void write_heading(struct writing *w, cmark_node *node, bool enters)
{
	int level = cmark_node_get_heading_level(node);
	if (enters && level > 3)
		refuse(w, "headings have at most three levels", "");
	buf_printf(w->out, enters ? "<h%d>" : "</h%d>\n", level);
}

static void write_list(struct writing *w, cmark_node *node, bool enters)
{
	bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
	int start = ordered ? cmark_node_get_list_start(node) : 1;
	if (!enters)
		html_raw_markup(w->out, ordered ? "</ol>\n" : "</ul>\n");
	else if (ordered && start != 1)
		buf_printf(w->out, "<ol start=\"%d\">\n", start);
	else
		html_raw_markup(w->out, ordered ? "<ol>\n" : "<ul>\n");
}

/* In a list without blank lines a paragraph is only its words. */
static bool tight(cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph), *list = item ? cmark_node_parent(item) : NULL;
	return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void write_own(struct writing *w, cmark_node *node, bool enters)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		write_list(w, node, enters);
		break;
	case CMARK_NODE_HEADING:
		write_heading(w, node, enters);
		break;
	case CMARK_NODE_LINK:
		write_link(w, node, enters);
		break;
	default:
		if (!tight(node))
			html_raw_markup(w->out, enters ? "<p>" : "</p>\n");
		break;
	}
}

static void write_node(struct writing *w, cmark_node *node);

static void write_inside(struct writing *w, cmark_node *node)
{
	if (++w->depth > DEPTH_MAX)
		refuse(w, "is nested too deeply", "");
	else
		for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child))
			write_node(w, child);
	w->depth--;
}

/* Goes DEPTH_MAX deep at most. */
static void write_node(struct writing *w, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);
	const struct kind *kind = kind_of(type);
	if (type <= CMARK_NODE_LAST_BLOCK)
		w->line = (unsigned)cmark_node_get_start_line(node);
	const char *numbers = type == CMARK_NODE_PARAGRAPH ? numbers_of(node) : NULL;
	if (!kind) {
		refuse_kind(w, type);
	} else if (numbers) {
		html_raw_markup(w->out, numbers);
	} else if (kind->open) {
		html_raw_markup(w->out, kind->open);
		write_inside(w, node);
		html_raw_markup(w->out, kind->close);
	} else if (type == CMARK_NODE_TEXT) {
		write_text(w, cmark_node_get_literal(node));
	} else {
		write_own(w, node, true);
		write_inside(w, node);
		write_own(w, node, false);
	}
}

enum core_err markdown_write(struct buf *out, const char *file, const char *text, size_t len,
                             const struct markdown_word *words, size_t word_count, struct problems *problems)
{
	struct writing w = {out, file, words, word_count, problems, 1, 0};
	size_t before = problems->total;
	if (len > MARKDOWN_MAX)
		return CORE_LIMIT;
	if (!utf8_valid(text, len))
		return CORE_UTF8;
	cmark_node *document = cmark_parse_document(text, len, CMARK_OPT_DEFAULT);
	if (!document)
		return CORE_NOMEM;
	cmark_consolidate_text_nodes(document);
	write_node(&w, document);
	cmark_node_free(document);
	if (problems->total > before)
		return CORE_REFUSED;
	return out->failed ? CORE_NOMEM : CORE_OK;
}
