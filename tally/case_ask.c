/* Asking for a case on the terminal, question by question. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/utf8.h"
#include "tally/case_verbs.h"
#include "tally/session.h"
#include "tally/terminal.h"

struct asking {
	struct answers *answers;
	const char *lang;
	char *line; /* heap: what was typed */
	size_t room;
};

static const char *words_of(const struct asking *w, const struct text *text, const char *otherwise)
{
	const char *words = text_in(text, w->lang);
	return words != NULL ? words : otherwise;
}

static void show(const struct asking *w, const struct element *e)
{
	struct value now = answers_value(w->answers, e);
	fputc('\n', stderr);
	terminal_write(stderr, words_of(w, &e->title, e->name));
	const char *more = text_in(&e->description, w->lang);
	if (more != NULL) {
		fputs("\n  ", stderr);
		terminal_write(stderr, more);
	}
	for (size_t i = 0; i < e->choice_count; i++) {
		fprintf(stderr, "\n %c%2zu  ", answers_chosen(w->answers, e, &e->choices[i]) ? '*' : ' ', i + 1);
		terminal_write(stderr, words_of(w, &e->choices[i].text, e->choices[i].value_text));
	}
	if (e->choice_count == 0 && now.kind == VALUE_STRING) {
		char *text = strndup(now.string, now.len);
		fputs("\n * ", stderr);
		terminal_write(stderr, text != NULL ? text : "");
		free(text);
	}
	fputs("\n> ", stderr);
}

/* The choice whose number was typed, or an undefined value. */
static struct value chosen(const struct element *e, const char *typed)
{
	char *end;
	unsigned long n = strtoul(typed, &end, 10);
	return *end == '\0' && typed[0] >= '0' && typed[0] <= '9' && n >= 1 && n <= e->choice_count
	               ? e->choices[n - 1].value
	               : VALUE_NONE;
}

static bool take(struct asking *w, const struct element *e, size_t len, bool *understood)
{
	struct value v = e->choice_count > 0 ? chosen(e, w->line) : value_string(w->line, len);
	bool away = strcmp(w->line, "-") == 0;
	*understood = len == 0 || away || (v.kind != VALUE_UNDEFINED && utf8_valid(w->line, len));
	if (len == 0 || !*understood)
		return true;
	return answers_set(w->answers, e->value_name, strlen(e->value_name), away ? VALUE_NONE : v) == CORE_OK;
}

static bool ask_one(struct asking *w, const struct element *e, struct fault *fault)
{
	for (bool understood = false; !understood;) {
		show(w, e);
		ssize_t got = getline(&w->line, &w->room, stdin);
		if (got < 0)
			return fault_set(fault, "the answers ended before the questions: nothing was written");
		size_t len = (size_t)got;
		while (len > 0 && (w->line[len - 1] == '\n' || w->line[len - 1] == '\r'))
			w->line[--len] = '\0';
		if (strlen(w->line) != len) {
			fputs("That cannot be read.\n", stderr);
			continue;
		}
		if (!take(w, e, len, &understood))
			return fault_set(fault, "memory ran out");
		if (!understood)
			fputs("One of the numbers, please; an empty line to go on.\n", stderr);
	}
	return true;
}

bool case_ask(struct answers *answers, const char *lang, struct fault *fault)
{
	struct asking w = {.answers = answers, .lang = lang};
	const struct form *form = answers_form(answers);
	struct moment now;
	bool ok = true;
	session_now(&now);
	for (size_t i = 0; ok && i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (!element_takes_answer(e) || case_own_question(e->name, strlen(e->name)))
			continue;
		ok = answers_evaluate_open(answers, &now, lang) == CORE_OK || fault_set(fault, "memory ran out");
		if (ok && answers_element_visible(answers, e))
			ok = ask_one(&w, e, fault);
	}
	if (w.line != NULL)
		explicit_bzero(w.line, w.room);
	free(w.line);
	return ok;
}
