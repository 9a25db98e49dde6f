#include "tools/build/template.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/build/embedded.h"
#include "tools/build/emit.h"
#include "tools/build/markup.h"

#define BLOCKS_MAX 16
#define WORDS_MAX 16

enum block_kind { BLOCK_IF, BLOCK_ELSE, BLOCK_EACH };

struct block {
	enum block_kind kind;
	unsigned line;
	struct markup_place begun; /* where it began: both ways through it have to lead back to the same place */
	char variable[40];         /* BLOCK_EACH */
};

struct compiler {
	const char *file, *made;
	const char *at;
	unsigned line;
	struct markup_place place;
	struct block blocks[BLOCKS_MAX];
	size_t depth;
	bool viewed;      /* {{view}} was read */
	bool after_block; /* the last thing was a directive that swallows white space with a newline */
	struct emitter emit;
	FILE *header;
	struct template_fault *fault;
};

/* A macro, so that every reader sees that it is always false. */
#define refuse(...) (report(__VA_ARGS__), false)
static void report(struct compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void report(struct compiler *c, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	snprintf(c->fault->file, sizeof c->fault->file, "%s", c->file);
	c->fault->line = c->line;
	vsnprintf(c->fault->reason, sizeof c->fault->reason, format, arguments);
	va_end(arguments);
}

bool template_name(char *name, size_t size, const char *file)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	size_t len = strcspn(base, ".");
	if (len == 0 || len >= size || strspn(base, "abcdefghijklmnopqrstuvwxyz_") < len)
		return false;
	memcpy(name, base, len);
	name[len] = '\0';
	return true;
}

/* --- paths --- */

static bool in_scope(const struct compiler *c, const char *name, size_t len)
{
	if (len == 4 && memcmp(name, "view", 4) == 0)
		return true;
	for (size_t i = 0; i < c->depth; i++) {
		const char *variable = c->blocks[i].variable;
		if (strlen(variable) == len && memcmp(variable, name, len) == 0)
			return true;
	}
	return false;
}

