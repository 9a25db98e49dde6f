/* What survey-core would find wrong: required first, then what the type of question asks, then the validators. */
#include <math.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/date.h"
#include "core/js.h"
#include "core/utf8.h"

static const char *own_words(struct answers *a, const struct element *e, const struct text *t)
{
	const char *text = text_in(t, a->lang);
	(void)e;
	return text && *text ? text : NULL;
}

static struct answer_fault *custom(struct answers *a, const struct element *e, const char *rule,
                                   const struct text *words)
{
	struct answer_fault *f = fault_add(a, e, "custom", rule);
	if (f && words)
		f->text = own_words(a, e, words);
	return f;
}

/* --- bounds of text questions --- */

static bool bounded(const struct element *e)
{
	switch (e->input_type) {
	case INPUT_NUMBER:
	case INPUT_RANGE:
	case INPUT_DATE:
	case INPUT_DATETIME:
	case INPUT_MONTH:
	case INPUT_TIME:
	case INPUT_WEEK:
		return true;
	default:
		return false;
	}
}

static bool is_date(const struct element *e)
{
	return e->input_type == INPUT_DATE || e->input_type == INPUT_DATETIME;
}

/* A date from an expression is a day in a text question ("2026-01-15"). */
static struct value as_question_value(struct answers *a, const struct element *e, struct value v)
{
	struct date_parts p;
	char *text;
	struct buf out;

	if (v.kind != VALUE_DATE || !isfinite(v.number))
		return v.kind == VALUE_DATE ? VALUE_NONE : v;
	p = date_to_parts(v.number + a->now.utc_offset_minutes * 60000.0);
	buf_init(&out, 64);
	buf_printf(&out, "%04.0f-%02.0f-%02.0f", p.year, p.month + 1, p.day);
	if (e->input_type == INPUT_DATETIME)
		buf_printf(&out, "T%02.0f:%02.0f", p.hours, p.minutes);
	text = out.failed ? NULL : arena_copy(&a->arena, out.data, out.len);
	if (!text)
		a->no_memory = true;
	v = text ? value_string(text, out.len) : VALUE_NONE;
	buf_release(&out);
	return v;
}

static struct value bound_of(struct answers *a, const struct element *e, bool upper)
{
	const struct expr *expression = upper ? e->rules->max_expr : e->rules->min_expr;
	struct value v = upper ? e->max : e->min;
	double number;

	if (expression) {
		v = as_question_value(a, e, expression_value(a, e, NULL, expression));
	} else if (!bounded(e)) {
		v = VALUE_NONE;
	} else if (!value_empty(v)) {
		bool numeric = value_numeric(v, &number);
		if (numeric != (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE))
			v = VALUE_NONE;
	}
	if (upper && is_date(e) && !js_truthy(v))
		v = value_text("2999-12-31");
	return v;
}

