/* Reads a form from JSON: the form's own properties and its pages. Elements, choices, validators, settings and the
 * binding of names have files of their own. Every problem is reported, not only the first. */
#include <stdlib.h>
#include <string.h>

#include "core/form_names.h"
#include "core/form_reader.h"
#include "core/regex.h"

#define PAGE_NAME_MAX 80 /* bytes */

static bool id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The file's name without folders and ".json". What an id may not have becomes '-'; forms of ours (with settings) are
 * refused then. */
static void read_id(struct reader *r)
{
	const char *slash = strrchr(r->file, '/'), *name = slash ? slash + 1 : r->file;
	size_t len = strlen(name);
	bool clean = true;
	char *id;

	if (len > 5 && strcmp(name + len - 5, ".json") == 0)
		len -= 5;
	clean = len >= 1 && len <= 40;
	id = arena_copy(r->arena, name, len > 40 ? 40 : len);
	if (!id) {
		r->no_memory = true;
		return;
	}
	for (char *c = id; *c; c++)
		if (!id_char(*c)) {
			clean = false;
			*c = '-';
		}
	r->form->id = id;
	if (!clean && r->in->has_settings)
		reader_bad(r, 0,
		           "the file's name must be 1 to 40 of a-z, 0-9 and '-', and \".json\": it is the form's id");
}

static void read_lines(struct reader *r)
{
	const char *text = r->in->text;
	size_t count = 1;

	for (size_t i = 0; i < r->in->text_len; i++)
		count += text[i] == '\n';
	r->line_starts = reader_array(r, count, sizeof *r->line_starts);
	if (!r->line_starts)
		return;
	r->line_starts[r->line_count++] = 0;
	for (size_t i = 0; i < r->in->text_len; i++)
		if (text[i] == '\n')
			r->line_starts[r->line_count++] = (uint32_t)(i + 1);
}

static void read_question_order(struct reader *r, struct value v)
{
	if (!reads_as_nothing(v) && !value_is(v, "initial") && !value_is(v, "default"))
		reader_bad(r, v.offset,
		           "\"questionOrder\" is not supported: write the questions in the order in which they are to "
		           "be asked");
}

static void read_page_property(struct reader *r, struct page *page, const struct member *m)
{
	bool elsewhere;
	const struct property *row =
	        property_find(PAGE_PROPERTIES, PAGE_PROPERTY_COUNT, m->name, m->name_len, 1, &elsewhere);

	if (!row)
		reader_bad(r, m->offset, "\"%.*s\" is not a property of pages that is known here; is it misspelt?",
		           m->name_len > 60 ? 60 : (int)m->name_len, m->name);
	else if (row->how != AS_OWN)
		property_read(r, row, m->value, page, NULL);
	else if (strncmp(row->name, "question", 8) == 0 && strstr(row->name, "Order"))
		read_question_order(r, m->value);
}

static bool page_name_taken(const struct form *form, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(form->pages[i].name, name) == 0)
			return true;
	return false;
}

/* Pages without a name are called page1, page2 and so on, by the first number that is free so far. */
static const char *page_name_made(struct reader *r, size_t at)
{
	const char *made;
	unsigned number = 0;
	struct buf name;

	buf_init(&name, 32);
	do {
		buf_clear(&name);
		buf_printf(&name, "page%u", ++number);
	} while (!name.failed && page_name_taken(r->form, at, name.data));
	made = name.failed ? "" : reader_copy(r, name.data, name.len);
	r->no_memory |= name.failed;
	buf_release(&name);
	return made;
}

static void page_read(struct reader *r, struct page *page, struct value object)
{
	struct value list;

	page->visible = true;
	r->page = page->name;
	if (object.kind != VALUE_OBJECT) {
		reader_bad(r, object.offset, "a page must be an object");
		return;
	}
	for (uint32_t i = 0; i < object.len; i++)
		read_page_property(r, page, &object.members[i]);
	list = value_get(object, "elements");
	if (list.kind == VALUE_UNDEFINED)
		list = value_get(object, "questions");
	elements_read(r, list, &page->elements, &page->element_count);
	r->page = NULL;
}

