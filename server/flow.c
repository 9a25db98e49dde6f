#include "server/flow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "seal/id.h"

static bool read_act(struct flow_request *out, const char *word)
{
	static const struct {
		const char *word;
		enum flow_act act;
	} acts[] = {{"open", FLOW_OPEN}, {"next", FLOW_NEXT}, {"back", FLOW_BACK}, {"send", FLOW_SEND}};
	if (strncmp(word, "lang-", 5) == 0) {
		out->lang = word + 5;
		return true;
	}
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (strcmp(word, acts[i].word) != 0)
			continue;
		out->act = acts[i].act;
		return true;
	}
	return false;
}

static bool read_page(struct flow_request *out, const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->page_count; i++) {
		if (strcmp(form->pages[i].name, name) != 0)
			continue;
		out->page = i;
		out->whole = false;
		return true;
	}
	return false;
}

/* One field whose name begins with an underscore. */
static bool read_own(struct flow_request *out, const struct form *form, const struct posted *p)
{
	if (strcmp(p->name, "_do") == 0)
		return read_act(out, p->value);
	if (strcmp(p->name, "_page") == 0)
		return read_page(out, form, p->value);
	if (strcmp(p->name, "_id") == 0) {
		out->has_id = id_from_hex(out->id, p->value, p->value_len);
		return out->has_id;
	}
	if (strcmp(p->name, "_lang") == 0) {
		if (!out->lang) /* a language button outdoes the page's own */
			out->lang = p->value;
		return true;
	}
	if (strcmp(p->name, "_keep") == 0) {
		out->keep = strcmp(p->value, "yes") == 0;
		return out->keep;
	}
	const struct {
		const char *name, **value;
	} texts[] = {
	        {"_seen", &out->seen}, {"_slip", &out->slip}, {"_poster", &out->poster}, {"_receipt", &out->receipt}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(p->name, texts[i].name) == 0) {
			*texts[i].value = p->value;
			return true;
		}
	return false;
}

bool flow_read(struct flow_request *out, const struct form *form, const struct fields *fields)
{
	*out = (struct flow_request){.act = FLOW_STAY, .whole = true};
	for (size_t i = 0; i < fields->count; i++) {
		const struct posted *p = &fields->items[i];
		if (p->name[0] == '_' && !read_own(out, form, p))
			return false;
	}
	static const char *const once[] = {"_do",   "_page",   "_id",   "_lang",   "_seen",
	                                   "_slip", "_poster", "_keep", "_receipt"};
	for (size_t i = 0; i < sizeof once / sizeof *once; i++)
		if (fields_times(fields, once[i]) > 1)
			return false;
	return true;
}

/* "3 4 7"; what else stands there ends it. */
static void mark_seen(struct answers *answers, const char *seen)
{
	const struct form *form = answers_form(answers);
	for (size_t digits; (digits = strspn(seen, "0123456789")) > 0; seen += digits + (seen[digits] == ' ')) {
		size_t place = digits < 10 ? strtoul(seen, NULL, 10) : SIZE_MAX;
		if (place < form->element_count)
			answers_ask(answers, &form->elements[place]);
	}
}

static void mark_asked(struct answers *answers, const struct flow_request *request)
{
	const struct form *form = answers_form(answers);
	if (request->whole)
		return;
	answers_of_page(answers);
	if (request->seen)
		mark_seen(answers, request->seen);
	for (size_t i = 0; !request->seen && i < form->element_count; i++)
		answers_ask(answers, &form->elements[i]);
}

enum core_err flow_answers(struct answers *answers, const struct flow_request *request, const struct fields *fields,
                           bool *changed)
{
	*changed = false;
	mark_asked(answers, request);
	for (size_t i = 0; i < fields->count; i++) {
		const struct posted *p = &fields->items[i];
		if (p->name[0] == '_')
			continue;
		enum core_err err = answers_add_field(answers, p->name, p->name_len, p->value, p->value_len);
		if (err == CORE_REFUSED)
			*changed = true;
		else if (err)
			return err;
	}
	return CORE_OK;
}

#define NO_PAGE ((size_t)-1)

static size_t page_after(const struct answers *answers, size_t page)
{
	for (size_t i = page + 1; i < answers_form(answers)->page_count; i++)
		if (answers_page_visible(answers, i))
			return i;
	return NO_PAGE;
}