static double number_at(const char *text, size_t len, size_t at, size_t digits)
{
	double number = 0;
	for (size_t i = at; i < at + digits; i++) {
		if (i >= len || text[i] < '0' || text[i] > '9')
			return NAN;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* A day, with or without a time, in the time of the place. */
static double day_ms(const char *text, size_t len, int utc_offset_minutes)
{
	struct date_parts p = {.year = number_at(text, len, 0, 4),
	                       .month = number_at(text, len, 5, 2) - 1,
	                       .day = number_at(text, len, 8, 2)};

	if (len < 10 || text[4] != '-' || text[7] != '-')
		return NAN;
	if (len > 10) {
		p.hours = number_at(text, len, 11, 2);
		p.minutes = number_at(text, len, 14, 2);
		p.seconds = len > 16 ? number_at(text, len, 17, 2) : 0;
	}
	return date_from_parts(&p) - utc_offset_minutes * 60000.0;
}

/* What JavaScript's < makes of a value when dates are compared as dates. */
static struct value comparable(struct answers *a, const struct element *e, struct value v)
{
	double ms;
	if (!is_date(e))
		return v;
	ms = v.kind == VALUE_STRING   ? day_ms(v.string, v.len, a->now.utc_offset_minutes)
	     : v.kind == VALUE_NUMBER ? v.number
	                              : NAN;
	return value_number(ms);
}

static bool less(struct value a, struct value b)
{
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING)
		return utf8_utf16_compare(a.string, a.len, b.string, b.len) < 0;
	double x = a.kind == VALUE_STRING   ? js_number(a.string, a.len)
	           : a.kind == VALUE_NUMBER ? a.number
	           : a.kind == VALUE_BOOL   ? a.boolean
	                                    : NAN;
	double y = b.kind == VALUE_STRING   ? js_number(b.string, b.len)
	           : b.kind == VALUE_NUMBER ? b.number
	           : b.kind == VALUE_BOOL   ? b.boolean
	                                    : NAN;
	return x < y;
}

static const char *bound_text(struct answers *a, const struct element *e, struct value bound)
{
	struct buf out;
	const char *text;

	buf_init(&out, 256);
	if (e->input_type == INPUT_DATE) {
		char date[DATE_TEXT_SIZE];
		double ms = comparable(a, e, bound).number;
		size_t len = date_text(date, isfinite(ms) ? ms + a->now.utc_offset_minutes * 60000.0 : ms);
		buf_add(&out, date, isfinite(ms) && len > 15 ? 15 : len);
	} else if (is_date(e)) {
		char date[DATE_TEXT_SIZE];
		buf_add(&out, date, date_text(date, comparable(a, e, bound).number));
	} else {
		js_text(&out, bound);
	}
	text = out.failed ? NULL : arena_copy(&a->arena, out.data ? out.data : "", out.len);
	buf_release(&out);
	if (!text)
		a->no_memory = true;
	return text;
}

static void bound_fault(struct answers *a, const struct element *e, const char *rule, const struct text *words,
                        struct value bound)
{
	struct answer_fault *f = custom(a, e, rule, words);
	if (!f)
		return;
	f->limit_text = bound_text(a, e, bound);
	if (bound.kind == VALUE_NUMBER)
		f->limit = bound.number;
}

static double js_round(double x)
{
	return floor(x + 0.5);
}

static bool off_step(const struct element *e, struct value v)
{
	double value, step, power = 1;

	if (e->input_type != INPUT_NUMBER || !value_numeric(e->step, &step) || !value_numeric(v, &value))
		return false;
	while ((js_round(step * power) / power != step || js_round(value * power) / power != value) && power < 1000000)
		power *= 10;
	value = js_round(value * power);
	step = js_round(step * power);
	return step > 0 && fmod(value, step) != 0;
}

static bool has_email_validator(const struct element *e)
{
	for (size_t i = 0; i < e->validator_count; i++)
		if (e->validators[i].kind == VALIDATE_EMAIL)
			return true;
	return false;
}

static void check_text(struct answers *a, const struct element *e, struct value v)
{
	struct value min = bound_of(a, e, false), max = bound_of(a, e, true);
	struct validator email = {.kind = VALIDATE_EMAIL};
	bool empty = question_empty(v);

	if (!empty && !value_empty(min) && less(comparable(a, e, v), comparable(a, e, min)))
		bound_fault(a, e, "min", &e->rules->min_error, min);
	if (!empty && !value_empty(max) && less(comparable(a, e, max), comparable(a, e, v)))
		bound_fault(a, e, "max", &e->rules->max_error, max);
	if (!empty && off_step(e, v))
		bound_fault(a, e, "step", &e->rules->step_error, e->step);
	if (e->input_type == INPUT_EMAIL && !has_email_validator(e) && validator_judge(&email, v) != VERDICT_GOOD)
		custom(a, e, "email", NULL);
}

/* --- choices and matrices --- */

static bool none_selected(const struct answers *a, const struct element *e, struct value v)
{
	for (uint32_t i = 0; v.kind == VALUE_ARRAY && i < v.len; i++) {
		const struct choice *c = choice_of(a, e, v.items[i]);
		if (c && c->role == CHOICE_NONE)
			return true;
	}
	return false;
}

static void check_select(struct answers *a, const struct element *e, struct value v)
{
	uint32_t count = v.kind == VALUE_ARRAY ? v.len : 0;
	struct answer_fault *f;

	if (e->has_other && e->kind != ELEMENT_RANKING && other_selected(a, e) && !js_truthy(other_text(a, e))) {
		f = fault_add(a, e, "otherempty", "other");
		if (f)
			f->text = own_words(a, e, &e->rules->other_error);
	}
	if (e->min_selected < 1 || !element_many(e) || (count == 1 && none_selected(a, e, v)) ||
	    count >= e->min_selected)
		return;
	f = fault_add(a, e, "custom", "few");
	if (f)
		f->limit = e->min_selected;
}

static struct value row_value(struct value matrix, const struct choice *row)
{
	return value_member(matrix, row->value_text, strlen(row->value_text));
}

static bool same_text(struct value x, struct value y)
{
	struct buf one, two;
	bool same;

	if (x.kind == VALUE_STRING && y.kind == VALUE_STRING)
		return x.len == y.len && memcmp(x.string, y.string, x.len) == 0;
	buf_init(&one, 1 << 17);
	buf_init(&two, 1 << 17);
	js_text(&one, x);
	js_text(&two, y);
	same = one.len == two.len && (one.len == 0 || memcmp(one.data, two.data, one.len) == 0);
	buf_release(&two);
	buf_release(&one);
	return same;
}

static bool row_repeats(const struct answers *a, const struct element *e, struct value v, size_t at)
{
	struct value own = row_value(v, &e->rows[at]);
	for (size_t i = 0; i < at; i++)
		if (answers_choice_visible(a, e, &e->rows[i]) && !value_empty(row_value(v, &e->rows[i])) &&
		    same_text(row_value(v, &e->rows[i]), own))
			return true;
	return false;
}

static void check_matrix(struct answers *a, const struct element *e, struct value v)
{
	bool missing = false, repeated = false;

	if (!e->rows_required && !e->rows_unique)
		return;
	for (size_t i = 0; i < e->row_count; i++) {
		bool empty;
		if (!answers_choice_visible(a, e, &e->rows[i]))
			continue;
		empty = value_empty(row_value(v, &e->rows[i]));
		missing |= empty && e->rows_required;
		repeated |= e->rows_unique && !empty && !repeated && row_repeats(a, e, v, i);
	}
	if (missing)
		fault_add(a, e, "requiredinallrowserror", "rows");
	if (repeated)
		fault_add(a, e, "eachrowuniqueeerror", "unique");
}

/* --- validators --- */

static const char *number_rule(const struct validator *v)
{
	return v->has_min && v->has_max ? "numberbetween" : v->has_min ? "numbermin" : "numbermax";
}

static const char *length_rule(const struct validator *v)
{
	return v->has_min && v->has_max ? "length" : v->has_min ? "short" : "long";
}

static const char *rule_of(const struct validator *v, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_DIGITS:
		return "digits";
	case VERDICT_FEW:
		return "few";
	case VERDICT_MANY:
		return "many";
	case VERDICT_NOT_NUMERIC:
		return "number";
	default:
		break;
	}
	switch (v->kind) {
	case VALIDATE_NUMERIC:
		return number_rule(v);
	case VALIDATE_TEXT:
		return length_rule(v);
	case VALIDATE_REGEX:
		return "pattern";
	case VALIDATE_EMAIL:
		return "email";
	default:
		return "expression";
	}
}