static bool is_name(const char *text, size_t len)
{
	if (len == 0 || !islower((unsigned char)text[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!islower((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) && text[i] != '_')
			return false;
	return true;
}

/* Turns view.a.b into (view)->a.b; a path without a dot is the pointer itself. */
static bool path_in_c(struct compiler *c, const char *path, char *out, size_t size)
{
	size_t root = strcspn(path, ".");
	if (!in_scope(c, path, root))
		return refuse(c, "%s: a path begins with view or with the name of an each around it", path);
	for (const char *field = path + root; *field;) {
		field++;
		size_t len = strcspn(field, ".");
		if (!is_name(field, len))
			return refuse(c, "%s is not a path of field names", path);
		field += len;
	}
	if (path[root])
		snprintf(out, size, "%.*s->%s", (int)root, path, path + root + 1);
	else
		snprintf(out, size, "%s", path);
	return true;
}

static bool field_in_c(struct compiler *c, const char *path, char *out, size_t size)
{
	if (!strchr(path, '.'))
		return refuse(c, "%s: a field is named, as in %s.title", path, path);
	return path_in_c(c, path, out, size);
}

static bool expect_words(struct compiler *c, size_t count, size_t wanted, const char *usage)
{
	return count == wanted || refuse(c, "written as {{%s}}", usage);
}

/* --- directives --- */

static bool on_value(struct compiler *c, const char *path)
{
	char expression[200];
	const char *why = NULL;
	if (!field_in_c(c, path, expression, sizeof expression))
		return false;
	switch (markup_allows(&c->place, &why)) {
	case MARKUP_ALLOWS_VALUE:
		emit_code(&c->emit, c->line, "write_value(out, %s);", expression);
		break;
	case MARKUP_ALLOWS_ADDRESS:
		if (c->place.value_begun)
			return refuse(c, "an address is the whole value of %s", c->place.attribute);
		emit_code(&c->emit, c->line, "write_url(out, %s);", expression);
		break;
	case MARKUP_ALLOWS_NOTHING:
		return refuse(c, "%s", why);
	}
	c->place.value_begun = true;
	return true;
}

static int by_placeholder(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A message is a function named for its key and its placeholders in alphabetical order: a wrong name does not compile.
 */
static bool on_message(struct compiler *c, char **words, size_t count)
{
	char call[1024], values[700] = "", expression[200];
	const char *why = NULL;
	if (count < 2)
		return refuse(c, "written as {{t key name=view.field}}");
	if (markup_allows(&c->place, &why) != MARKUP_ALLOWS_VALUE)
		return refuse(c, "%s", why ? why : "a message is not an address");
	int len = snprintf(call, sizeof call, "message_%s", words[1]);
	for (char *p = call; *p; p++)
		*p = *p == '-' ? '_' : *p;
	qsort(words + 2, count - 2, sizeof *words, by_placeholder);
	for (size_t i = 2; i < count; i++) {
		char *equals = strchr(words[i], '=');
		if (!equals || !is_name(words[i], (size_t)(equals - words[i])))
			return refuse(c, "%s: a placeholder is written as name=view.field", words[i]);
		*equals = '\0';
		if (!field_in_c(c, equals + 1, expression, sizeof expression))
			return false;
		len += snprintf(call + len, sizeof call - (size_t)len, "__%s", words[i]);
		size_t used = strlen(values);
		snprintf(values + used, sizeof values - used, ", message_value(%s)", expression);
	}
	emit_code(&c->emit, c->line, "%s(out, words%s);", call, values);
	c->place.value_begun = true;
	return true;
}

static bool on_include(struct compiler *c, char **words, size_t count)
{
	char expression[200];
	if (!expect_words(c, count, 3, "include name view"))
		return false;
	if (c->place.where != MARKUP_TEXT)
		return refuse(c, "a template is included between tags");
	if (!is_name(words[1], strlen(words[1])))
		return refuse(c, "%s is not a template's name", words[1]);
	if (!path_in_c(c, words[2], expression, sizeof expression))
		return false;
	emit_code(&c->emit, c->line, "template_%s(out, words, %s);", words[1], expression);
	return true;
}

static struct block *push(struct compiler *c, enum block_kind kind)
{
	if (c->depth == BLOCKS_MAX) {
		report(c, "more than %d blocks stand in each other", BLOCKS_MAX);
		return NULL;
	}
	struct block *block = &c->blocks[c->depth++];
	*block = (struct block){.kind = kind, .line = c->line, .begun = c->place};
	return block;
}

static bool on_if(struct compiler *c, char **words, size_t count)
{
	bool negated = count > 1 && strcmp(words[1], "not") == 0;
	char expression[200];
	if (!expect_words(c, count, negated ? 3 : 2, "if view.field") ||
	    !field_in_c(c, words[negated ? 2 : 1], expression, sizeof expression) || !push(c, BLOCK_IF))
		return false;
	emit_code(&c->emit, c->line, "if (%s%s) {", negated ? "!" : "", expression);
	return true;
}

static bool on_each(struct compiler *c, char **words, size_t count)
{
	char expression[200];
	if (!expect_words(c, count, 4, "each view.items as item") || strcmp(words[2], "as") != 0)
		return refuse(c, "written as {{each view.items as item}}");
	const char *name = words[3];
	if (!is_name(name, strlen(name)) || strlen(name) >= sizeof c->blocks[0].variable ||
	    in_scope(c, name, strlen(name)))
		return refuse(c, "%s cannot name the items of this each", name);
	if (!field_in_c(c, words[1], expression, sizeof expression))
		return false;
	struct block *block = push(c, BLOCK_EACH);
	if (!block)
		return false;
	snprintf(block->variable, sizeof block->variable, "%s", name);
	c->place.glued = c->place.where == MARKUP_TAG;
	emit_code(&c->emit, c->line, "for (size_t %s_at = 0; %s_at < %s_count; %s_at++) {", name, name, expression,
	          name);
	emit_code(&c->emit, c->line, "const __typeof__(%s[0]) *%s = &%s[%s_at];", expression, name, expression, name);
	return true;
}

static bool on_else(struct compiler *c)
{
	struct block *block = c->depth ? &c->blocks[c->depth - 1] : NULL;
	if (!block || block->kind != BLOCK_IF)
		return refuse(c, "else without an if");
	struct markup_place ended = c->place;
	c->place = block->begun;
	if (!markup_same(&ended, &block->begun))
		return refuse(
		        c,
		        "what stands before else does not end where the if of line %u began: a tag or a quote is open",
		        block->line);
	block->kind = BLOCK_ELSE;
	emit_code(&c->emit, c->line, "} else {");
	return true;
}

static bool on_end(struct compiler *c)
{
	if (!c->depth)
		return refuse(c, "end without if or each");
	struct block *block = &c->blocks[c->depth - 1];
	if (!markup_same(&c->place, &block->begun))
		return refuse(c, "the block of line %u does not end where it began: a tag or a quote is open",
		              block->line);
	c->depth--;
	c->place.glued = c->place.where == MARKUP_TAG;
	c->place.value_begun = true;
	emit_code(&c->emit, c->line, "}");
	return true;
}

static bool on_raw_markup(struct compiler *c, char **words, size_t count)
{
	char expression[200];
	if (!expect_words(c, count, 2, "raw_markup view.field") ||
	    !field_in_c(c, words[1], expression, sizeof expression))
		return false;
	if (c->place.where != MARKUP_TEXT || c->place.verbatim)
		return refuse(c, "raw markup stands between tags");
	emit_code(&c->emit, c->line, "write_raw_markup(out, %s);", expression);
	return true;
}

static bool on_embed(struct compiler *c, char **words, size_t count)
{
	char directory[256], macro[64], hash[EMBEDDED_HASH_SIZE];
	if (!expect_words(c, count, 2, "embed file"))
		return false;
	if (c->place.where != MARKUP_RAW)
		return refuse(c, "a file is embedded inside <style> or <script>");
	const char *slash = strrchr(c->file, '/');
	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - c->file) : 1, slash ? c->file : ".");
	char *text = embedded_read(c->made, words[1]);
	if (!text)
		text = embedded_read(directory, words[1]);
	if (!text)
		return refuse(c, "%s/%s cannot be read, or holds </ or <!--", directory, words[1]);
	embedded_macro(macro, sizeof macro, words[1]);
	embedded_hash(hash, text);
	fprintf(c->header, "#define EMBEDDED_%s_HASH \"%s\"\n", macro, hash);
	for (const char *p = text; *p; p++)
		emit_literal(&c->emit, *p);
	free(text);
	return true;
}

static bool on_view(struct compiler *c, char **words, size_t count)
{
	char name[64];
	if (c->viewed || !expect_words(c, count, 3, "view struct name") || strcmp(words[1], "struct") != 0 ||
	    !is_name(words[2], strlen(words[2])))
		return refuse(c, "the view is named once, as in {{view struct form_view}}");
	if (!template_name(name, sizeof name, c->file))
		return refuse(c, "a template's file is named in small letters and ends with .html");
	c->viewed = true;
	fprintf(c->header, "void template_%s(struct buf *out, const struct catalogue *words, const struct %s *view);\n",
	        name, words[2]);
	emit_function(&c->emit, c->line, name, words[2]);
	return true;
}

static size_t split(char *text, char **words)
{
	size_t count = 0;
	char *rest = NULL;
	for (char *word = strtok_r(text, " \t\n", &rest); word && count < WORDS_MAX;
	     word = strtok_r(NULL, " \t\n", &rest))
		words[count++] = word;
	return count;
}

/* True for what stands alone on its line without leaving a blank there. */
static bool swallows(const char *word)
{
	static const char *const names[] = {"if", "else", "end", "each", "include", "view", "#", NULL};
	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], word) == 0)
			return true;
	return false;
}

