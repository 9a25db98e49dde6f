/* Renders every page of the forms given, in each language, to files: what shots.mjs looks at and what html-validate and
 * axe check.
 *
 *   render OUT FORM.json...      OUT/home.lv.html, OUT/error-404.lv.html, OUT/FORM.1-PAGE.lv.html,
 * OUT/FORM.1-PAGE.faults.lv.html, ... */
#include "tests/unit/pages_fixture.h"

static const struct moment NOW = {.ms = 1790000000000, .utc_offset_minutes = 180};
static const unsigned char ID[16] = "one sheet's id.";

static int write_page(const char *folder, const char *name, const char *lang, struct buf *html, bool rendered)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s.%s.html", folder, name, lang);
	FILE *file = rendered ? fopen(path, "wb") : NULL;
	bool good = file && fwrite(html->data, 1, html->len, file) == html->len;
	if (file && fclose(file) != 0)
		good = false;
	if (!good)
		fprintf(stderr, "render: %s was not written\n", path);
	buf_clear(html);
	return good ? 0 : 1;
}

/* Answers every other question with its second choice, so that later pages carry something. */
static void answer_some(struct answers *answers, const struct form *form)
{
	for (size_t i = 0; i < form->element_count; i += 2) {
		const struct element *e = &form->elements[i];
		const char *value = e->kind == ELEMENT_COMMENT ? "Skolas pagalmā, pēc stundām" : NULL;
		if (e->choice_count > 1 && e->kind != ELEMENT_MATRIX && e->kind != ELEMENT_RANKING)
			value = e->choices[1].value_text;
		if (value)
			answers_add_field(answers, e->name, strlen(e->name), value, strlen(value));
	}
}

static int render_pages(const struct fixture *f, const struct offer *offer, const char *folder, const char *lang,
                        bool faults)
{
	struct answers *answers = answers_new(offer->form);
	struct buf html;
	int status = 0;
	buf_init(&html, 4u << 20);
	if (faults)
		answer_some(answers, offer->form);
	answers_evaluate(answers, &NOW, lang);
	for (size_t i = 0; i < offer->form->page_count; i++) {
		char name[200];
		struct form_page page = {.offer = offer,
		                         .answers = answers,
		                         .lang = lang,
		                         .page = i,
		                         .show_faults = faults,
		                         .id = faults ? ID : NULL};
		if (!answers_page_visible(answers, i))
			continue;
		snprintf(name, sizeof name, "%s.%zu-%s%s", offer->form->id, i + 1, offer->form->pages[i].name,
		         faults ? ".faults" : "");
		status |= write_page(folder, name, lang, &html, pages_form(&html, &f->site, &page));
	}
	answers_free(answers);
	buf_release(&html);
	return status;
}

static int render_whole(const struct fixture *f, const struct offer *offer, const char *folder, const char *lang)
{
	struct answers *answers = answers_new(offer->form);
	struct form_page page = {
	        .offer = offer, .answers = answers, .lang = lang, .show_faults = true, .whole = true, .id = ID};
	struct buf html;
	char name[100];
	buf_init(&html, 4u << 20);
	answers_evaluate(answers, &NOW, lang);
	snprintf(name, sizeof name, "%s.whole", offer->form->id);
	int status = write_page(folder, name, lang, &html, pages_form(&html, &f->site, &page));
	snprintf(name, sizeof name, "%s.thanks", offer->form->id);
	status |= write_page(folder, name, lang, &html, pages_thanks(&html, &f->site, offer, NULL, NULL, lang));
	answers_free(answers);
	buf_release(&html);
	return status;
}

static int render_fixed(const struct fixture *f, const char *folder, const char *lang)
{
	static const unsigned statuses[] = {400, 403, 404, 405, 408, 411, 413, 415, 421, 422, 429, 431, 500, 503, 505};
	struct buf html;
	int status;
	buf_init(&html, 4u << 20);
	status = write_page(folder, "home", lang, &html, pages_home(&html, &f->site, lang));
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		char name[40];
		snprintf(name, sizeof name, "error-%u", statuses[i]);
		status |= write_page(folder, name, lang, &html, pages_error(&html, &f->site, statuses[i], lang));
	}
	buf_release(&html);
	return status;
}

int main(int argc, char **argv)
{
	struct fixture f;
	int status = 0;
	if (argc < 2 || argc > 2 + FIXTURE_OFFERS_MAX) {
		fprintf(stderr, "usage: render OUT FORM.json...\n");
		return 2;
	}
	fixture_init(&f);
	for (int i = 2; i < argc; i++)
		fixture_offer(&f, argv[i]);
	for (size_t l = 0; l < f.site.language_count; l++) {
		const char *lang = f.site.languages[l];
		status |= render_fixed(&f, argv[1], lang);
		for (size_t i = 0; i < f.site.offer_count; i++) {
			status |= render_pages(&f, &f.offers[i], argv[1], lang, false);
			status |= render_pages(&f, &f.offers[i], argv[1], lang, true);
			status |= render_whole(&f, &f.offers[i], argv[1], lang);
		}
	}
	fixture_release(&f);
	return status;
}