static void page_names_read(struct reader *r, struct value list)
{
	for (uint32_t i = 0; i < list.len; i++) {
		struct value name = value_get(list.items[i], "name");
		if (name.kind != VALUE_STRING || name.len == 0) {
			r->form->pages[i].name = page_name_made(r, i);
			continue;
		}
		if (name.len > PAGE_NAME_MAX)
			reader_bad(r, name.offset, "the page's name is longer than %d bytes", PAGE_NAME_MAX);
		r->form->pages[i].name = reader_copy(r, name.string, name.len);
		if (page_name_taken(r->form, i, r->form->pages[i].name))
			reader_bad(r, name.offset, "two pages have the name \"%.80s\"", r->form->pages[i].name);
	}
}

static size_t count_all(struct value pages)
{
	size_t count = 0;
	for (uint32_t i = 0; i < pages.len && count <= FORM_MAX_ELEMENTS; i++) {
		struct value list = value_get(pages.items[i], "elements");
		count += elements_count(list.kind == VALUE_UNDEFINED ? value_get(pages.items[i], "questions") : list, 1,
		                        FORM_MAX_ELEMENTS);
	}
	return count;
}

/* The list of pages; a form without pages has one, made of the form's own "elements". */
static struct value pages_of(struct reader *r, struct value object)
{
	struct value pages = value_get(object, "pages"), elements = value_get(object, "elements");
	struct value *page;
	struct member *member;

	if (elements.kind == VALUE_UNDEFINED)
		elements = value_get(object, "questions");
	if (pages.kind != VALUE_UNDEFINED && elements.kind != VALUE_UNDEFINED)
		reader_bad(r, elements.offset, "give either \"pages\" or \"elements\"");
	if (pages.kind == VALUE_ARRAY)
		return pages;
	if (pages.kind != VALUE_UNDEFINED) {
		reader_bad(r, pages.offset, "\"pages\" must be a list");
		return VALUE_NONE;
	}
	if (elements.kind == VALUE_UNDEFINED) {
		reader_bad(r, object.offset, "the form has no \"pages\"");
		return VALUE_NONE;
	}
	page = reader_array(r, 1, sizeof *page);
	member = reader_array(r, 1, sizeof *member);
	if (!page || !member)
		return VALUE_NONE;
	*member = (struct member){.name = "elements", .name_len = 8, .offset = elements.offset, .value = elements};
	*page = (struct value){.kind = VALUE_OBJECT, .len = 1, .offset = elements.offset, .members = member};
	return (struct value){.kind = VALUE_ARRAY, .len = 1, .offset = elements.offset, .items = page};
}

static void pages_read(struct reader *r, struct value pages)
{
	struct form *form = r->form;

	if (pages.len > FORM_MAX_PAGES) {
		reader_bad(r, pages.offset, "the form has more than %d pages", FORM_MAX_PAGES);
		return;
	}
	form->element_count = count_all(pages);
	if (form->element_count > FORM_MAX_ELEMENTS) {
		reader_bad(r, pages.offset, "the form has more than %d elements", FORM_MAX_ELEMENTS);
		form->element_count = 0;
		return;
	}
	form->pages = reader_array(r, pages.len, sizeof *form->pages);
	form->elements = reader_array(r, form->element_count, sizeof *form->elements);
	if (!form->pages || !form->elements) {
		form->element_count = 0;
		return;
	}
	if (!names_init(&r->in->elements_by_name, r->arena, form->element_count)) {
		r->no_memory = true;
		return;
	}
	form->page_count = pages.len;
	page_names_read(r, pages);
	for (uint32_t i = 0; i < pages.len; i++) {
		r->page_index = i;
		page_read(r, &form->pages[i], pages.items[i]);
	}
	form->element_count = r->next_element;
}

static void read_clear(struct reader *r, struct value v)
{
	static const char *const WHEN[] = {"default", "none", "onComplete", "onHidden", "onHiddenContainer"};
	for (size_t i = 1; i < sizeof WHEN / sizeof *WHEN; i++)
		if (value_is(v, WHEN[i])) {
			r->in->clear_when = (enum clear_when)i;
			return;
		}
	reader_bad(r, v.offset,
	           "\"clearInvisibleValues\" must be \"none\", \"onComplete\", \"onHidden\" or \"onHiddenContainer\"");
}