static bool validator_holds(struct answers *a, const struct element *e, const struct validator *v, struct value value,
                            enum verdict *verdict)
{
	*verdict = VERDICT_GOOD;
	if (v->kind != VALIDATE_EXPRESSION)
		*verdict = validator_judge(v, value);
	else if (v->expression && !expression_true(a, e, NULL, v->expression))
		*verdict = VERDICT_BAD;
	return *verdict == VERDICT_GOOD;
}

static void check_validators(struct answers *a, const struct element *e, struct value value)
{
	for (size_t i = 0; i < e->validator_count; i++) {
		const struct validator *v = &e->validators[i];
		enum verdict verdict;
		struct answer_fault *f;
		bool high;

		if (validator_holds(a, e, v, value, &verdict))
			continue;
		f = fault_add(a, e, verdict == VERDICT_NOT_NUMERIC ? "requirenumeric" : "custom", rule_of(v, verdict));
		if (!f)
			continue;
		high = verdict == VERDICT_MANY || (verdict == VERDICT_BAD && !v->has_min);
		f->text = own_words(a, e, &v->text);
		f->limit = high ? v->max : v->min;
		f->limit_high = v->max;
		f->limit_text = v->kind == VALIDATE_EXPRESSION ? v->source : NULL;
		f->warning = v->warning;
	}
}

