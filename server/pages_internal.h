/* What the sources of pages share: one rendering, and the parts of its view. */
#ifndef SERVER_PAGES_INTERNAL_H
#define SERVER_PAGES_INTERNAL_H

#include "core/arena.h"
#include "kiosk/view.h"
#include "server/pages.h"

struct rendering {
	const struct site *site;
	const struct catalogue *words;
	const char *lang;
	struct url here;               /* the page's own address, for its other languages */
	const struct kiosk *kiosk;     /* NULL on people's own devices */
	const struct form *form;       /* NULL on home and error pages */
	const struct answers *answers; /* NULL when there are none */
	struct arena arena;            /* the views; wiped at the end, since they may hold answers */
	bool marked;                   /* pages for script: elements are marked with their numbers */
	bool everything;               /* what cannot be seen yet is there too, hidden */
	bool failed;                   /* memory ran out */
};

void rendering_init(struct rendering *r, const struct site *site, const char *lang);
/* Writes the document and lets go of everything. False when memory ran out on the way. */
bool rendering_finish(struct rendering *r, const struct page_view *view, struct buf *out);

/* Zeroed memory for views; NULL sets failed. A count of 0 is no failure. */
void *rendering_array(struct rendering *r, size_t count, size_t size);

/* What every page has: the site's name, its languages (those of the form only, if there is one), its phones. */
struct page_view page_frame(struct rendering *r);
/* For a kiosk when there is one, else for people's own devices. form NULL: of home. */
struct url url_here(const struct rendering *r, const char *form, const char *lang);
/* What the page tells the kiosk's script; NULL without a kiosk. kind as in struct kiosk_view. */
const struct kiosk_view *kiosk_frame(struct rendering *r, const char *kind, const char *form);
/* Fills in a page that the site words itself, which names the numbers where it wants them. NULL: memory ran out. */
const struct help_view *worded_view(struct rendering *r, enum url_kind here, const struct text *html);
struct error_view error_words(struct rendering *r, unsigned status);
/* A site's language that the form speaks, lang if it is one: the page is in one language throughout. */
const char *spoken_by(const struct site *site, const struct form *form, const char *lang);
/* The catalogue of a language, or NULL. */
const struct catalogue *words_in(const char *lang);
const struct phones_view *phones_view(struct rendering *r, bool urgent_only);
const struct kept_view *kept_view(struct rendering *r, bool day, bool words);
struct piped piped_in(const struct rendering *r, const struct text *text, const char *fallback);
bool text_there(const struct rendering *r, const struct text *text);
struct said message_said(const struct rendering *r, unsigned key, size_t number);

/* pages_html.c: an html element's markup, cut where answers and phone numbers go. */
const struct html_part *html_parts(struct rendering *r, const struct text *html, size_t *count);

/* A choice in the page's language: the form's words, or ours for "other" and "none". */
const char *choice_label(const struct rendering *r, const struct choice *c);

/* pages_faults.c: what is to be corrected on the pages that are shown. */
struct faults {
	const struct said **of; /* for each element its first fault, or NULL */
	const struct fault_view *list;
	size_t count;
	bool unplaced; /* a fault that belongs to no question */
};
struct faults faults_find(struct rendering *r, const struct form_page *page);

/* What a fault says, in the form's words or ours; NULL when memory ran out. */
const char *fault_text(struct rendering *r, const struct answer_fault *fault);

/* pages_form.c */
/* The text of the message of that name, or NULL. */
const char *notice_text(const struct rendering *r, const char *name);
struct section_view section_of(struct rendering *r, size_t number, const struct faults *faults);

/* pages.c: what is said after sending, and the title of that window. */
const struct thanks_view *thanks_of(struct rendering *r, const struct offer *offer, const char *receipt, bool scripted,
                                    const char **title);

/* pages_device.c: NULL when memory ran out. */
const struct device_view *device_of(struct rendering *r, const struct form_page *page, const struct form_view *form);

/* pages_item.c: the elements of a page or panel that can be seen. */
const struct item_view *items_of(struct rendering *r, struct element *const *elements, size_t element_count,
                                 const struct faults *faults, size_t *count);

/* pages_controls.c: what the names of a question's fields begin with. */
const char *field_name(const struct rendering *r, const struct element *e);
/* Fills in what answers a question. */
void controls_fill(struct rendering *r, const struct element *e, struct item_view *item);
/* A value as a field posts it; numbers and booleans as JSON. */
struct span value_span(struct rendering *r, struct value v);

/* pages_easy.c: forms in easy language. The version of a form that is offered too, or NULL. */
const struct form *easy_version(const struct site *site, const struct form *form);
const struct form *full_version(const struct site *site, const struct form *form);
/* The way to it, or NULL. */
const struct version_view *version_view(struct rendering *r);
bool picture_of_question(const struct rendering *r, const struct element *e, struct url *out);
bool picture_of_value(const struct rendering *r, const struct choice *c, struct url *out);
/* The drawings that the form's pages point at. */
const struct picture_view *pictures_of(struct rendering *r, size_t *count);

/* pages_carry.c: answers that no control of this page shows. */
const struct carried_view *carried_find(struct rendering *r, const struct form_page *page, size_t *count);
const char *seen_here(struct rendering *r, const struct form_page *page);

#endif
