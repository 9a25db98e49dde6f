/* The controls that answer a question, by its kind. */
#include <string.h>

#include "core/json.h"
#include "kiosk/messages.h"
#include "server/pages_internal.h"

/* In what script takes out of its template a field's name is only what follows the question's: questions that are alike
 * are then the same bytes. */
const char *field_name(const struct rendering *r, const struct element *e)
{
	return r->everything ? "" : e->name;
}

struct span value_span(struct rendering *r, struct value v)
{
	switch (v.kind) {
	case VALUE_STRING:
		return (struct span){v.string, v.len};
	case VALUE_BOOL:
		return v.boolean ? (struct span){"true", 4} : (struct span){"false", 5};
	case VALUE_NUMBER: {
		char text[32];
		size_t len = json_number(text, v.number);
		const char *copy = arena_copy(&r->arena, text, len);
		if (!copy)
			r->failed = true;
		return (struct span){copy, copy ? len : 0};
	}
	default:
		return (struct span){"", 0};
	}
}

const char *choice_label(const struct rendering *r, const struct choice *c)
{
	const char *text = text_in(&c->text, r->lang);
	if (text && *text)
		return text;
	if (c->role == CHOICE_OTHER)
		return catalogue_text(r->words, MESSAGE_CHOICE_OTHER);
	if (c->role == CHOICE_NONE && strcmp(c->value_text, "refused") == 0)
		return catalogue_text(r->words, MESSAGE_CHOICE_REFUSE);
	if (c->role == CHOICE_NONE && strcmp(c->value_text, "dontknow") == 0)
		return catalogue_text(r->words, MESSAGE_CHOICE_DONTKNOW);
	if (c->role == CHOICE_NONE)
		return catalogue_text(r->words, MESSAGE_CHOICE_NONE);
	return c->value_text;
}

/* The first choice has the id of the question, so that a label or a link to the question leads to it. */
static struct control_id choice_id(const struct element *e, size_t at)
{
	return (struct control_id){.question = e->index, .choice = at ? at + 1 : 0};
}

/* A choice that was made before it could not be made any more stays: a browser sends no field that is disabled. */
static bool not_to_choose(const struct rendering *r, const struct element *e, const struct choice *c)
{
	return !r->everything && !answers_choice_enabled(r->answers, e, c) && !answers_chosen(r->answers, e, c);
}

static void fill_choices(struct rendering *r, const struct element *e, struct item_view *item)
{
	struct choice_view *choices = rendering_array(r, e->choice_count, sizeof *choices);
	for (size_t i = 0; choices && i < e->choice_count; i++) {
		const struct choice *c = &e->choices[i];
		if (!r->everything && !answers_choice_visible(r->answers, e, c))
			continue;
		choices[item->choices_count] = (struct choice_view){
		        .bare = r->everything,
		        .first = item->choices_count == 0 && !r->everything,
		        .id = choice_id(e, item->choices_count),
		        .value = c->value_text,
		        .label = choice_label(r, c),
		        .checked = answers_chosen(r->answers, e, c),
		        .disabled = item->disabled || not_to_choose(r, e, c),
		        .faulty = item->faulty && e->kind == ELEMENT_CHECKBOX,
		};
		choices[item->choices_count].pictured = picture_of_value(r, c, &choices[item->choices_count].picture);
		item->choices_count++;
	}
	item->choices = choices;
}

/* Three short answers stand beside each other on a phone too. */
static const char *beside(size_t count)
{
	return count == 3 ? "beside trio" : "beside";
}

static const char *choice_layout(const struct element *e, const struct item_view *item)
{
	if (e->kind == ELEMENT_RATING)
		return item->choices_count > 6 ? "scale wide" : "scale";
	if (e->columns == 0)
		return beside(item->choices_count);
	return e->columns > 1 ? "columns" : "list";
}

