/* New cases and new versions of them. */
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "core/utf8.h"
#include "tally/case_verbs.h"
#include "tally/files.h"

static const struct json_limits FILE_LIMITS = {RECORD_MAX_BYTES, 4, 1000};

static bool set_all(struct answers *a, struct value answers, struct fault *fault)
{
	for (uint32_t i = 0; i < answers.len; i++) {
		const struct member *m = &answers.members[i];
		struct value v = m->value.kind == VALUE_NULL ? VALUE_NONE : m->value;
		enum core_err err = answers_set(a, m->name, m->name_len, v);
		if (err != CORE_OK)
			return fault_set(fault, "%.*s: %s", m->name_len > 60 ? 60 : (int)m->name_len, m->name,
			                 err == CORE_NOMEM ? core_err_text(err) : "the form has no such question");
	}
	return true;
}

/* The chain is the program's to write. */
static bool names_own(struct value answers, struct fault *fault)
{
	for (uint32_t i = 0; i < answers.len; i++) {
		const struct member *m = &answers.members[i];
		if (case_own_question(m->name, m->name_len))
			return fault_set(fault, "\"%.*s\" is written by the program", (int)m->name_len, m->name);
	}
	return true;
}

static bool set_from_file(struct answers *a, const char *path, struct fault *fault)
{
	struct buf text = {0};
	struct arena arena;
	struct value whole = VALUE_NONE;
	struct json_fault wrong = {0};
	arena_init(&arena, 16 * RECORD_MAX_BYTES);
	bool ok = file_read(path, RECORD_MAX_BYTES, &text, fault);
	if (ok &&
	    json_read(text.data != NULL ? text.data : "", text.len, &FILE_LIMITS, &arena, &whole, &wrong) != CORE_OK)
		ok = fault_set(fault, "%s:%u: %s", path, wrong.line, wrong.reason != NULL ? wrong.reason : "too large");
	if (ok && whole.kind != VALUE_OBJECT)
		ok = fault_set(fault, "%s must be one object: {\"act\": ...}", path);
	ok = ok && names_own(whole, fault) && set_all(a, whole, fault);
	arena_wipe(&arena);
	arena_release(&arena);
	buf_wipe(&text);
	buf_release(&text);
	return ok;
}

/* question=value; nothing after the sign takes the answer away. */
static bool set_typed(struct answers *a, const char *typed, struct fault *fault)
{
	const char *sign = strchr(typed, '=');
	size_t len = sign != NULL ? (size_t)(sign - typed) : 0;
	if (len == 0 || !utf8_valid(typed, strlen(typed)))
		return fault_set(fault, "--set is question=value");
	if (case_own_question(typed, len))
		return fault_set(fault, "\"%.*s\" is written by the program", (int)len, typed);
	enum core_err err = answers_set(a, typed, len, sign[1] != '\0' ? value_text(sign + 1) : VALUE_NONE);
	return err == CORE_OK || fault_set(fault, "%.*s: %s", len > 60 ? 60 : (int)len, typed,
	                                   err == CORE_NOMEM ? core_err_text(err) : "the form has no such question");
}

/* What was said with the command; where nothing was, the questions are asked. */
static bool fill(struct answers *a, const struct case_wish *wish, struct fault *fault)
{
	if (wish->answers == NULL && wish->set_count == 0 && wish->report == NULL)
		return case_ask(a, wish->lang, fault);
	bool ok = wish->answers == NULL || set_from_file(a, wish->answers, fault);
	for (size_t i = 0; ok && i < wish->set_count; i++)
		ok = set_typed(a, wish->set[i], fault);
	if (ok && wish->report != NULL)
		ok = answers_set(a, "report", 6, value_text(wish->report)) == CORE_OK ||
		     fault_set(fault, "the form has no question for a report's number");
	return ok;
}

static bool close_with(struct answers *a, const char *outcome, struct fault *fault)
{
	return (answers_set(a, "state", 5, value_text("closed")) == CORE_OK &&
	        answers_set(a, "outcome", 7, value_text(outcome)) == CORE_OK) ||
	       fault_set(fault, "memory ran out");
}

static void warn_of_two(size_t heads)
{
	if (heads > 1)
		fprintf(stderr,
		        "uzklausi-tally case: %zu versions were written at once; the new one follows them all and "
		        "begins with the last. show has what the others say\n",
		        heads);
}

static void print_number(const struct case_wish *wish, const char *name)
{
	if (wish->format != NULL && strcmp(wish->format, "json") == 0)
		printf("{\"case\":\"%s\"}\n", name);
	else
		printf("%.8s\n", name);
}

/* first NULL: a new case. */
static bool write(struct cases *c, const struct case_wish *wish, const struct case_version *first, size_t count,
                  struct fault *fault)
{
	struct answers *a = answers_new(c->form);
	char name[ID_HEX + 1];
	size_t heads = 0;
	bool ok = a != NULL || fault_set(fault, "memory ran out");
	if (ok && first != NULL)
		ok = set_all(a, case_newest(first, count, &heads)->answers, fault);
	warn_of_two(heads);
	ok = ok && (wish->outcome != NULL ? close_with(a, wish->outcome, fault) : fill(a, wish, fault)) &&
	     case_write(c, a, first, count, name, fault);
	if (ok)
		print_number(wish, name);
	answers_free(a);
	return ok;
}

bool case_new(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	return write(c, wish, NULL, 0, fault);
}

bool case_edit(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	size_t count = 0;
	const struct case_version *first = cases_find(c, wish->number, &count, fault);
	return first != NULL && write(c, wish, first, count, fault);
}

bool case_close(struct cases *c, const struct case_wish *wish, struct fault *fault)
{
	return case_edit(c, wish, fault);
}
