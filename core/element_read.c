/* Reads the elements of pages and panels. Each property is looked up in the table; what the table leaves to code is
 * here. */
#include <math.h>
#include <string.h>

#include "core/form_names.h"
#include "core/form_reader.h"
#include "core/utf8.h"

#define NAME_MAX 150 /* bytes */

struct type_name {
	const char *name;
	enum element_kind kind;
};
static const struct type_name TYPES[] = {
        {"text", ELEMENT_TEXT},         {"radiogroup", ELEMENT_RADIOGROUP},
        {"checkbox", ELEMENT_CHECKBOX}, {"comment", ELEMENT_COMMENT},
        {"dropdown", ELEMENT_DROPDOWN}, {"tagbox", ELEMENT_CHECKBOX},
        {"boolean", ELEMENT_BOOLEAN},   {"rating", ELEMENT_RATING},
        {"matrix", ELEMENT_MATRIX},     {"ranking", ELEMENT_RANKING},
        {"html", ELEMENT_HTML},         {"image", ELEMENT_IMAGE},
        {"panel", ELEMENT_PANEL},       {"expression", ELEMENT_EXPRESSION},
};
static const char *const TYPES_REFUSED[] = {"multipletext",  "paneldynamic", "imagepicker",  "matrixdropdown",
                                            "matrixdynamic", "file",         "signaturepad", "slider",
                                            "flowpanel",     "buttongroup",  "imagemap",     "customquestion"};

static const char *const INPUT_TYPES[] = {"text",  "number", "date", "datetime-local", "time",  "month",   "week",
                                          "email", "tel",    "url",  "range",          "color", "password"};

static bool type_find(struct value type, enum element_kind *out)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (value_is(type, TYPES[i].name)) {
			*out = TYPES[i].kind;
			return true;
		}
	return false;
}

static void type_refuse(struct reader *r, struct value element, struct value type)
{
	if (type.kind != VALUE_STRING) {
		reader_bad(r, element.offset, "the element has no \"type\"");
		return;
	}
	for (size_t i = 0; i < sizeof TYPES_REFUSED / sizeof *TYPES_REFUSED; i++)
		if (value_is(type, TYPES_REFUSED[i])) {
			reader_bad(r, type.offset, "elements of type \"%s\" are not supported", TYPES_REFUSED[i]);
			return;
		}
	reader_bad(r, type.offset, "there is no element type \"%.*s\"", type.len > 60 ? 60 : (int)type.len,
	           type.string);
}

static struct value list_of(struct value object)
{
	struct value list = value_get(object, "elements");
	return list.kind == VALUE_UNDEFINED ? value_get(object, "questions") : list;
}

size_t elements_count(struct value list, unsigned depth, size_t limit)
{
	size_t count = 0;

	if (list.kind != VALUE_ARRAY || depth > FORM_MAX_DEPTH)
		return 0;
	for (uint32_t i = 0; i < list.len && count <= limit; i++) {
		count++;
		if (value_is(value_get(list.items[i], "type"), "panel"))
			count += elements_count(list_of(list.items[i]), depth + 1, limit);
	}
	return count;
}

static void read_title_location(struct reader *r, struct element *e, struct value v)
{
	const char *where = NULL;
	if (read_word(r, "titleLocation", v, &where) && strcmp(where, "hidden") == 0)
		e->title_hidden = true;
}

static void read_clear_when(struct reader *r, struct element *e, struct value v)
{
	static const char *const WHEN[] = {"default", "none", "onComplete", "onHidden", "onHiddenContainer"};
	for (size_t i = 0; i < sizeof WHEN / sizeof *WHEN; i++)
		if (value_is(v, WHEN[i])) {
			e->rules->clear_when = (enum clear_when)i;
			return;
		}
	reader_bad(r, v.offset,
	           "\"clearIfInvisible\" must be \"default\", \"none\", \"onComplete\", \"onHidden\" or "
	           "\"onHiddenContainer\"");
}

static void read_others(struct reader *r, struct element *e, struct value v)
{
	if (v.kind == VALUE_BOOL)
		e->rules->store_others = v.boolean ? OTHERS_AS_COMMENT : OTHERS_AS_VALUE;
	else if (!value_is(v, "default"))
		reader_bad(r, v.offset, "\"storeOthersAsComment\" must be true, false or \"default\"");
}

static void read_input_type(struct reader *r, struct element *e, struct value v)
{
	for (size_t i = 0; i < sizeof INPUT_TYPES / sizeof *INPUT_TYPES; i++)
		if (value_is(v, INPUT_TYPES[i])) {
			e->input_type = (enum input_type)i;
			return;
		}
	reader_bad(
	        r, v.offset,
	        "\"inputType\" must be one of text, number, date, datetime-local, time, month, week, email, tel, url, "
	        "range, color and password");
}

static void read_max_length(struct reader *r, struct element *e, struct value v)
{
	unsigned length = 0;
	if (v.kind == VALUE_NUMBER && v.number == -1)
		return;
	if (read_count(r, "maxLength", v, &length))
		e->max_length = length;
}