static void fill_beside(struct rendering *r, const struct element *e, struct item_view *item)
{
	if (!e->has_other && !e->has_comment)
		return;
	struct beside_view *beside = rendering_array(r, 1, sizeof *beside);
	if (!beside)
		return;
	*beside = (struct beside_view){
	        .question = e->index,
	        .name = field_name(r, e),
	        .other = e->has_other,
	        .label = text_there(r, &e->comment_text) ? text_in(&e->comment_text, r->lang) : NULL,
	        .placeholder = text_in(&e->other_placeholder, r->lang),
	        .value = value_span(r, answers_comment(r->answers, e)),
	        .max_length = form_comment_max(r->form),
	        .disabled = item->disabled,
	};
	for (size_t i = 0; e->has_other && i < e->choice_count; i++)
		if (e->choices[i].role == CHOICE_OTHER)
			beside->label = choice_label(r, &e->choices[i]);
	item->beside = beside;
}

static void hint(struct rendering *r, struct item_view *item, unsigned key, size_t limit)
{
	item->hinted = true;
	item->hint = message_said(r, key, limit);
}

static void fill_group(struct rendering *r, const struct element *e, struct item_view *item)
{
	item->is_group = item->is_choices = true;
	item->is_radios = e->kind != ELEMENT_CHECKBOX;
	item->type = item->is_radios ? "radio" : "checkbox";
	fill_choices(r, e, item);
	item->layout = choice_layout(e, item);
	if (e->kind == ELEMENT_CHECKBOX && e->max_selected)
		hint(r, item, MESSAGE_HINT_MOST, e->max_selected);
	else if (e->kind == ELEMENT_CHECKBOX && !item->described)
		hint(r, item, MESSAGE_HINT_SEVERAL, 0);
	fill_beside(r, e, item);
}

/* The ends of a scale are said in the labels of its first and last button. */
static void fill_rating(struct rendering *r, const struct element *e, struct item_view *item)
{
	fill_group(r, e, item);
	struct choice_view *choices = (struct choice_view *)item->choices;
	if (!choices || item->choices_count == 0)
		return;
	choices[0].end = text_in(&e->min_description, r->lang);
	choices[item->choices_count - 1].end = text_in(&e->max_description, r->lang);
}

/* Yes and no, unless the form has its own words. */
static void fill_boolean(struct rendering *r, const struct element *e, struct item_view *item)
{
	static const unsigned keys[] = {MESSAGE_CHOICE_YES, MESSAGE_CHOICE_NO};
	fill_group(r, e, item);
	struct choice_view *choices = (struct choice_view *)item->choices;
	for (size_t i = 0; choices && i < item->choices_count && i < 2; i++)
		if (!text_there(r, i ? &e->label_false : &e->label_true))
			choices[i].label = catalogue_text(r->words, keys[i]);
	item->layout = beside(item->choices_count);
}

static const struct choice_view *row_choices(struct rendering *r, const struct element *e, size_t at, size_t *count)
{
	struct choice_view *choices = rendering_array(r, e->choice_count, sizeof *choices);
	for (size_t i = 0; choices && i < e->choice_count; i++) {
		bool first = at == 0 && *count == 0;
		if (!r->everything && !answers_choice_visible(r->answers, e, &e->choices[i]))
			continue;
		choices[*count] = (struct choice_view){
		        .bare = r->everything,
		        .first = first && !r->everything,
		        .id = {.question = e->index, .row = first ? 0 : at + 1, .choice = first ? 0 : *count + 1},
		        .value = e->choices[i].value_text,
		        .label = choice_label(r, &e->choices[i]),
		        .checked = answers_cell_chosen(r->answers, e, &e->rows[at], &e->choices[i]),
		};
		choices[*count].pictured = picture_of_value(r, &e->choices[i], &choices[*count].picture);
		++*count;
	}
	return choices;
}

static void fill_matrix(struct rendering *r, const struct element *e, struct item_view *item)
{
	struct row_view *rows = rendering_array(r, e->row_count, sizeof *rows);
	item->is_group = item->is_matrix = true;
	item->layout = beside(e->choice_count);
	item->type = form_matrix_many(e) ? "checkbox" : "radio";
	for (size_t i = 0; rows && i < e->row_count; i++) {
		if (!r->everything && !answers_choice_visible(r->answers, e, &e->rows[i]))
			continue;
		struct row_view *row = &rows[item->rows_count++];
		row->label = choice_label(r, &e->rows[i]);
		row->pictured = picture_of_value(r, &e->rows[i], &row->picture);
		row->name = field_name(r, e);
		row->value = e->rows[i].value_text;
		row->choices = row_choices(r, e, i, &row->choices_count);
		for (size_t c = 0; row->choices && c < row->choices_count; c++)
			((struct choice_view *)row->choices)[c].disabled = item->disabled;
	}
	item->rows = rows;
	fill_beside(r, e, item);
}

