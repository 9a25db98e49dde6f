#include "core/form_easy.h"

#include <string.h>

#include "core/form_reader.h"

#define ONE_ANSWER (1u << ELEMENT_RADIOGROUP | 1u << ELEMENT_DROPDOWN | 1u << ELEMENT_BOOLEAN | 1u << ELEMENT_RATING)
#define FROM_A_LIST (ONE_ANSWER | 1u << ELEMENT_CHECKBOX | 1u << ELEMENT_MATRIX)

/* --- reading
 * --------------------------------------------------------------------------------------------------------------- */

static bool offers(const struct element *e, const char *value, size_t len)
{
	for (size_t i = 0; i < e->choice_count; i++)
		if (strlen(e->choices[i].value_text) == len && memcmp(e->choices[i].value_text, value, len) == 0)
			return true;
	return false;
}

static bool check_values(struct reader *r, const struct element *e, struct value values)
{
	for (uint32_t i = 0; i < values.len; i++) {
		const struct member *m = &values.members[i];
		if (!offers(e, m->name, m->name_len)) {
			reader_bad(r, m->offset,
			           "\"easyScales\" gives a value for \"%.*s\", which \"%s\" does not offer",
			           m->name_len > 60 ? 60 : (int)m->name_len, m->name, e->name);
			return false;
		}
	}
	return true;
}

static void read_scale(struct reader *r, struct value items, struct value values)
{
	struct form_settings *s = &r->form->settings;
	for (uint32_t i = 0; i < items.len; i++) {
		const struct element *e = settings_named(r, "easyScales", items.items[i], FROM_A_LIST);
		if (!e || !check_values(r, e, values))
			continue;
		for (size_t k = 0; k < s->easy_scale_count; k++)
			if (s->easy_scales[k].question == e)
				reader_bad(r, items.items[i].offset, "\"easyScales\" names \"%s\" twice", e->name);
		s->easy_scales[s->easy_scale_count++] = (struct easy_scale){.question = e, .values = values};
	}
}

void easy_scales_read(struct reader *r, struct value list)
{
	size_t room = 0;
	if (list.kind != VALUE_ARRAY) {
		reader_bad(r, list.offset, "\"easyScales\" must be a list of {\"items\", \"values\"}");
		return;
	}
	for (uint32_t i = 0; i < list.len; i++) {
		struct value items = value_get(list.items[i], "items"), values = value_get(list.items[i], "values");
		if (items.kind != VALUE_ARRAY || values.kind != VALUE_OBJECT) {
			reader_bad(r, list.items[i].offset,
			           "an easy scale needs a list of \"items\" and an object of \"values\"");
			return;
		}
		room += items.len;
	}
	r->form->settings.easy_scales = reader_array(r, room, sizeof(struct easy_scale));
	for (uint32_t i = 0; r->form->settings.easy_scales && i < list.len; i++)
		read_scale(r, value_get(list.items[i], "items"), value_get(list.items[i], "values"));
}

/* --- what stands for what
 * --------------------------------------------------------------------------------------------------------------- */

static bool same_word(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

bool form_easy_pair(const struct form *full, const struct form *easy)
{
	return same_word(full->settings.easy, easy->id) && same_word(easy->settings.easy_of, full->id);
}

static struct value stands_for(const struct form *easy, const struct element *e, const struct choice *c)
{
	const struct form_settings *s = &easy->settings;
	for (size_t i = 0; i < s->easy_scale_count; i++) {
		struct value there;
		if (s->easy_scales[i].question != e)
			continue;
		there = value_get(s->easy_scales[i].values, c->value_text);
		return there.kind == VALUE_UNDEFINED ? c->value : there;
	}
	return c->value;
}

static bool same_value(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == VALUE_STRING)
		return a.len == b.len && memcmp(a.string, b.string, a.len) == 0;
	if (a.kind == VALUE_NUMBER)
		return a.number == b.number;
	return a.kind == VALUE_BOOL && a.boolean == b.boolean;
}