static bool dispatch(struct compiler *c, char **words, size_t count)
{
	const char *word = words[0];
	if (!c->viewed && strcmp(word, "view") != 0)
		return refuse(c, "a template begins with {{view struct name}}");
	if (strcmp(word, "view") == 0)
		return on_view(c, words, count);
	if (strcmp(word, "t") == 0)
		return on_message(c, words, count);
	if (strcmp(word, "include") == 0)
		return on_include(c, words, count);
	if (strcmp(word, "if") == 0)
		return on_if(c, words, count);
	if (strcmp(word, "each") == 0)
		return on_each(c, words, count);
	if (strcmp(word, "raw_markup") == 0)
		return on_raw_markup(c, words, count);
	if (strcmp(word, "embed") == 0)
		return on_embed(c, words, count);
	if (count == 1 && strcmp(word, "else") == 0)
		return on_else(c);
	if (count == 1 && strcmp(word, "end") == 0)
		return on_end(c);
	if (count == 1 && strchr(word, '.'))
		return on_value(c, word);
	return refuse(c, "{{%s}} is no directive", word);
}

/* --- text --- */

static bool directive(struct compiler *c)
{
	char text[512], *words[WORDS_MAX];
	const char *end = strstr(c->at, "}}");
	size_t len = end ? (size_t)(end - c->at) - 2 : 0;
	if (!end || len >= sizeof text)
		return refuse(c, "{{ without }} soon after it");
	memcpy(text, c->at + 2, len);
	text[len] = '\0';
	bool comment = text[0] == '#';
	markup_pause(&c->place);
	size_t count = comment ? 1 : split(text, words);
	if (count == 0)
		return refuse(c, "{{}} is empty");
	c->after_block = comment || swallows(words[0]);
	if (!comment && !dispatch(c, words, count))
		return false;
	for (; c->at < end + 2; c->at++)
		c->line += *c->at == '\n';
	return true;
}

