/* Reads a form's "uzklausi" object: what we ask beyond SurveyJS. Every element that it names must exist and be of a
 * kind that fits. */
#include <string.h>

#include "core/form_reader.h"

#define ANY_QUESTION 0xffffu
#define ONE_CHOICE (1u << ELEMENT_RADIOGROUP | 1u << ELEMENT_DROPDOWN | 1u << ELEMENT_BOOLEAN)
#define SCALE (ONE_CHOICE | 1u << ELEMENT_RATING)

const struct element *settings_named(struct reader *r, const char *setting, struct value name, unsigned kinds)
{
	const struct element *e;

	if (name.kind != VALUE_STRING) {
		reader_bad(r, name.offset, "\"%s\" names questions: text is expected", setting);
		return NULL;
	}
	e = form_find(r->form, name.string, name.len);
	if (!e || !element_takes_answer(e)) {
		reader_bad(r, name.offset, "\"%s\" names \"%.*s\", which is no question of this form", setting,
		           name.len > 80 ? 80 : (int)name.len, name.string);
		return NULL;
	}
	if (!(kinds & 1u << e->kind)) {
		reader_bad(r, name.offset, "\"%s\" names \"%s\", a question of a type that it cannot use", setting,
		           e->name);
		return NULL;
	}
	return e;
}

static void read_names(struct reader *r, const char *setting, struct value list, unsigned kinds,
                       const struct element ***out, size_t *count)
{
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"%s\" must be a list of names", setting);
		return;
	}
	*out = reader_array(r, list.len, sizeof **out);
	for (uint32_t i = 0; *out && i < list.len; i++) {
		const struct element *e = settings_named(r, setting, list.items[i], kinds);
		if (e)
			(*out)[(*count)++] = e;
	}
}

static void read_knowledge(struct reader *r, struct value list)
{
	struct form_settings *s = &r->form->settings;

	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"knowledge\" must be a list of {\"item\", \"confidence\"}");
		return;
	}
	s->knowledge = reader_array(r, list.len, sizeof *s->knowledge);
	for (uint32_t i = 0; s->knowledge && i < list.len; i++) {
		struct value item = value_get(list.items[i], "item"),
		             confidence = value_get(list.items[i], "confidence");
		struct knowledge_item *k = &s->knowledge[s->knowledge_count];
		k->question = settings_named(r, "knowledge", item.kind ? item : list.items[i], ONE_CHOICE);
		if (confidence.kind != VALUE_UNDEFINED)
			k->confidence = settings_named(r, "knowledge", confidence, SCALE);
		if (!k->question)
			continue;
		if (!k->question->has_correct_answer)
			reader_bad(r, item.offset, "\"knowledge\" names \"%s\", which has no \"correctAnswer\"",
			           k->question->name);
		s->knowledge_count++;
	}
}

static void read_scales(struct reader *r, struct value list)
{
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"scales\" must be a list of {\"name\", \"title\", \"items\"}");
		return;
	}
	for (uint32_t i = 0; i < list.len; i++) {
		struct value items = value_get(list.items[i], "items"), name = value_get(list.items[i], "name");
		if (name.kind != VALUE_STRING || items.kind != VALUE_ARRAY) {
			reader_bad(r, list.items[i].offset, "a scale needs a \"name\" and a list of \"items\"");
			continue;
		}
		for (uint32_t k = 0; k < items.len; k++)
			settings_named(r, "scales", items.items[k], ANY_QUESTION);
	}
	r->form->settings.scales = list;
}

static void read_audience(struct reader *r, struct value v)
{
	if (value_is(v, "staff"))
		r->form->settings.staff_only = true;
	else if (!value_is(v, "public"))
		reader_bad(r, v.offset, "\"audience\" must be \"public\" or \"staff\"");
}

static void read_record_size(struct reader *r, struct value v)
{
	static const unsigned SIZES[] = {4000, 8000, 16000, 32000};
	for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++)
		if (v.kind == VALUE_NUMBER && v.number == SIZES[i]) {
			r->form->settings.record_size = SIZES[i];
			return;
		}
	reader_bad(r, v.offset, "\"recordSize\" must be 4000, 8000, 16000 or 32000");
}

static void read_smallest(struct reader *r, struct value v)
{
	unsigned count = 0;
	if (!read_count(r, "smallestGroup", v, &count))
		return;
	if (count < 3 || count > 100)
		reader_bad(r, v.offset, "\"smallestGroup\" must be from 3 to 100");
	else
		r->form->settings.smallest_group = count;
}