static void read_completed(struct reader *r, struct value list)
{
	if (list.kind != VALUE_ARRAY || list.len > 100) {
		reader_bad(r, list.offset, "\"completedHtmlOnCondition\" must be a list of at most 100 entries");
		return;
	}
	r->in->completed = reader_array(r, list.len, sizeof *r->in->completed);
	for (uint32_t i = 0; r->in->completed && i < list.len; i++) {
		struct completed_html *c = &r->in->completed[r->in->completed_count];
		struct value object = list.items[i];
		if (object.kind != VALUE_OBJECT) {
			reader_bad(r, object.offset, "an entry of \"completedHtmlOnCondition\" must be an object");
			continue;
		}
		for (uint32_t m = 0; m < object.len; m++) {
			struct value v = object.members[m].value;
			if (object.members[m].name_len == 10 && memcmp(object.members[m].name, "expression", 10) == 0)
				read_expr(r, "expression", v, &c->expression);
			else if (object.members[m].name_len == 4 && memcmp(object.members[m].name, "html", 4) == 0)
				read_text(r, "html", v, &c->html);
			else
				reader_bad(r, object.members[m].offset,
				           "an entry of \"completedHtmlOnCondition\" has \"expression\" and \"html\" "
				           "only");
		}
		r->in->completed_count++;
	}
}

static bool calculated_read(struct reader *r, struct calculated *c, struct value object)
{
	for (uint32_t m = 0; m < object.len; m++) {
		const struct member *it = &object.members[m];
		if (it->name_len == 4 && memcmp(it->name, "name", 4) == 0)
			read_word(r, "name", it->value, &c->name);
		else if (it->name_len == 10 && memcmp(it->name, "expression", 10) == 0)
			read_expr(r, "expression", it->value, &c->expression);
		else if (it->name_len == 17 && memcmp(it->name, "includeIntoResult", 17) == 0)
			read_bool(r, "includeIntoResult", it->value, &c->include);
		else
			reader_bad(r, it->offset,
			           "a calculated value has \"name\", \"expression\" and \"includeIntoResult\" only");
	}
	if (!c->name)
		reader_bad(r, object.offset, "the calculated value has no \"name\"");
	return c->name != NULL;
}

static void calculated_list_read(struct reader *r, struct value list)
{
	struct form *form = r->form;

	if (list.kind != VALUE_ARRAY || list.len > FORM_MAX_CALCULATED) {
		reader_bad(r, list.offset, "\"calculatedValues\" must be a list of at most %d entries",
		           FORM_MAX_CALCULATED);
		return;
	}
	form->calculated = reader_array(r, list.len, sizeof *form->calculated);
	for (uint32_t i = 0; form->calculated && i < list.len; i++) {
		struct calculated *c = &form->calculated[form->calculated_count];
		if (list.items[i].kind != VALUE_OBJECT)
			reader_bad(r, list.items[i].offset, "an entry of \"calculatedValues\" must be an object");
		else if (calculated_read(r, c, list.items[i]))
			form->calculated_count++;
		c->line = reader_line(r, list.items[i].offset);
	}
}

static void read_own(struct reader *r, const char *name, struct value v)
{
	struct form_internal *in = r->in;
	unsigned count = 0;
	bool flag = true;

	if (reads_as_nothing(v) && strcmp(name, "uzklausi") != 0)
		return;
	if (strcmp(name, "clearInvisibleValues") == 0)
		read_clear(r, v);
	else if (strcmp(name, "completedHtmlOnCondition") == 0)
		read_completed(r, v);
	else if (strcmp(name, "calculatedValues") == 0)
		calculated_list_read(r, v);
	else if (strcmp(name, "triggers") == 0)
		reader_bad(r, v.offset, "\"triggers\" are not supported: use visibleIf and calculatedValues");
	else if (strcmp(name, "storeOthersAsComment") == 0 && read_bool(r, name, v, &flag))
		in->others_as_value = !flag;
	else if (strncmp(name, "firstPageIsStart", 16) == 0)
		read_bool(r, name, v, &in->first_page_is_start);
	else if (strncmp(name, "showComplete", 12) == 0 && read_bool(r, name, v, &flag))
		in->show_completed = flag;
	else if (strcmp(name, "maxTextLength") == 0 && read_count(r, name, v, &count))
		in->max_text = count;
	else if ((strcmp(name, "maxCommentLength") == 0 || strcmp(name, "maxOthersLength") == 0) &&
	         read_count(r, name, v, &count))
		in->max_comment = count;
	else if (strncmp(name, "question", 8) == 0 && strstr(name, "Order"))
		read_question_order(r, v);
}