static void read_default(struct reader *r, struct element *e, struct value v)
{
	struct value expression = v;
	if (v.kind == VALUE_STRING && v.len > 0 && v.string[0] == '=') {
		expression.string++;
		expression.len--;
		read_expr(r, "defaultValue", expression, &e->rules->default_expr);
		return;
	}
	e->rules->default_value = v;
	e->rules->boolean_default_set = true;
}

/* A bound that begins with "=" is an expression. */
static void read_bound(struct reader *r, const char *name, struct value v, struct value *bound,
                       struct expr **expression)
{
	if (v.kind != VALUE_STRING || v.len == 0 || v.string[0] != '=') {
		*bound = v;
		return;
	}
	v.string++;
	v.len--;
	read_expr(r, name, v, expression);
}

static void read_question_order(struct reader *r, struct value v)
{
	if (!reads_as_nothing(v) && !value_is(v, "initial") && !value_is(v, "default"))
		reader_bad(r, v.offset,
		           "\"questionOrder\" is not supported: write the questions in the order in which they are to "
		           "be asked");
}

static void read_value_name(struct reader *r, struct element *e, struct value v)
{
	const char *name = NULL;
	if (read_word(r, "valueName", v, &name))
		e->value_name = name;
}

static void read_cell_type(struct reader *r, struct element *e, struct value v)
{
	if (value_is(v, "checkbox"))
		e->rules->matrix_many = true;
	else if (!reads_as_nothing(v) && !value_is(v, "radio"))
		reader_bad(r, v.offset, "\"cellType\" must be \"radio\" or \"checkbox\"");
}

/* What has code of its own. */
static void read_own(struct reader *r, struct element *e, const char *name, struct value v)
{
	if (reads_as_nothing(v))
		return;
	if (strcmp(name, "titleLocation") == 0)
		read_title_location(r, e, v);
	else if (strcmp(name, "clearIfInvisible") == 0)
		read_clear_when(r, e, v);
	else if (strcmp(name, "storeOthersAsComment") == 0)
		read_others(r, e, v);
	else if (strcmp(name, "inputType") == 0)
		read_input_type(r, e, v);
	else if (strcmp(name, "maxLength") == 0)
		read_max_length(r, e, v);
	else if (strcmp(name, "defaultValue") == 0)
		read_default(r, e, v);
	else if (strcmp(name, "valueName") == 0)
		read_value_name(r, e, v);
	else if (strcmp(name, "cellType") == 0)
		read_cell_type(r, e, v);
	else if (strcmp(name, "validators") == 0)
		validators_read(r, e, v);
	else if (strcmp(name, "correctAnswer") == 0)
		e->correct_answer = v;
	else if (strcmp(name, "label") == 0 && !e->title.count)
		read_text(r, name, v, &e->title);
	else if (strncmp(name, "question", 8) == 0 && strstr(name, "Order"))
		read_question_order(r, v);
	else if (strcmp(name, "min") == 0)
		read_bound(r, name, v, &e->min, &e->rules->min_expr);
	else if (strcmp(name, "max") == 0)
		read_bound(r, name, v, &e->max, &e->rules->max_expr);
	else if (strcmp(name, "defaultDisplayValue") == 0)
		read_text(r, name, v, &e->rules->default_display);
	else if (strcmp(name, "imageLink") == 0)
		read_word(r, name, v, &e->image_link);
	else if (strcmp(name, "choices") == 0 || strcmp(name, "columns") == 0 || strcmp(name, "rateValues") == 0)
		choices_read(r, e, name, v, &e->choices, &e->choice_count);
	else if (strcmp(name, "rows") == 0)
		choices_read(r, e, name, v, &e->rows, &e->row_count);
}

static void element_defaults(struct element *e, struct element_rules *rules, struct reader *r)
{
	e->rules = rules;
	e->index = (size_t)(e - r->form->elements);
	e->page = r->page_index;
	e->parent = r->parent;
	e->visible = true;
	e->columns = 1;
	e->name = e->value_name = "";
	rules->slot = -1;
	rules->rate_min = rules->rate_max = rules->rate_step = rules->rate_count = NAN;
}

/* SurveyJS takes white space off both ends of a name and '#' off its beginning. */
static struct value clean_name(struct value name)
{
	const char *text = name.string;
	size_t len = name.len;

	if (name.kind != VALUE_STRING)
		return name;
	utf8_trim(&text, &len);
	while (len > 0 && *text == '#') {
		text++;
		len--;
	}
	name.string = text;
	name.len = (uint32_t)len;
	return name;
}

/* Elements without a name are called question1 or panel1 and so on, by the first number that is free so far. */
static void make_name(struct reader *r, struct element *e)
{
	const char *base = e->kind == ELEMENT_PANEL ? "panel" : "question";
	unsigned *number = e->kind == ELEMENT_PANEL ? &r->panel_number : &r->question_number;
	struct buf name;

	buf_init(&name, 64);
	do {
		buf_clear(&name);
		buf_printf(&name, "%s%u", base, ++*number);
	} while (!name.failed && form_element_at(r->form, name.data, name.len, false) >= 0);
	e->name = e->value_name = name.failed ? "" : reader_copy(r, name.data, name.len);
	r->no_memory |= name.failed;
	buf_release(&name);
}