/* A form's receipts begin with its digit, so that who comes back with one need not say which form it was. */
static void read_receipt(struct reader *r, struct value v)
{
	unsigned digit = 0;
	if (!read_count(r, "receipt", v, &digit))
		return;
	if (digit < 1 || digit > 9)
		reader_bad(r, v.offset, "\"receipt\" must be a digit from 1 to 9");
	else
		r->form->settings.receipt = digit;
}

static void read_languages(struct reader *r, struct value list)
{
	struct form_settings *s = &r->form->settings;
	if (list.kind != VALUE_ARRAY || list.len == 0) {
		reader_bad(r, list.offset, "\"languages\" must be a list of languages");
		return;
	}
	s->languages = reader_array(r, list.len, sizeof *s->languages);
	for (uint32_t i = 0; s->languages && i < list.len; i++) {
		const char *lang = NULL;
		if (read_word(r, "languages", list.items[i], &lang) && lang)
			s->languages[s->language_count++] = lang;
	}
}

static void read_setting(struct reader *r, const char *name, struct value v)
{
	struct form_settings *s = &r->form->settings;

	if (strcmp(name, "audience") == 0)
		read_audience(r, v);
	else if (strcmp(name, "groupBy") == 0)
		s->group_by = settings_named(r, name, v, ONE_CHOICE);
	else if (strcmp(name, "smallestGroup") == 0)
		read_smallest(r, v);
	else if (strcmp(name, "recordSize") == 0)
		read_record_size(r, v);
	else if (strcmp(name, "keepDay") == 0)
		read_bool(r, name, v, &s->keep_day);
	else if (strcmp(name, "slip") == 0)
		read_bool(r, name, v, &s->slip);
	else if (strcmp(name, "register") == 0)
		read_bool(r, name, v, &s->is_register);
	else if (strcmp(name, "work") == 0)
		read_bool(r, name, v, &s->work);
	else if (strcmp(name, "receipt") == 0)
		read_receipt(r, v);
	else if (strcmp(name, "neutralTitle") == 0)
		read_bool(r, name, v, &s->neutral_title);
	else if (strcmp(name, "languages") == 0)
		read_languages(r, v);
	else if (strcmp(name, "easy") == 0)
		read_word(r, name, v, &s->easy);
	else if (strcmp(name, "easyOf") == 0)
		read_word(r, name, v, &s->easy_of);
	else if (strcmp(name, "easyScales") == 0)
		easy_scales_read(r, v);
	else if (strcmp(name, "pictograms") == 0)
		pictograms_read(r, v);
	else if (strcmp(name, "knowledge") == 0)
		read_knowledge(r, v);
	else if (strcmp(name, "vignettes") == 0)
		read_names(r, name, v, ONE_CHOICE, &s->vignettes, &s->vignette_count);
	else if (strcmp(name, "attitudes") == 0)
		read_names(r, name, v, ANY_QUESTION, &s->attitudes, &s->attitude_count);
	else if (strcmp(name, "practice") == 0)
		read_names(r, name, v, ANY_QUESTION, &s->practice, &s->practice_count);
	else if (strcmp(name, "concerns") == 0)
		read_names(r, name, v, ANY_QUESTION, &s->concerns, &s->concern_count);
	else if (strcmp(name, "training") == 0)
		read_names(r, name, v, ANY_QUESTION, &s->training, &s->training_count);
	else if (strcmp(name, "dontKnow") == 0)
		read_word(r, name, v, &s->dont_know);
	else
		read_scales(r, v);
}

static const char *const SETTINGS[] = {
        "audience", "groupBy",    "smallestGroup", "recordSize", "keepDay",   "slip",      "neutralTitle", "easy",
        "easyOf",   "easyScales", "pictograms",    "languages",  "knowledge", "vignettes", "attitudes",    "work",
        "practice", "concerns",   "training",      "dontKnow",   "scales",    "receipt",   "register"};

void settings_read(struct reader *r, struct value v)
{
	r->form->settings.smallest_group = 5;
	r->form->settings.record_size = 4000;
	if (v.kind == VALUE_UNDEFINED)
		return;
	if (v.kind != VALUE_OBJECT) {
		reader_bad(r, v.offset, "\"uzklausi\" must be an object");
		return;
	}
	for (uint32_t i = 0; i < v.len; i++) {
		const struct member *m = &v.members[i];
		size_t s = 0;
		while (s < sizeof SETTINGS / sizeof *SETTINGS &&
		       (strlen(SETTINGS[s]) != m->name_len || memcmp(SETTINGS[s], m->name, m->name_len) != 0))
			s++;
		if (s < sizeof SETTINGS / sizeof *SETTINGS)
			read_setting(r, SETTINGS[s], m->value);
		else
			reader_bad(r, m->offset, "there is no setting \"%.*s\"",
			           m->name_len > 60 ? 60 : (int)m->name_len, m->name);
	}
}
