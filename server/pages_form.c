/* A form's pages. */
#include <sodium.h>
#include <string.h>

#include "core/form_device.h"
#include "kiosk/messages.h"
#include "kiosk/templates.h"
#include "server/pages_internal.h"

static size_t first_visible(const struct form_page *page)
{
	size_t i = 0;
	while (i < page->offer->form->page_count && !answers_page_visible(page->answers, i))
		i++;
	return i;
}

static void fill_steps(const struct form_page *page, struct form_view *view)
{
	for (size_t i = 0; i < page->offer->form->page_count; i++) {
		if (!answers_page_visible(page->answers, i))
			continue;
		view->total++;
		view->number += i <= page->page;
		view->can_go_on = view->can_go_on || i > page->page;
		view->can_go_back = view->can_go_back || i < page->page;
	}
	view->stepped = view->total > 1 && !page->whole;
	view->again = view->stepped && view->number > 1;
	view->can_go_on = view->can_go_on && !page->whole;
	view->can_go_back = view->can_go_back && !page->whole;
}

struct section_view section_of(struct rendering *r, size_t number, const struct faults *faults)
{
	const struct page *page = &r->form->pages[number];
	struct section_view view = {
	        .number = number,
	        .marked = r->marked,
	        .titled = text_there(r, &page->title),
	        .described = text_there(r, &page->description),
	        .title = piped_in(r, &page->title, NULL),
	        .description = piped_in(r, &page->description, NULL),
	};
	view.items = items_of(r, page->elements, page->element_count, faults, &view.items_count);
	return view;
}

static void fill_sections(struct rendering *r, const struct form_page *page, const struct faults *faults,
                          struct form_view *view)
{
	size_t count = page->whole ? r->form->page_count : 1;
	struct section_view *sections = rendering_array(r, count, sizeof *sections);
	for (size_t i = 0; sections && i < r->form->page_count; i++)
		if (page->whole ? answers_page_visible(r->answers, i) : i == page->page)
			sections[view->sections_count++] = section_of(r, i, faults);
	view->sections = sections;
}

static bool some_required(const struct form_page *page)
{
	const struct form *form = page->offer->form;
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (element_takes_answer(e) && (page->whole || e->page == page->page) &&
		    answers_element_visible(page->answers, e) && answers_element_required(page->answers, e))
			return true;
	}
	return false;
}

static bool asks_for_words(const struct form *form)
{
	for (size_t i = 0; i < form->element_count; i++)
		if (form->elements[i].kind == ELEMENT_COMMENT || form->elements[i].has_comment ||
		    form->elements[i].has_other)
			return true;
	return false;
}

/* What stands on a form's first page alone. */
static void fill_opening(struct rendering *r, const struct form_page *page, struct form_view *view)
{
	if (page->whole || page->page != first_visible(page))
		return;
	view->description = piped_in(r, &r->form->description, NULL);
	view->described = text_there(r, &r->form->description);
	view->kept = kept_view(r, r->form->settings.keep_day, asks_for_words(r->form));
}

const char *notice_text(const struct rendering *r, const char *name)
{
	for (unsigned key = 0; name && key < MESSAGES; key++)
		if (strcmp(message_names[key], name) == 0)
			return catalogue_text(r->words, key);
	return NULL;
}

static const char *own_label(const struct rendering *r, const struct text *label)
{
	return text_there(r, label) ? text_in(label, r->lang) : NULL;
}

/* Asked for on the first page, and wherever the slip is what is wrong. */
static const struct brought_view *brought_of(struct rendering *r, const struct form_page *page)
{
	static const struct brought none = {.slip = ""};
	const struct brought *b = page->brought ? page->brought : &none;
	bool slip_wrong = page->notice && strncmp(page->notice, "slip-", 5) == 0;
	bool opening = page->whole || page->page == first_visible(page), needed = r->form->settings.slip;
	if (!needed && !b->has_poster)
		return NULL;
	struct brought_view *view = rendering_array(r, 1, sizeof *view);
	if (view)
		*view = (struct brought_view){.asks_slip = needed && (opening || slip_wrong),
		                              .carries_slip = needed && !opening && !slip_wrong,
		                              .slip = b->slip,
		                              .fault = slip_wrong ? notice_text(r, page->notice) : NULL,
		                              .poster = b->has_poster ? b->poster.code : NULL,
		                              .place = opening ? b->poster.name : NULL,
		                              .keep = b->keep};
	return view;
}

/* A link would leave it behind. */
static bool brought_something(const struct brought *b)
{
	return b != NULL && (b->has_poster || b->slip[0] != '\0');
}

static void fill_form(struct rendering *r, const struct form_page *page, struct form_view *view)
{
	struct faults faults = faults_find(r, page);
	const struct form *form = r->form;
	*view = (struct form_view){
	        .action = url_here(r, form->id, NULL),
	        .lang = r->lang,
	        .title = piped_in(r, &form->title, form->id),
	        .page_name = page->whole ? NULL : form->pages[page->page].name,
	        .seen = page->whole ? NULL : seen_here(r, page),
	        .notice = notice_text(r, page->notice),
	        .faults = faults.list,
	        .faults_count = faults.count,
	        .some_required = some_required(page),
	        .next_label = own_label(r, &form->page_next),
	        .back_label = own_label(r, &form->page_prev),
	        .send_label = own_label(r, &form->complete_text),
	};
	if (faults.unplaced && !view->notice)
		view->notice = catalogue_text(r->words, MESSAGE_ERROR_422_WHAT);
	view->brought = brought_of(r, page);
	fill_steps(page, view);
	view->version = version_view(r);
	view->pictures = pictures_of(r, &view->pictures_count);
	fill_opening(r, page, view);
	fill_sections(r, page, &faults, view);
	view->carried = carried_find(r, page, &view->carried_count);
}

bool pages_form(struct buf *out, const struct site *site, const struct form_page *page)
{
	const struct form *form = page->offer->form;
	struct rendering r;
	struct form_view sheet;
	char id[33];
	rendering_init(&r, site, spoken_by(site, form, page->lang));
	r.kiosk = page->kiosk;
	r.form = form;
	r.here = (struct url){.kind = URL_FORM, .text = form->id};
	r.answers = page->answers;
	r.marked = page->script && !form_device_obstacle(form);
	fill_form(&r, page, &sheet);
	if (page->id)
		sheet.id = sodium_bin2hex(id, sizeof id, page->id, 16);
	sheet.receipt = page->id ? page->receipt : NULL;
	struct page_view view = page_frame(&r);
	const char *title = text_in(&form->title, r.lang);
	view.title = form->settings.neutral_title ? NULL : title ? title : form->id;
	view.easy = form->settings.easy_of != NULL;
	view.faulty = sheet.faults_count > 0;
	view.leave = form->settings.neutral_title && !page->kiosk;
	view.kiosk = kiosk_frame(&r, "form", form->id);
	bool answering = page->id || page->whole || page->show_faults;
	view.answers_are_here = answering || brought_something(page->brought);
	view.links_out = !page->kiosk && !answering;
	view.enter = sheet.can_go_on ? "next" : "send";
	view.form = &sheet;
	view.device = r.marked ? device_of(&r, page, &sheet) : NULL;
	return rendering_finish(&r, &view, out);
}
