/* Which sentence tells of which fault, and the validators. */
#include <stdio.h>
#include <string.h>

#include "core/form_device_internal.h"
#include "core/json.h"
#include "core/js.h"
#include "core/validator.h"

/* "name":number of its sentence. */
static void fault(struct device *d, struct answer_fault f, const char **between, const struct text *own)
{
	const char *words = own ? text_in(own, d->lang) : NULL;
	f.element = d->element;
	f.type = f.type ? f.type : "custom";
	f.text = words && *words ? words : NULL;
	buf_printf(d->out, "%s\"%s\":%zu", *between, f.rule, d->sayer->say(d->sayer->context, &f));
	*between = ",";
}

static void bound(struct device *d, const char *rule, struct value v, const char **between, const struct text *own)
{
	char words[32] = "";
	struct answer_fault f = {.rule = rule};
	if (v.kind == VALUE_STRING && v.len < sizeof words)
		snprintf(words, sizeof words, "%.*s", (int)v.len, v.string);
	else if (v.kind == VALUE_NUMBER)
		json_number(words, v.number);
	f.limit_text = v.kind == VALUE_NUMBER || v.kind == VALUE_STRING ? words : NULL;
	if (v.kind == VALUE_NUMBER)
		f.limit = v.number;
	fault(d, f, between, own);
}

static void text_faults(struct device *d, const struct element *e, const char **between)
{
	fault(d, (struct answer_fault){.rule = "badtext"}, between, NULL);
	if (e->max_length)
		fault(d, (struct answer_fault){.rule = "toolong", .limit = (double)e->max_length}, between, NULL);
	if (!device_bounded(e))
		return;
	fault(d, (struct answer_fault){.rule = "notanumber"}, between, NULL);
	fault(d, (struct answer_fault){.rule = "outofrange"}, between, NULL);
	bound(d, "min", e->min, between, &e->rules->min_error);
	bound(d, "max", e->max, between, &e->rules->max_error);
	bound(d, "step", e->step, between, &e->rules->step_error);
	if (e->input_type == INPUT_EMAIL)
		fault(d, (struct answer_fault){.rule = "email"}, between, NULL);
}

static void choice_faults(struct device *d, const struct element *e, const char **between)
{
	if (e->has_other)
		fault(d, (struct answer_fault){.type = "otherempty", .rule = "other"}, between, &e->rules->other_error);
	if (e->min_selected)
		fault(d, (struct answer_fault){.rule = "few", .limit = e->min_selected}, between, NULL);
	if (e->max_selected)
		fault(d, (struct answer_fault){.rule = "toomany", .limit = e->max_selected}, between, NULL);
	if (e->kind == ELEMENT_RANKING)
		fault(d, (struct answer_fault){.rule = "unknownvalue"}, between, NULL);
	if (e->rows_required)
		fault(d, (struct answer_fault){.rule = "rows"}, between, NULL);
	if (e->rows_unique)
		fault(d, (struct answer_fault){.rule = "unique"}, between, NULL);
}

static void comment_faults(struct device *d, const struct element *e, const char **between)
{
	if (!e->has_other && !e->has_comment)
		return;
	fault(d, (struct answer_fault){.rule = "badcomment"}, between, NULL);
	fault(d, (struct answer_fault){.rule = "longcomment", .limit = (double)form_comment_max(d->form)}, between,
	      NULL);
}

static bool can_fault(const struct element *e)
{
	return e->required || e->required_if || e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT ||
	       e->kind == ELEMENT_RANKING || e->has_other || e->has_comment || e->min_selected || e->max_selected ||
	       e->rows_required || e->rows_unique;
}

void device_faults(struct device *d, const struct element *e)
{
	if (!can_fault(e))
		return;
	const char *between = "";
	device_key(d, "t");
	buf_addc(d->out, '{');
	if (e->required || e->required_if) {
		const char *rule = e->kind == ELEMENT_PANEL ? "requireoneanswer" : "required";
		fault(d, (struct answer_fault){.type = rule, .rule = rule}, &between, &e->required_error);
	}
	if (e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT)
		text_faults(d, e, &between);
	else
		choice_faults(d, e, &between);
	comment_faults(d, e, &between);
	buf_addc(d->out, '}');
}

/* [kind, sentence, has a least, least, has a most, most, extra, warning]; the sentences of a fault that has several
 * follow the first: not numeric, digits, too many. */
static void validator(struct device *d, const struct validator *v)
{
	static const char *const RULES[] = {"numbermin", "short", "few", "pattern", "email", "expression"};
	static const char *const OTHERS[] = {"number", "digits", "many", "pattern", "email", "expression"};
	const char *own = text_in(&v->text, d->lang);
	struct answer_fault f = {.element = d->element, .type = "custom", .text = own && *own ? own : NULL};

	f.limit = v->has_min ? v->min : v->max;
	f.limit_high = v->max;
	f.limit_text = v->kind == VALIDATE_EXPRESSION ? v->source : NULL;
	f.rule = RULES[v->kind];
	if (v->kind == VALIDATE_NUMERIC || v->kind == VALIDATE_TEXT)
		f.rule = v->kind == VALIDATE_TEXT ? v->has_min ? v->has_max ? "length" : "short" : "long"
		         : v->has_min             ? v->has_max ? "numberbetween" : "numbermin"
		                                  : "numbermax";
	buf_printf(d->out, "[%d,%zu,", (int)v->kind, d->sayer->say(d->sayer->context, &f));
	f.rule = OTHERS[v->kind];
	f.limit = v->kind == VALIDATE_ANSWER_COUNT ? v->max : f.limit;
	buf_printf(d->out, "%zu,", d->sayer->say(d->sayer->context, &f));
	json_write(d->out, v->has_min ? value_number(v->min) : (struct value){.kind = VALUE_NULL});
	buf_addc(d->out, ',');
	json_write(d->out, v->has_max ? value_number(v->max) : (struct value){.kind = VALUE_NULL});
	buf_addc(d->out, ',');
	if (v->kind == VALIDATE_EXPRESSION && v->expression)
		device_tree(d, NULL, v->expression);
	else if (v->kind == VALIDATE_REGEX && v->regex)
		json_write_string(d->out, v->source, strlen(v->source));
	else
		json_write(d->out, value_bool(v->kind == VALIDATE_TEXT && v->no_digits));
	buf_printf(d->out, ",%d]", (v->warning ? 1 : 0) + (v->caseless ? 2 : 0));
}

void device_validators(struct device *d, const struct element *e)
{
	if (!e->validator_count)
		return;
	device_key(d, "va");
	for (size_t i = 0; i < e->validator_count; i++) {
		buf_addc(d->out, i ? ',' : '[');
		validator(d, &e->validators[i]);
	}
	buf_addc(d->out, ']');
}
