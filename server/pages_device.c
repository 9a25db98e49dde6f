/* What the respondent's own script works with: the rules of the form and all of its pages, in the page that is rendered
 * once. */
#include <sodium.h>
#include <string.h>

#include "core/form_device.h"
#include "core/json.h"
#include "kiosk/asset.h"
#include "kiosk/assets.h"
#include "kiosk/messages.h"
#include "server/pages_internal.h"

#define RULES_MAX (1u << 20)
#define TEXTS_MAX 4000
#define RECEIPT_TO_COME "0000 0000 0000 0000" /* the script puts another in its place */
#define COUNTS 200 /* every language's plural of n is that of n modulo 100, but for the numbers below 100 */

/* The sentences that tell of faults, each once. */
struct sentences {
	struct rendering *r;
	const char *list[TEXTS_MAX];
	size_t count;
};

static size_t number_of(struct sentences *s, const char *text)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->list[i], text) == 0)
			return i;
	if (s->count == TEXTS_MAX) {
		s->r->failed = true;
		return 0;
	}
	s->list[s->count] = text;
	return s->count++;
}

static size_t say(void *context, const struct answer_fault *fault)
{
	struct sentences *s = context;
	const char *text = fault_text(s->r, fault);
	return text ? number_of(s, text) : 0;
}

static void member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, ",\"%s\":", name);
	json_write_string(out, text, strlen(text));
}

static void hex_member(struct buf *out, const char *name, const unsigned char *bytes, size_t len)
{
	char hex[65];
	sodium_bin2hex(hex, sizeof hex, bytes, len);
	member(out, name, hex);
}

/* With {number} and {total} where its places are. */
static void progress(struct rendering *r, struct buf *out)
{
	struct buf words;
	buf_init(&words, 1u << 12);
	catalogue_write_bare(&words, r->words, MESSAGE_PROGRESS,
	                     (const struct message_value[]){{.text = "{number}"}, {.text = "{total}"}});
	member(out, "progress", words.data ? words.data : "");
	buf_release(&words);
}

/* "faults": the wording for each plural category that the language has; "plural": which of them is for 0, 1, 2, ... */
static void fault_counts(struct rendering *r, struct buf *out)
{
	const struct message_text *message = &r->words->texts[MESSAGE_FAULTS];
	char places[PLURALS] = {0}, next = '0';
	buf_adds(out, ",\"faults\":[");
	for (size_t i = 0; i < PLURALS; i++) {
		const char *form = message->forms[i];
		if (!form)
			continue;
		const char *at = strpbrk(form, "\1\2\3\4\5\6\7\10");
		struct buf whole;
		buf_init(&whole, 1u << 12);
		buf_add(&whole, form, at ? (size_t)(at - form) : strlen(form));
		buf_adds(&whole, at ? "{count}" : "");
		buf_adds(&whole, at ? at + 1 : "");
		buf_adds(out, next > '0' ? "," : "");
		json_write_string(out, whole.data ? whole.data : "", whole.len);
		buf_release(&whole);
		places[i] = next++;
	}
	buf_adds(out, "],\"plural\":\"");
	for (unsigned long n = 0; n < COUNTS; n++)
		buf_addc(out, places[r->words->plural(n)]);
	buf_addc(out, '"');
}

/* A kiosk is no place for a secret to keep. */
static bool gives_receipt(const struct rendering *r)
{
	return r->form->settings.receipt > 0 && !r->kiosk;
}

static void write_rules(struct rendering *r, const struct form_page *page, struct buf *out)
{
	const struct offer *offer = page->offer;
	struct sentences *sentences = rendering_array(r, 1, sizeof *sentences);
	if (!sentences)
		return;
	sentences->r = r;
	form_device_write(r->form, r->lang, &(struct fault_sayer){say, sentences}, out);
	if (out->failed || out->len == 0)
		return;
	out->data[--out->len] = '\0'; /* the object goes on */
	member(out, "form", r->form->id);
	member(out, "version", offer->version);
	member(out, "wave", offer->lock.wave);
	member(out, "lang", r->lang);
	hex_member(out, "lock", offer->lock.id, sizeof offer->lock.id);
	hex_member(out, "key", offer->lock.public_key, sizeof offer->lock.public_key);
	buf_printf(out, ",\"size\":%zu,\"day\":%d,\"first\":%zu", offer->lock.record_size, r->form->settings.keep_day,
	           page->page);
	if (r->form->settings.work) {
		buf_adds(out, ",\"work\":\"/a/");
		buf_adds(out, assets[ASSET_WORK_JS].name);
		buf_addc(out, '"');
	}
	if (gives_receipt(r))
		buf_printf(out, ",\"receipt\":%u", r->form->settings.receipt);
	progress(r, out);
	fault_counts(r, out);
	buf_adds(out, ",\"texts\":[");
	for (size_t i = 0; i < sentences->count; i++) {
		buf_adds(out, i ? "," : "");
		json_write_string(out, sentences->list[i], strlen(sentences->list[i]));
	}
	buf_adds(out, "]}");
}

/* A quotation mark takes six bytes in an attribute and is every tenth byte of the rules: it changes places with a mark
 * that is rare and takes one (kiosk/script/app.js changes them back). */
static struct span rules_of(struct rendering *r, const struct form_page *page)
{
	struct buf out;
	buf_init(&out, RULES_MAX);
	write_rules(r, page, &out);
	char *text = out.failed || !out.data ? NULL : arena_copy(&r->arena, out.data, out.len);
	for (size_t i = 0; text && i < out.len; i++)
		text[i] = text[i] == '"' ? '`' : text[i] == '`' ? '"' : text[i];
	struct span rules = {text, text ? out.len : 0};
	if (!text)
		r->failed = true;
	buf_release(&out);
	return rules;
}

static bool some_hidden(const struct rendering *r, size_t page)
{
	for (size_t i = 0; i < r->form->element_count; i++)
		if (r->form->elements[i].page == page && (form_choices_conditional(&r->form->elements[i]) ||
		                                          !answers_element_visible(r->answers, &r->form->elements[i])))
			return true;
	return false;
}

static const struct section_view *all_sections(struct rendering *r, size_t shown, size_t *count)
{
	struct section_view *sections = rendering_array(r, r->form->page_count, sizeof *sections);
	r->everything = true;
	for (size_t i = 0; sections && i < r->form->page_count; i++)
		if (i != shown || some_hidden(r, i))
			sections[(*count)++] = section_of(r, i, &(struct faults){0});
	r->everything = false;
	return sections;
}

const struct device_view *device_of(struct rendering *r, const struct form_page *page, const struct form_view *form)
{
	struct device_view *view = rendering_array(r, 1, sizeof *view);
	if (!view)
		return NULL;
	view->rules = rules_of(r, page);
	view->sections = all_sections(r, page->page, &view->sections_count);
	view->thanks = thanks_of(r, page->offer, gives_receipt(r) ? RECEIPT_TO_COME : NULL, true, &view->thanks_title);
	view->script = (struct url){.kind = URL_ASSET, .text = assets[ASSET_DEVICE_JS].name};
	view->integrity = assets[ASSET_DEVICE_JS].integrity;
	view->kiosk = r->kiosk;
	view->slip = r->form->settings.slip;
	view->work = r->form->settings.work;
	view->aloud = !r->form->settings.staff_only;
	view->next_label = form->next_label;
	view->back_label = form->back_label;
	view->send_label = form->send_label;
	return view;
}