/* --- elements, panels, pages --- */

static void check_question(struct answers *a, const struct element *e)
{
	size_t before = a->fault_total;
	struct value v;

	if (e->rules->quiet && (a->state[e->index] & (STATE_CLEAN | STATE_REQUIRED)) == STATE_CLEAN)
		return;
	if (element_selects(e) && e->rules->clear_when != CLEAR_NONE &&
	    !(e->rules->clear_when == CLEAR_DEFAULT && a->form->internal->clear_when == CLEAR_NONE)) {
		a->changed = false;
		incorrect_clear(a, e);
		if (a->changed) {
			a->state[e->index] |=
			        STATE_CHANGED; /* what was just taken away does not come back by default */
			conditions_run(a);
			a->state[e->index] &= (unsigned char)~STATE_CHANGED;
		}
	}
	if (!(a->state[e->index] & STATE_VISIBLE) || (read_only_now(a, e) && e->kind != ELEMENT_EXPRESSION))
		return;
	v = a->values[e->index];
	if (element_many(e) && !js_truthy(v))
		v = VALUE_NONE;
	if ((a->state[e->index] & STATE_REQUIRED) && e->kind != ELEMENT_EXPRESSION && question_empty(v)) {
		struct answer_fault *f = fault_add(a, e, "required", "required");
		if (f)
			f->text = own_words(a, e, &e->required_error);
	}
	if (e->kind == ELEMENT_TEXT)
		check_text(a, e, v);
	else if (element_selects(e))
		check_select(a, e, v);
	else if (e->kind == ELEMENT_MATRIX)
		check_matrix(a, e, v);
	if (e->validator_count && a->fault_total == before)
		check_validators(a, e, validated_value(a, e));
}

/* Whether some visible question inside is answered; *any is set when there is a visible question at all. */
static bool some_answered(const struct answers *a, const struct element *panel, bool *any)
{
	for (size_t i = 0; i < panel->child_count; i++) {
		const struct element *e = panel->children[i];
		if (!(a->state[e->index] & (e->kind == ELEMENT_PANEL ? STATE_SEEN : STATE_VISIBLE)))
			continue;
		if (e->kind == ELEMENT_PANEL ? some_answered(a, e, any) : !question_empty(a->values[e->index]))
			return true;
		*any |= e->kind != ELEMENT_PANEL;
	}
	return false;
}

static void check_elements(struct answers *a, struct element *const *elements, size_t count);

static void check_panel(struct answers *a, const struct element *panel)
{
	bool any = false;
	struct answer_fault *f;

	check_elements(a, panel->children, panel->child_count);
	if (!(a->state[panel->index] & STATE_REQUIRED) || read_only_now(a, panel) || some_answered(a, panel, &any) ||
	    !any)
		return;
	f = fault_add(a, panel, "requireoneanswer", "requireoneanswer");
	if (f)
		f->text = own_words(a, panel, &panel->required_error);
}

static void check_elements(struct answers *a, struct element *const *elements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct element *e = elements[i];
		if (e->kind == ELEMENT_PANEL && (a->state[e->index] & STATE_SEEN))
			check_panel(a, e);
		else if (slot_of(a, e) >= 0 && (a->state[e->index] & STATE_VISIBLE))
			check_question(a, e);
	}
}

/* A question that went while others were checked takes its faults with it. */
static void drop_hidden(struct answers *a, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < a->fault_count; i++) {
		const struct element *e = a->faults[i].element;
		if (e->kind == ELEMENT_PANEL || (a->state[e->index] & STATE_VISIBLE))
			a->faults[kept++] = a->faults[i];
	}
	a->fault_count = kept;
}

void answers_check(struct answers *a)
{
	const struct form *form = a->form;
	size_t own = a->fault_count;

	for (size_t i = form->internal->first_page_is_start && !form->internal->start_page_shown ? 1 : 0;
	     i < form->page_count; i++)
		if (a->page_state[i] & STATE_SEEN)
			check_elements(a, form->pages[i].elements, form->pages[i].element_count);
	drop_hidden(a, own);
	for (size_t i = own; i < a->fault_count; i++)
		a->blocking += !a->faults[i].warning;
}
