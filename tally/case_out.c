/* The register's cases as lines, and one case with all its versions. What colleagues wrote is shown inert. */
#include <stdio.h>
#include <string.h>
#include "tally/answers_out.h"
#include "tally/case_verbs.h"
#include "tally/inert.h"

#define OUTPUT_MAX ((size_t)64 << 20)

static bool print(struct buf *out, struct fault *fault)
{
	bool ok = (!out->failed && (out->len == 0 || fwrite(out->data, 1, out->len, stdout) == out->len)) ||
	          fault_set(fault, "the result could not be written");
	buf_wipe(out);
	buf_release(out);
	return ok;
}

static bool wants_json(const struct case_wish *wish)
{
	return wish->format != NULL && strcmp(wish->format, "json") == 0;
}

/* The words of the choice that was made, or "". */
static const char *choice_words(const struct cases *c, struct value answers, const char *name, const char *lang)
{
	const struct element *e = form_find(c->form, name, strlen(name));
	const struct choice *choice = e != NULL ? answers_choice_of(e, value_get(answers, name)) : NULL;
	const char *words = choice != NULL ? text_in(&choice->text, lang) : NULL;
	return words != NULL ? words : "";
}

static void add_text(struct buf *out, struct value v)
{
	if (v.kind == VALUE_STRING)
		inert_line(out, v.string, v.len);
}

/* --- list --- */

static void line(const struct cases *c, struct buf *out, size_t at, size_t n, const struct case_wish *wish, bool *any)
{
	size_t heads;
	const struct case_version *newest = case_newest(&c->versions[at], n, &heads);
	struct value day = value_get(newest->answers, "registered"), state = value_get(newest->answers, "state");
	if (wish->state != NULL && !value_is(state, wish->state))
		return;
	if (wants_json(wish)) {
		buf_printf(out,
		           "%s{\"case\":\"%.*s\",\"versions\":%zu,\"newest\":%zu,\"answers\":", *any ? ",\n" : "\n",
		           ID_HEX, newest->name.string, n, heads);
		answers_json(out, newest->answers);
		buf_addc(out, '}');
	} else {
		buf_printf(out, "%.8s  %.10s  ", newest->name.string, day.kind == VALUE_STRING ? day.string : "");
		buf_adds(out, choice_words(c, newest->answers, "state", wish->lang));
		buf_adds(out, "  ");
		buf_adds(out, choice_words(c, newest->answers, "act", wish->lang));
		if (heads > 1)
			buf_printf(out, "  (%zu written at once: edit joins them)", heads);
		buf_addc(out, '\n');
	}
	*any = true;
}

bool case_list(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	struct buf out;
	bool any = false;
	buf_init(&out, OUTPUT_MAX);
	buf_adds(&out, wants_json(wish) ? "[" : "");
	for (size_t at = 0, n; at < c->count; at += n) {
		n = cases_versions(c, at);
		line(c, &out, at, n, wish, &any);
	}
	buf_adds(&out, wants_json(wish) ? "\n]\n" : "");
	return print(&out, fault);
}

/* --- show --- */

static void version_json(struct buf *out, const struct case_version *v, bool first)
{
	char hex[ID_HEX + 1];
	id_hex(hex, v->id);
	buf_printf(out, "%s{\"version\":\"%s\",\"newest\":%s,\"answers\":", first ? "\n" : ",\n", hex,
	           v->superseded ? "false" : "true");
	answers_json(out, v->answers);
	buf_addc(out, '}');
}

static void version_text(const struct cases *c, struct buf *out, const struct case_version *v, size_t number,
                         const char *lang)
{
	buf_printf(out, "%s%zu. ", number > 1 ? "\n" : "", number);
	add_text(out, value_get(v->answers, "changed"));
	buf_adds(out, v->superseded ? "\n" : "  (newest)\n");
	answers_text(out, c->form, v->answers, lang);
}

bool case_show(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	struct buf out;
	size_t count = 0;
	const struct case_version *first = cases_find(c, wish->number, &count, fault);
	if (first == NULL)
		return false;
	buf_init(&out, OUTPUT_MAX);
	buf_adds(&out, wants_json(wish) ? "[" : "");
	for (size_t i = 0; i < count; i++) {
		if (wants_json(wish))
			version_json(&out, &first[i], i == 0);
		else
			version_text(c, &out, &first[i], i + 1, wish->lang);
	}
	buf_adds(&out, wants_json(wish) ? "\n]\n" : "");
	return print(&out, fault);
}