static size_t page_before(const struct answers *answers, size_t page)
{
	while (page-- > 0)
		if (answers_page_visible(answers, page))
			return page;
	return NO_PAGE;
}

/* The page itself, or the nearest that is visible now. */
static size_t page_near(const struct answers *answers, size_t page)
{
	if (answers_page_visible(answers, page))
		return page;
	size_t near = page_before(answers, page);
	if (near == NO_PAGE)
		near = page_after(answers, page);
	return near == NO_PAGE ? page : near;
}

/* The first page with a fault that blocks, in what the person was asked, or wasn't yet; of one page alone when
 * only_page is one. */
static size_t page_at_fault(const struct answers *answers, bool asked, size_t only_page)
{
	size_t first = NO_PAGE;
	for (size_t i = 0; i < answers_fault_count(answers); i++) {
		struct answer_fault fault = answers_fault(answers, i);
		if (fault.warning || !fault.element || (only_page != NO_PAGE && fault.element->page != only_page))
			continue;
		if (fault.element->page < first && answers_asked(answers, fault.element) == asked)
			first = fault.element->page;
	}
	return first;
}

/* What was answered may bring up further questions on the same page. Without script they were not there to be answered,
 * so they are asked before anything is found wrong with them. */
static bool all_asked(const struct answers *answers, size_t page)
{
	const struct form *form = answers_form(answers);
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (e->page == page && element_takes_answer(e) && answers_element_visible(answers, e) &&
		    answers_element_enabled(answers, e) && !answers_asked(answers, e))
			return false;
	}
	return true;
}

static struct flow_turn show(size_t page)
{
	return (struct flow_turn){.status = 200, .page = page};
}

static struct flow_turn ask(size_t page)
{
	return (struct flow_turn){.status = 200, .page = page, .notice = "more-questions"};
}

static struct flow_turn at_fault(size_t page)
{
	return (struct flow_turn){.status = 422, .page = page, .show_faults = true};
}

static struct flow_turn next(const struct flow_request *request, const struct answers *answers)
{
	if (page_at_fault(answers, true, request->page) != NO_PAGE)
		return at_fault(request->page);
	if (!all_asked(answers, request->page))
		return ask(request->page);
	size_t after = page_after(answers, request->page);
	return show(after == NO_PAGE ? page_near(answers, request->page) : after);
}

/* What stands between this page and the end: something wrong, something new, a page that an answer brought up. */
static bool more_to_do(const struct flow_request *request, const struct answers *answers, struct flow_turn *turn)
{
	size_t wrong = page_at_fault(answers, true, NO_PAGE), fresh = page_at_fault(answers, false, NO_PAGE);
	size_t after = page_after(answers, request->page);
	if (wrong != NO_PAGE)
		*turn = at_fault(wrong);
	else if (answers_page_visible(answers, request->page) && !all_asked(answers, request->page))
		*turn = ask(request->page);
	else if (fresh < request->page)
		*turn = ask(fresh);
	else if (after != NO_PAGE)
		*turn = show(after);
	else
		return false;
	return true;
}

static struct flow_turn send(const struct flow_request *request, const struct answers *answers)
{
	struct flow_turn turn;
	if (!request->whole && more_to_do(request, answers, &turn))
		return turn;
	if (answers_acceptable(answers))
		return (struct flow_turn){.send = true, .status = 200, .page = request->page, .whole = request->whole};
	return (struct flow_turn){.status = 422, .page = request->page, .show_faults = true, .whole = true};
}

static struct flow_turn turn(const struct flow_request *request, const struct answers *answers)
{
	size_t before;
	switch (request->act) {
	case FLOW_NEXT:
		return next(request, answers);
	case FLOW_SEND:
		return send(request, answers);
	case FLOW_BACK:
		before = page_before(answers, request->page);
		return show(before == NO_PAGE ? page_near(answers, request->page) : before);
	case FLOW_OPEN:
		return show(page_near(answers, 0));
	case FLOW_STAY:
		break;
	}
	struct flow_turn stay = show(page_near(answers, request->page));
	stay.whole = request->whole;
	return stay;
}

struct flow_turn flow_decide(const struct flow_request *request, const struct answers *answers, bool changed)
{
	struct flow_turn t = turn(request, answers);
	if (!changed || !t.send)
		return t;
	t.send = false;
	t.status = 422;
	t.page = page_near(answers, request->page);
	t.notice = "form-changed";
	return t;
}