const struct choice *form_easy_choice(const struct form *easy, const struct element *e, const struct choice *c,
                                      const struct element *full)
{
	struct value v = stands_for(easy, e, c);
	for (size_t i = 0; i < full->choice_count; i++)
		if (full->choices[i].role == c->role && same_value(full->choices[i].value, v))
			return &full->choices[i];
	return NULL;
}

/* --- checking
 * --------------------------------------------------------------------------------------------------------------- */

struct pair {
	const char *file;
	const struct form *easy, *full;
	const struct element *element; /* of the easy one */
	struct problems *problems;
};

static void say(struct pair *p, const char *reason, const char *what)
{
	const struct element *e = p->element;
	problems_add(p->problems, p->file, e ? e->line : 0, e ? p->easy->pages[e->page].name : NULL, e ? e->name : NULL,
	             reason, what);
}

static bool answered_alike(const struct element *a, const struct element *b)
{
	if (ONE_ANSWER & 1u << a->kind)
		return ONE_ANSWER & 1u << b->kind;
	return a->kind == b->kind && form_matrix_many(a) == form_matrix_many(b);
}

static void check_rows(struct pair *p, const struct element *e, const struct element *full)
{
	for (size_t i = 0; i < e->row_count; i++) {
		size_t k = 0;
		while (k < full->row_count && strcmp(full->rows[k].value_text, e->rows[i].value_text) != 0)
			k++;
		if (k == full->row_count)
			say(p, "the full form has no row %s", e->rows[i].value_text);
	}
}

static void check_question(struct pair *p, const struct element *e)
{
	const struct element *full = form_find(p->full, e->name, strlen(e->name));
	if (!full || !element_takes_answer(full)) {
		say(p, "%s asks no such question", p->full->id);
		return;
	}
	if (!answered_alike(e, full)) {
		say(p, "in %s it is answered in another way", p->full->id);
		return;
	}
	for (size_t i = 0; i < e->choice_count; i++)
		if (!form_easy_choice(p->easy, e, &e->choices[i], full))
			say(p, "its choice %s stands for none of the full form: see \"easyScales\"",
			    e->choices[i].value_text);
	check_rows(p, e, full);
}

static const char *name_of(const struct element *e)
{
	return e ? e->name : "";
}

static void check_settings(struct pair *p)
{
	const struct form_settings *easy = &p->easy->settings, *full = &p->full->settings;
	const struct {
		const char *name;
		bool same;
	} settings[] = {
	        {"audience", easy->staff_only == full->staff_only},
	        {"smallestGroup", easy->smallest_group == full->smallest_group},
	        {"keepDay", easy->keep_day == full->keep_day},
	        {"slip", easy->slip == full->slip},
	        {"work", easy->work == full->work},
	        {"receipt", (easy->receipt > 0) == (full->receipt > 0)},
	        {"neutralTitle", easy->neutral_title == full->neutral_title},
	        {"groupBy", strcmp(name_of(easy->group_by), name_of(full->group_by)) == 0},
	};
	if (!form_easy_pair(p->full, p->easy))
		say(p, "%s and this form do not name each other, by \"easy\" there and \"easyOf\" here", p->full->id);
	if (easy->easy)
		say(p, "an easy-language version has no \"%s\" of its own", "easy");
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (!settings[i].same)
			say(p, "\"%s\" differs from the full form's", settings[i].name);
}

bool form_easy_check(const char *file, const struct form *easy, const struct form *full, struct problems *problems)
{
	struct pair p = {.file = file, .easy = easy, .full = full, .problems = problems};
	size_t before = problems->total;
	check_settings(&p);
	for (size_t i = 0; i < easy->element_count; i++) {
		p.element = &easy->elements[i];
		if (element_takes_answer(p.element))
			check_question(&p, p.element);
	}
	return problems->total == before;
}
