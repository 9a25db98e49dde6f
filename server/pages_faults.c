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
	const char *type;
	unsigned key;
} WORDS[] = {
        {"requireoneanswer", MESSAGE_FAULT_PANEL},
        {"requiredinallrowserror", MESSAGE_FAULT_ROWS},
        {"eachrowuniqueeerror", MESSAGE_FAULT_ROWS_UNIQUE},
        {"otherempty", MESSAGE_FAULT_OTHER},
        {"requirenumeric", MESSAGE_FAULT_NUMBER},
        {"notanumber", MESSAGE_FAULT_NUMBER},
        {"toolong", MESSAGE_FAULT_TOO_LONG},
        {"toomany", MESSAGE_FAULT_TOO_MANY},
        {"toofew", MESSAGE_FAULT_TOO_FEW},
        {"outofrange", MESSAGE_FAULT_RANGE},
        {"unknownvalue", MESSAGE_FAULT_UNKNOWN},
        {"badtext", MESSAGE_FAULT_TEXT},
};

/* The form's own wording where it gives one; else ours, which is in the visitor's language. */
static struct said in_words(const struct rendering *r, const struct answer_fault *fault)
{
	const struct element *e = fault->element;
	size_t limit = fault->limit > 0 && fault->limit < 1e9 ? (size_t)fault->limit : 0;
	if (strcmp(fault->type, "required") == 0) {
		struct said said = message_said(r, required_key(e), 0);
		said.text = text_in(&e->required_error, r->lang);
		return said;
	}
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (strcmp(fault->type, WORDS[i].type) == 0)
			return message_said(r, WORDS[i].key, limit);
	struct said said = message_said(r, MESSAGE_FAULT_CUSTOM, 0);
	said.text = fault->text;
	return said;
}

static bool shown(const struct rendering *r, const struct form_page *page, const struct answer_fault *fault)
{
	const struct element *e = fault->element;
	return e && answers_element_visible(r->answers, e) && (page->whole || e->page == page->page);
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