static void read_form_properties(struct reader *r, struct value object)
{
	for (uint32_t i = 0; i < object.len; i++) {
		const struct member *m = &object.members[i];
		bool elsewhere;
		const struct property *row =
		        property_find(FORM_PROPERTIES, FORM_PROPERTY_COUNT, m->name, m->name_len, 1, &elsewhere);
		if (!row)
			reader_bad(r, m->offset,
			           "\"%.*s\" is not a property of forms that is known here; is it misspelt?",
			           m->name_len > 60 ? 60 : (int)m->name_len, m->name);
		else if (row->how == AS_OWN)
			read_own(r, row->name, m->value);
		else
			property_read(r, row, m->value, r->form, NULL);
	}
}

/* Text without a limit of its own takes the form's. */
static void inherit_lengths(struct reader *r)
{
	for (size_t i = 0; i < r->form->element_count; i++) {
		struct element *e = &r->form->elements[i];
		if ((e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT) && e->max_length == 0)
			e->max_length = r->in->max_text;
	}
}

/* The words that a form doesn't give come from us, and there are four languages of them. */
static void check_locale(struct reader *r, struct value json)
{
	static const char *const LOCALES[] = {"", "lv", "en", "ru", "uk"};

	if (!r->form->locale)
		r->form->locale = "";
	for (size_t i = 0; i < sizeof LOCALES / sizeof *LOCALES; i++)
		if (strcmp(r->form->locale, LOCALES[i]) == 0)
			return;
	reader_bad(r, value_get(json, "locale").offset,
	           "\"locale\" must be lv, en, ru or uk: pages speak these languages");
}

static void read_all(struct reader *r, struct value json)
{
	struct value settings = value_get(json, "uzklausi");

	r->in->json = json;
	if (json.kind != VALUE_OBJECT) {
		reader_bad(r, json.offset, "a form must be an object");
		return;
	}
	r->in->has_settings = settings.kind != VALUE_UNDEFINED;
	read_id(r);
	read_form_properties(r, json);
	check_locale(r, json);
	pages_read(r, pages_of(r, json));
	inherit_lengths(r);
	if (r->form->page_count < 2)
		r->in->start_page_shown = true;
	if (r->no_memory)
		return;
	form_bind(r);
	settings_read(r, settings);
	form_languages(r);
}

static struct form *form_new(const char *text, size_t len)
{
	struct form *form = calloc(1, sizeof *form);
	struct form_internal *in = calloc(1, sizeof *in);

	if (!form || !in) {
		free(form);
		free(in);
		return NULL;
	}
	form->internal = in;
	form->id = form->locale = "";
	arena_init(&in->arena, FORM_MAX_MEMORY);
	in->clear_when = CLEAR_ON_COMPLETE;
	in->show_completed = true;
	in->text = arena_copy(&in->arena, text, len);
	in->text_len = len;
	if (!in->text) {
		form_free(form);
		return NULL;
	}
	return form;
}

enum core_err form_read(const char *file, const char *text, size_t len, struct form **out, struct problems *problems)
{
	struct json_fault fault = {0};
	struct value json;
	struct reader r = {.file = file, .problems = problems};
	enum core_err err;

	*out = NULL;
	if (len > JSON_FORM_LIMITS.max_bytes) {
		problems_add(problems, file, 0, NULL, NULL, "the file is larger than %zu bytes",
		             JSON_FORM_LIMITS.max_bytes);
		return CORE_LIMIT;
	}
	r.form = form_new(text, len);
	if (!r.form)
		return CORE_NOMEM;
	r.in = r.form->internal;
	r.arena = &r.in->arena;
	err = json_read(r.in->text, len, &JSON_FORM_LIMITS, r.arena, &json, &fault);
	if (err != CORE_OK) {
		if (err != CORE_NOMEM)
			problems_add(problems, file, fault.line, NULL, NULL, "%s",
			             fault.reason ? fault.reason : core_err_text(err));
		form_free(r.form);
		return err;
	}
	read_lines(&r);
	if (!r.no_memory)
		read_all(&r, json);
	if (r.no_memory || r.bad) {
		form_free(r.form);
		return r.no_memory ? CORE_NOMEM : CORE_REFUSED;
	}
	*out = r.form;
	return CORE_OK;
}

void form_free(struct form *form)
{
	if (!form)
		return;
	for (size_t i = 0; i < form->element_count && form->elements; i++)
		for (size_t v = 0; v < form->elements[i].validator_count; v++)
			regex_free(form->elements[i].validators[v].regex);
	arena_release(&form->internal->arena);
	free(form->internal);
	free(form);
}

bool form_canonical(const struct form *form, struct buf *out)
{
	json_write(out, form->internal->json);
	return !out->failed;
}