static void fill_place(struct rendering *r, const struct element *e, const struct item_view *item, size_t place,
                       struct row_view *row)
{
	struct value order = answers_value(r->answers, e);
	bool ranked = order.kind == VALUE_ARRAY && place < order.len;
	struct choice_view *choices = rendering_array(r, item->choices_count, sizeof *choices);
	row->id = (struct control_id){.question = e->index, .row = place ? place + 1 : 0};
	row->number = place + 1;
	row->choices = choices;
	row->choices_count = choices ? item->choices_count : 0;
	for (size_t i = 0; i < row->choices_count; i++) {
		choices[i] = item->choices[i];
		choices[i].checked = ranked && value_equal(order.items[place], value_text(choices[i].value));
	}
}

static void fill_ranking(struct rendering *r, const struct element *e, struct item_view *item)
{
	item->is_group = item->is_ranking = true;
	fill_choices(r, e, item);
	struct row_view *rows = rendering_array(r, item->choices_count, sizeof *rows);
	for (size_t i = 0; rows && i < item->choices_count; i++)
		fill_place(r, e, item, item->rows_count++, &rows[i]);
	item->rows = rows;
	hint(r, item, MESSAGE_HINT_RANKING, 0);
	fill_beside(r, e, item);
}

static const struct input_look {
	const char *type, *keyboard;
} INPUTS[] = {
        [INPUT_TEXT] = {"text", NULL},         [INPUT_NUMBER] = {"text", "decimal"},
        [INPUT_DATE] = {"date", NULL},         [INPUT_DATETIME] = {"datetime-local", NULL},
        [INPUT_TIME] = {"time", NULL},         [INPUT_MONTH] = {"month", NULL},
        [INPUT_WEEK] = {"week", NULL},         [INPUT_EMAIL] = {"email", "email"},
        [INPUT_TEL] = {"tel", "tel"},          [INPUT_URL] = {"url", "url"},
        [INPUT_RANGE] = {"text", "decimal"},   [INPUT_COLOR] = {"color", NULL},
        [INPUT_PASSWORD] = {"password", NULL},
};

static void fill_text(struct rendering *r, const struct element *e, struct item_view *item)
{
	bool area = e->kind == ELEMENT_COMMENT;
	item->is_field = true;
	item->is_area = area;
	item->is_line = !area;
	item->type = INPUTS[e->input_type].type;
	item->keyboard = INPUTS[e->input_type].keyboard;
	item->lines = e->text_rows ? e->text_rows : 4;
	item->placeholder = text_there(r, &e->placeholder) ? text_in(&e->placeholder, r->lang) : NULL;
	item->max_length = e->max_length;
	item->value = value_span(r, answers_value(r->answers, e));
	if (area && e->max_length)
		hint(r, item, MESSAGE_HINT_LENGTH, e->max_length);
	fill_beside(r, e, item);
}

void controls_fill(struct rendering *r, const struct element *e, struct item_view *item)
{
	switch (e->kind) {
	case ELEMENT_RADIOGROUP:
	case ELEMENT_CHECKBOX:
		fill_group(r, e, item);
		break;
	case ELEMENT_RATING:
		fill_rating(r, e, item);
		break;
	case ELEMENT_DROPDOWN:
		item->is_field = item->is_select = true;
		fill_choices(r, e, item);
		fill_beside(r, e, item);
		break;
	case ELEMENT_BOOLEAN:
		fill_boolean(r, e, item);
		break;
	case ELEMENT_MATRIX:
		fill_matrix(r, e, item);
		break;
	case ELEMENT_RANKING:
		fill_ranking(r, e, item);
		break;
	default:
		fill_text(r, e, item);
	}
}
