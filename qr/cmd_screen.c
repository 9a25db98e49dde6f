/* uzklausi-qr screen: a form's code as large as a projector shows it, or in the terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qr/commands.h"
#include "qr/list.h"
#include "qr/make.h"
#include "qr/options.h"
#include "qr/poster_parts.h"
#include "qr/terminal.h"
#include "seal/lock.h"

enum { FORM, OUT, LANG, OPTIONS };

/* 1,920 by 1,080 dots. */
#define WIDTH 162.56
#define HEIGHT 91.44

static bool draw_terminal(struct buf *report, const char *address, struct qr_fault *fault)
{
	struct qr_code code;
	if (!qr_code_init(&code, address))
		return qr_fail(fault, "this address is empty or too long for a code of level Q (at most 1663 bytes)");
	qr_terminal(report, &code);
	qr_code_release(&code);
	return !report->failed;
}

static void draw(struct paper *paper, const struct qr_code *code, const struct qr_site *site, const char *form,
                 const struct catalogue *words)
{
	const struct theme *t = theme_named("adults");
	char shown[512];
	double side = HEIGHT - 10;
	snprintf(shown, sizeof shown, "%s/f/%s", site->host, form);
	part_modules(paper, code, (struct box){5, 5, side, side}, t->code);
	struct block blocks[] = {
	        {.what = "the site's name",
	         .text = text_in(&site->name, words->lang),
	         .font = &t->strong,
	         .colour = t->faint,
	         .size = 11,
	         .least = 6},
	        {.what = "the words before the address",
	         .text = qr_word(words, QR_MESSAGE_OR_OPEN),
	         .font = &t->body,
	         .colour = t->faint,
	         .size = 12,
	         .least = 7,
	         .before = 12},
	        {.what = "the address",
	         .text = shown,
	         .font = &t->strong,
	         .colour = t->ink,
	         .size = 22,
	         .least = 6,
	         .before = 1},
	        {.what = "what the page never asks",
	         .text = qr_word(words, QR_MESSAGE_NEVER),
	         .font = &t->body,
	         .colour = t->faint,
	         .size = 9,
	         .least = 5,
	         .before = 12},
	};
	paper_column(paper, (struct box){side + 10, 12, WIDTH - side - 15, HEIGHT - 20}, blocks, 4);
}

static bool draw_picture(const struct qr_site *site, const struct qr_option *options, const char *address,
                         struct qr_fault *fault)
{
	const char *lang = options[LANG].value ? options[LANG].value : site->language;
	const struct catalogue *words = qr_words(lang, strlen(lang));
	enum paper_format format;
	struct qr_draft draft = {NULL, NULL};
	struct paper paper;
	struct qr_code code;
	if (!words)
		return qr_fail(fault, "there are no words in the language %s: lv, en, ru and uk have them", lang);
	if (!make_format(options[OUT].value, &format, fault))
		return false;
	if (!qr_code_init(&code, address))
		return qr_fail(fault, "the address %s is too long for a code", address);
	bool good = qr_draft_begin(&draft, options[OUT].value, fault);
	if (good) {
		if (paper_open(&paper, format, draft.path, WIDTH, HEIGHT, address, "2026-01-01", fault))
			draw(&paper, &code, site, options[FORM].value, words);
		good = paper_close(&paper) && qr_draft_finish(&draft, 0666, fault);
	}
	qr_draft_drop(&draft);
	qr_code_release(&code);
	return good;
}

static bool form_is_there(const struct qr_site *site, const char *form, struct qr_fault *fault)
{
	char name[64];
	snprintf(name, sizeof name, "forms/%.40s.json", form);
	char *path = lock_form_fits(form) ? qr_path(site->path, name) : NULL;
	bool there = path && access(path, R_OK) == 0;
	free(path);
	return there || qr_fail(fault, "the site has no form %s: forms/%s.json is not there", form, form);
}

int qr_cmd_screen(int count, char **arguments, struct buf *report, struct qr_fault *fault)
{
	struct qr_option options[OPTIONS] = {
	        [FORM] = {"--form", true, NULL}, [OUT] = {"--out", false, NULL}, [LANG] = {"--lang", false, NULL}};
	struct qr_site site = {0};
	const char *folder;
	char address[640];
	if (count == 1)
		return draw_terminal(report, arguments[0], fault) ? 0 : EXIT_MISTAKE;
	if (!qr_options_read(count, arguments, &folder, options, OPTIONS, fault))
		return EXIT_USAGE;
	bool good = qr_site_read(&site, folder, fault) && form_is_there(&site, options[FORM].value, fault);
	if (good) {
		snprintf(address, sizeof address, "%s/f/%s", site.address, options[FORM].value);
		good = options[OUT].value ? draw_picture(&site, options, address, fault)
		                          : draw_terminal(report, address, fault);
	}
	qr_site_release(&site);
	return good ? 0 : EXIT_MISTAKE;
}
