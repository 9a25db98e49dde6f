/* What is to be corrected, in words. */
#include <string.h>

#include "core/json.h"
#include "kiosk/messages.h"
#include "server/pages_internal.h"

static unsigned required_key(const struct element *e)
{
	switch (e->kind) {
	case ELEMENT_RADIOGROUP:
	case ELEMENT_DROPDOWN:
	case ELEMENT_BOOLEAN:
	case ELEMENT_RATING:
		return MESSAGE_FAULT_REQUIRED_CHOICE;
	case ELEMENT_CHECKBOX:
		return MESSAGE_FAULT_REQUIRED_SOME;
	case ELEMENT_TEXT:
	case ELEMENT_COMMENT:
		return MESSAGE_FAULT_REQUIRED_TEXT;
	case ELEMENT_MATRIX:
		return MESSAGE_FAULT_ROWS;
	default:
		return MESSAGE_FAULT_REQUIRED;
	}
}

static const struct fault_words {
	const char *rule;
	unsigned key;
} WORDS[] = {
        {"requireoneanswer", MESSAGE_FAULT_PANEL},
        {"rows", MESSAGE_FAULT_ROWS},
        {"unique", MESSAGE_FAULT_ROWS_UNIQUE},
        {"other", MESSAGE_FAULT_OTHER},
        {"number", MESSAGE_FAULT_NUMBER},
        {"notanumber", MESSAGE_FAULT_NUMBER},
        {"long", MESSAGE_FAULT_TOO_LONG},
        {"toolong", MESSAGE_FAULT_TOO_LONG},
        {"short", MESSAGE_FAULT_TOO_SHORT},
        {"length", MESSAGE_FAULT_TOO_SHORT},
        {"none", MESSAGE_FAULT_NONE},
        {"many", MESSAGE_FAULT_TOO_MANY},
        {"toomany", MESSAGE_FAULT_TOO_MANY},
        {"few", MESSAGE_FAULT_TOO_FEW},
        {"min", MESSAGE_FAULT_RANGE},
        {"max", MESSAGE_FAULT_RANGE},
        {"numbermin", MESSAGE_FAULT_RANGE},
        {"numbermax", MESSAGE_FAULT_RANGE},
        {"numberbetween", MESSAGE_FAULT_RANGE},
        {"outofrange", MESSAGE_FAULT_RANGE},
        {"email", MESSAGE_FAULT_EMAIL},
        {"unknownvalue", MESSAGE_FAULT_UNKNOWN},
        {"badtext", MESSAGE_FAULT_TEXT},
};

static unsigned key_of(const struct answer_fault *fault)
{
	if (strcmp(fault->type, "required") == 0)
		return required_key(fault->element);
	if (fault->element->kind == ELEMENT_RANKING)
		return MESSAGE_HINT_RANKING;
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (strcmp(fault->rule, WORDS[i].rule) == 0)
			return WORDS[i].key;
	return MESSAGE_FAULT_CUSTOM;
}

/* The form's own wording, bounds put in. */
static const char *own_words(struct rendering *r, const struct answer_fault *fault)
{
	struct buf words;
	const char *text = NULL;
	buf_init(&words, 1u << 16);
	if (answers_fault_words(r->answers, fault, &words))
		text = arena_copy(&r->arena, words.len ? words.data : "", words.len);
	if (!text)
		r->failed = true;
	buf_wipe(&words);
	buf_release(&words);
	return text;
}

static const char *none_chosen(const struct rendering *r, const struct element *e)
{
	for (size_t i = 0; i < e->choice_count; i++)
		if (e->choices[i].role == CHOICE_NONE && answers_chosen(r->answers, e, &e->choices[i]))
			return choice_label(r, &e->choices[i]);
	return catalogue_text(r->words, MESSAGE_CHOICE_NONE);
}

/* The form's own wording where it gives one; else ours, which is in the visitor's language. A bound that is no whole
 * number is not named. */
static struct said in_words(struct rendering *r, const struct answer_fault *fault)
{
	unsigned key = key_of(fault);
	size_t limit = fault->limit >= 0 && fault->limit < 1e9 ? (size_t)fault->limit : 0;
	struct said said = message_said(r, key, limit);
	if (key == MESSAGE_FAULT_NONE)
		said.value.text = none_chosen(r, fault->element);
	if (fault->text)
		said.text = own_words(r, fault);
	return said;
}

static bool shown(const struct rendering *r, const struct form_page *page, const struct answer_fault *fault)
{
	const struct element *e = fault->element;
	return e && answers_element_visible(r->answers, e) && answers_asked(r->answers, e) &&
	       (page->whole || e->page == page->page);
}

struct faults faults_find(struct rendering *r, const struct form_page *page)
{
	size_t total = page->show_faults ? answers_fault_count(r->answers) : 0;
	struct faults found = {.of = rendering_array(r, r->form->element_count, sizeof *found.of)};
	struct fault_view *list = rendering_array(r, total, sizeof *list);
	for (size_t i = 0; found.of && list && i < total; i++) {
		struct answer_fault fault = answers_fault(r->answers, i);
		if (fault.warning)
			continue;
		if (!fault.element)
			found.unplaced = true;
		if (!shown(r, page, &fault) || found.of[fault.element->index])
			continue;
		struct fault_view *view = &list[found.count++];
		view->address = (struct url){.kind = URL_ANCHOR, .number = fault.element->index};
		view->title = piped_in(r, &fault.element->title, fault.element->name);
		view->message = in_words(r, &fault);
		found.of[fault.element->index] = &view->message;
	}
	found.list = list;
	return found;
}

const char *fault_text(struct rendering *r, const struct answer_fault *fault)
{
	struct said said = in_words(r, fault);
	struct buf words;
	buf_init(&words, 1u << 16);
	if (said.text)
		buf_adds(&words, said.text);
	else
		catalogue_write_bare(&words, said.words, said.key, &said.value);
	const char *text = words.failed ? NULL : arena_copy(&r->arena, words.data ? words.data : "", words.len);
	if (!text)
		r->failed = true;
	buf_release(&words);
	return text;
}
