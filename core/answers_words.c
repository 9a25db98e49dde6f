/* survey-core's English words for its faults, which `uzklausi-form eval` shows. Pages have words of their own. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/json.h"

struct words {
	const char *rule, *text; /* {0}, {1} and {2} are the bounds */
};
static const struct words WORDS[] = {
        {"required", "Response required."},
        {"requireoneanswer", "Response required: answer at least one question."},
        {"other", "Response required: enter another value."},
        {"rows", "Response required: answer questions in all rows."},
        {"unique", "Each row must have a unique value."},
        {"min", "The value should not be less than {t}"},
        {"max", "The value should not be greater than {t}"},
        {"step", "Please enter a value that matches the step size of {t}."},
        {"number", "The value should be numeric."},
        {"numbermin", "The 'value' should be at least {0}"},
        {"numbermax", "The 'value' should be at most {0}"},
        {"numberbetween", "The 'value' should be at least {0} and at most {1}"},
        {"short", "Please enter at least {0} character(s)."},
        {"long", "Please enter no more than {0} character(s)."},
        {"length", "Please enter at least {0} and no more than {1} characters."},
        {"digits", "Numbers are not allowed."},
        {"few", "Please select at least {0} option(s)."},
        {"many", "Please select no more than {0} option(s)."},
        {"email", "Please enter a valid e-mail address."},
        {"expression", "The expression: {t} should return 'true'."},
};

static void put_number(struct buf *out, double number)
{
	char text[32];
	buf_add(out, text, json_number(text, number));
}

static void put_words(const struct answer_fault *f, const char *text, struct buf *out)
{
	for (; *text; text++) {
		if (text[0] == '{' && text[1] && text[2] == '}') {
			if (text[1] == 't')
				buf_adds(out, f->limit_text ? f->limit_text : "");
			else
				put_number(out, text[1] == '0' ? f->limit : f->limit_high);
			text += 2;
		} else {
			buf_addc(out, *text);
		}
	}
}

/* The form's own wording of a bound may have {0}, too. */
static void put_own(const struct answer_fault *f, struct buf *out)
{
	const char *mark = f->limit_text && strcmp(f->rule, "expression") != 0 ? strstr(f->text, "{0}") : NULL;

	if (!mark) {
		buf_adds(out, f->text);
		return;
	}
	buf_add(out, f->text, (size_t)(mark - f->text));
	buf_adds(out, f->limit_text);
	buf_adds(out, mark + 3);
}

bool answers_fault_words(const struct answers *a, const struct answer_fault *f, struct buf *out)
{
	(void)a;
	if (f->text) {
		put_own(f, out);
		return !out->failed;
	}
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (f->rule && strcmp(WORDS[i].rule, f->rule) == 0)
			put_words(f, WORDS[i].text, out);
	return !out->failed;
}
