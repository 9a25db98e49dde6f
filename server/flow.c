#include "server/flow.h"

#include <string.h>

#include "seal/id.h"
#include "server/pages.h"

static bool read_act(struct flow_request *out, const char *word)
{
	static const struct {
		const char *word;
		enum flow_act act;
	} acts[] = {{"next", FLOW_NEXT}, {"back", FLOW_BACK}, {"send", FLOW_SEND}};
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
	if (strcmp(p->name, "_seen") == 0) {
		out->seen = p->value;
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
	static const char *const once[] = {"_do", "_page", "_id", "_lang", "_seen"};
	for (size_t i = 0; i < sizeof once / sizeof *once; i++)
		if (fields_times(fields, once[i]) > 1)
			return false;
	return true;
}

enum core_err flow_answers(struct answers *answers, const struct fields *fields, bool *changed)
{
	*changed = false;
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

/* The first page that has a fault which blocks; of a page alone when only_page is one. */
static size_t page_at_fault(const struct answers *answers, size_t only_page)
{
	size_t first = NO_PAGE;
	for (size_t i = 0; i < answers_fault_count(answers); i++) {
		struct answer_fault fault = answers_fault(answers, i);
		if (fault.warning || !fault.element || (only_page != NO_PAGE && fault.element->page != only_page))
			continue;
		if (fault.element->page < first)
			first = fault.element->page;
	}
	return first;
}

/* What was answered may bring up further questions on the same page. Without script they were not there to be answered.
 */
static bool all_seen(const struct flow_request *request, const struct answers *answers)
{
	return !request->seen || pages_all_seen(answers, request->page, request->seen);
}

static struct flow_turn show(size_t page)
{
	return (struct flow_turn){.status = 200, .page = page};
}

static struct flow_turn next(const struct flow_request *request, const struct answers *answers)
{
	if (page_at_fault(answers, request->page) != NO_PAGE)
		return (struct flow_turn){.status = 422, .page = request->page, .show_faults = true};
	if (!all_seen(request, answers))
		return (struct flow_turn){.status = 200, .page = request->page, .notice = "more-questions"};
	size_t after = page_after(answers, request->page);
	return show(after == NO_PAGE ? page_near(answers, request->page) : after);
}

static struct flow_turn send(const struct flow_request *request, const struct answers *answers)
{
	if (!request->whole && !all_seen(request, answers) && answers_page_visible(answers, request->page))
		return (struct flow_turn){.status = 200, .page = request->page, .notice = "more-questions"};
	if (answers_acceptable(answers))
		return (struct flow_turn){.send = true, .status = 200, .page = request->page, .whole = request->whole};
	size_t at_fault = page_at_fault(answers, NO_PAGE);
	bool whole = request->whole || at_fault == NO_PAGE;
	return (struct flow_turn){
	        .status = 422, .page = whole ? request->page : at_fault, .show_faults = true, .whole = whole};
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