static void read_name(struct reader *r, struct element *e, struct value object)
{
	struct value name = clean_name(value_get(object, "name"));
	bool named = name.kind == VALUE_STRING && name.len > 0;

	if (named && name.len >= NAME_MAX) {
		reader_bad(r, name.offset, "the \"name\" is longer than %d bytes", NAME_MAX - 1);
		return;
	}
	if (!named && (element_takes_answer(e) || e->kind == ELEMENT_EXPRESSION)) {
		reader_bad(r, object.offset, "the question has no \"name\"");
		return;
	}
	if (!named) {
		make_name(r, e); /* nobody can name it: an element that has this name itself comes first */
		r->element = e->name;
		return;
	}
	e->name = e->value_name = reader_copy(r, name.string, name.len);
	r->element = e->name;
	if (form_element_at(r->form, e->name, strlen(e->name), false) >= 0)
		reader_bad(r, object.offset, "the name \"%s\" is used twice", e->name);
	names_add(&r->in->elements_by_name, e->name, strlen(e->name), e->index);
}

static void read_properties(struct reader *r, struct element *e, struct value object)
{
	const struct property *seen[64];
	size_t seen_count = 0;

	for (uint32_t i = 0; i < object.len; i++) {
		const struct member *m = &object.members[i];
		bool elsewhere;
		const struct property *row = property_find(ELEMENT_PROPERTIES, ELEMENT_PROPERTY_COUNT, m->name,
		                                           m->name_len, 1u << e->kind, &elsewhere);
		if (!row) {
			reader_bad(r, m->offset,
			           elsewhere ? "\"%.*s\" is not a property of this type of element"
			                     : "\"%.*s\" is not a property that is known here; is it misspelt?",
			           m->name_len > 60 ? 60 : (int)m->name_len, m->name);
			continue;
		}
		for (size_t s = 0; row->how != AS_LOOKS && row->how != AS_OWN && s < seen_count; s++)
			if (seen[s]->how == row->how && seen[s]->at == row->at && seen[s]->in_rules == row->in_rules)
				reader_bad(r, m->offset, "\"%s\" and \"%s\" mean the same; give one of them",
				           seen[s]->name, row->name);
		if (row->how != AS_REFUSED && row->how != AS_LOOKS && row->how != AS_OWN &&
		    seen_count < sizeof seen / sizeof *seen)
			seen[seen_count++] = row;
		if (row->how == AS_OWN)
			read_own(r, e, row->name, m->value);
		else
			property_read(r, row, m->value, e, e->rules);
	}
}

static void read_children(struct reader *r, struct element *panel, struct value object)
{
	struct element *outer = r->parent;
	r->parent = panel;
	elements_read(r, list_of(object), &panel->children, &panel->child_count);
	r->parent = outer;
}

static unsigned depth_of(const struct element *e)
{
	unsigned depth = 0;
	for (; e; e = e->parent)
		depth++;
	return depth;
}

static struct element *element_read(struct reader *r, struct value object)
{
	struct element_rules *rules;
	struct element *e;
	enum element_kind kind;

	if (object.kind != VALUE_OBJECT) {
		reader_bad(r, object.offset, "an element must be an object");
		return NULL;
	}
	if (!type_find(value_get(object, "type"), &kind)) {
		struct value name = value_get(object, "name");
		if (name.kind == VALUE_STRING)
			r->element = reader_copy(r, name.string,
			                         name.len < NAME_MAX ? name.len : utf8_cut(name.string, NAME_MAX - 1));
		type_refuse(r, object, value_get(object, "type"));
		return NULL;
	}
	rules = reader_array(r, 1, sizeof *rules);
	if (!rules || r->next_element >= r->form->element_count)
		return NULL;
	e = &r->form->elements[r->next_element++];
	e->kind = kind;
	element_defaults(e, rules, r);
	e->line = reader_line(r, object.offset);
	read_name(r, e, object);
	read_properties(r, e, object);
	if (kind == ELEMENT_PANEL)
		read_children(r, e, object);
	else
		choices_finish(r, e);
	return e;
}

void elements_read(struct reader *r, struct value list, struct element ***out, size_t *count)
{
	const char *outer = r->element;

	*count = 0;
	if (list.kind == VALUE_UNDEFINED)
		return;
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"elements\" must be a list");
		return;
	}
	if (depth_of(r->parent) >= FORM_MAX_DEPTH) {
		reader_bad(r, list.offset, "panels stand in panels more than %d deep", FORM_MAX_DEPTH);
		return;
	}
	*out = reader_array(r, list.len, sizeof **out);
	for (uint32_t i = 0; *out && i < list.len; i++) {
		struct element *e = element_read(r, list.items[i]);
		if (e)
			(*out)[(*count)++] = e;
		r->element = outer;
	}
}