static bool before_block(const char *at)
{
	if (at[0] != '{' || at[1] != '{')
		return false;
	char word[16];
	size_t len = strcspn(at + 2, " }");
	snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : 0), at + 2);
	return at[2] == '#' || swallows(word);
}

/* White space outside of values and of elements where it counts: a run that includes a newline becomes one, or nothing
 * beside a block. */
static bool blank(struct compiler *c)
{
	size_t len = strspn(c->at, " \t\n");
	bool folds = c->place.where != MARKUP_QUOTED && !c->place.verbatim && memchr(c->at, '\n', len);
	bool dropped = folds && (c->after_block || before_block(c->at + len) || !c->at[len]);
	for (size_t i = 0; i < len; i++) {
		c->line += c->at[i] == '\n';
		markup_step(&c->place, c->at[i]);
		if (!folds)
			emit_literal(&c->emit, c->at[i]);
	}
	if (folds && !dropped)
		emit_literal(&c->emit, '\n');
	c->at += len;
	return true;
}

static bool literal(struct compiler *c)
{
	const char *why = markup_step(&c->place, *c->at);
	if (why)
		return refuse(c, "%s", why);
	c->after_block = false;
	emit_literal(&c->emit, *c->at++);
	return true;
}

bool template_compile(const char *file, const char *made, const char *text, FILE *header, FILE *source,
                      struct template_fault *fault)
{
	struct compiler c = {.file = file, .made = made, .at = text, .line = 1, .header = header, .fault = fault};
	emit_init(&c.emit, source, file);
	while (*c.at) {
		bool going;
		if (c.at[0] == '{' && c.at[1] == '{')
			going = directive(&c);
		else if (strchr(" \t\n", *c.at))
			going = blank(&c);
		else
			going = c.viewed ? literal(&c) : refuse(&c, "a template begins with {{view struct name}}");
		if (!going)
			return false;
	}
	if (c.depth)
		return refuse(&c, "the block of line %u has no {{end}}", c.blocks[c.depth - 1].line);
	if (c.place.where != MARKUP_TEXT)
		return refuse(&c, "the template ends inside a tag or a quote");
	if (!c.viewed)
		return refuse(&c, "the template is empty");
	emit_end(&c.emit);
	return true;
}
