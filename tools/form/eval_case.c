#include "tools/form/eval_case.h"

#include <string.h>

#include "core/json.h"
#include "tools/form/encoding.h"

static void key(struct buf *out, const char *name)
{
	buf_printf(out, "\"%s\":", name);
}

static void string(struct buf *out, const char *text)
{
	json_write_string(out, text, strlen(text));
}

static void write_visible(struct buf *out, const struct answers *a, const struct form *form)
{
	bool first = true;

	key(out, "visible");
	buf_addc(out, '[');
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (e->kind == ELEMENT_PANEL || !answers_element_visible(a, e))
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		string(out, e->name);
	}
	buf_addc(out, ']');
}

static void write_pages(struct buf *out, const struct answers *a, const struct form *form)
{
	bool first = true;

	key(out, "pages");
	buf_addc(out, '[');
	for (size_t i = 0; i < form->page_count; i++) {
		if (!answers_page_visible(a, i))
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		string(out, form->pages[i].name);
	}
	buf_addc(out, ']');
}

static void write_fault(struct buf *out, const struct answers *a, const struct answer_fault *f, bool *first)
{
	struct buf words;

	if (!*first)
		buf_addc(out, ',');
	*first = false;
	buf_addc(out, '{');
	if (f->element) {
		key(out, f->element->kind == ELEMENT_PANEL ? "panel" : "question");
		string(out, f->element->name);
		buf_addc(out, ',');
	}
	key(out, "type");
	string(out, f->type);
	if (!f->intake) {
		buf_init(&words, 1 << 20);
		answers_fault_words(a, f, &words);
		buf_addc(out, ',');
		key(out, "text");
		string(out, words.data && !words.failed ? words.data : "");
		buf_release(&words);
	} else if (f->limit > 0) {
		buf_printf(out, ",\"limit\":%g", f->limit);
	}
	buf_addc(out, '}');
}

/* survey-core's errors: those of questions, then those of panels. The intake's stand apart. */
static void write_faults(struct buf *out, const struct answers *a, const char *name, bool intake)
{
	bool first = true;

	key(out, name);
	buf_addc(out, '[');
	for (int panels = 0; panels < 2; panels++)
		for (size_t i = 0; i < answers_fault_count(a); i++) {
			struct answer_fault f = answers_fault(a, i);
			bool panel = f.element && f.element->kind == ELEMENT_PANEL;
			if (f.intake == intake && panel == (panels == 1))
				write_fault(out, a, &f, &first);
		}
	buf_addc(out, ']');
}

static void write_calculated(struct buf *out, const struct answers *a, const struct form *form)
{
	key(out, "calculated");
	buf_addc(out, '{');
	for (size_t i = 0; i < form->calculated_count; i++) {
		if (i)
			buf_addc(out, ',');
		string(out, form_calculated_name(form, i));
		buf_addc(out, ':');
		encoding_write(out, answers_calculated(a, i));
	}
	buf_addc(out, '}');
}

static void write_data(struct buf *out, const struct answers *a)
{
	size_t count = answers_data_count(a);
	bool first = true;

	key(out, "data");
	buf_addc(out, '{');
	for (size_t i = 0; i < count; i++) {
		struct member m = answers_data(a, i);
		if (m.value.kind == VALUE_UNDEFINED)
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		json_write_string(out, m.name, m.name_len);
		buf_addc(out, ':');
		encoding_write(out, m.value);
	}
	buf_addc(out, '}');
}

static void write_result(struct buf *out, struct answers *a, const struct form *form, const char *lang,
                         bool with_intake)
{
	struct quiz quiz = answers_quiz(a);
	struct buf html;

	buf_addc(out, '{');
	write_visible(out, a, form);
	buf_addc(out, ',');
	write_pages(out, a, form);
	buf_addc(out, ',');
	write_faults(out, a, "errors", false);
	buf_addc(out, ',');
	write_calculated(out, a, form);
	buf_addc(out, ',');
	write_data(out, a);
	buf_printf(out, ",\"quiz\":{\"correct\":%u,\"incorrect\":%u,\"total\":%u},", quiz.correct, quiz.incorrect,
	           quiz.total);
	key(out, "completedHtml");
	buf_init(&html, 1 << 20);
	if (!answers_completed_html(a, lang, &html))
		buf_adds(&html, "Thank you for completing the survey");
	string(out, html.data && !html.failed ? html.data : "");
	buf_release(&html);
	if (with_intake) {
		buf_addc(out, ',');
		write_faults(out, a, "intake", true);
	}
	buf_addc(out, '}');
}

enum eval_result eval_case_run(const struct eval_case *c, struct problems *problems, struct buf *out)
{
	struct form *form = NULL;
	struct answers *a = NULL;
	enum eval_result result = EVAL_NOMEM;
	const char *lang;
	enum core_err err = form_read(c->form_name, c->form_text, c->form_len, &form, problems);

	if (err != CORE_OK) {
		result = err == CORE_NOMEM ? EVAL_NOMEM : EVAL_FORM_REFUSED;
		goto out;
	}
	a = answers_new(form);
	if (!a)
		goto out;
	err = answers_read_json(a, c->answers_text, c->answers_len);
	if (err != CORE_OK && err != CORE_REFUSED) {
		result = err == CORE_NOMEM ? EVAL_NOMEM : EVAL_ANSWERS_BAD;
		problems_add(problems, "", 0, NULL, NULL, "the answers: %s", core_err_text(err));
		goto out;
	}
	lang = *c->lang ? c->lang : form->locale;
	if (answers_evaluate(a, &c->now, lang) != CORE_OK)
		goto out;
	write_result(out, a, form, lang, c->with_intake);
	result = out->failed ? EVAL_NOMEM : EVAL_DONE;
out:
	answers_free(a);
	form_free(form);
	return result;
}
