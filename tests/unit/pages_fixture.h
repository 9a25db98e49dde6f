/* A site in memory for the tests of pages: a town that does not exist, its phones, and the forms that a test reads. */
#ifndef TESTS_PAGES_FIXTURE_H
#define TESTS_PAGES_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/pages.h"

#define FIXTURE_OFFERS_MAX 16
#define FIXTURE_TEXT(lv, en)                                                                                           \
	{                                                                                                              \
		.wordings = (const struct wording[]){{"lv", lv}, {"en", en}}, .count = 2                               \
	}

struct fixture {
	struct site site;
	struct offer offers[FIXTURE_OFFERS_MAX];
	char *texts[FIXTURE_OFFERS_MAX];
};

static const char *fixture_languages[] = {"lv", "en"};
static struct phone fixture_phones[] = {
        {"112", FIXTURE_TEXT("Vienotais ārkārtas palīdzības numurs", "Emergency services"), {0}, true},
        {"110", FIXTURE_TEXT("Valsts policija", "State Police"), {0}, true},
        {"116111", FIXTURE_TEXT("Bērnu un pusaudžu uzticības tālrunis", "Children and youth helpline"),
         FIXTURE_TEXT("bez maksas, visu diennakti", "free, day and night"), true},
        {"116006", FIXTURE_TEXT("Palīdzība noziegumos cietušajiem", "Support for victims of crime"), {0}, false},
        {"116123", FIXTURE_TEXT("Krīžu tālrunis „Skalbes”", "Crisis line Skalbes"),
         FIXTURE_TEXT("visu diennakti", "day and night"), false},
};

static const struct text fixture_name = FIXTURE_TEXT("Rīta novads", "Rīts Municipality");
static const struct text fixture_contact =
        FIXTURE_TEXT("Rīta novada pašvaldība, info@rita-novads.example", "Rīts Municipality, info@rita-novads.example");

static inline char *fixture_slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *text = file ? calloc(1, 1u << 20) : NULL;
	if (text)
		*len = fread(text, 1, (1u << 20) - 1, file);
	if (file)
		fclose(file);
	return text;
}

/* Ends the program when the form cannot be read: no test can go on without it. */
static inline void fixture_offer(struct fixture *f, const char *path)
{
	struct problems problems;
	size_t len = 0, at = f->site.offer_count++;
	problems_init(&problems);
	f->texts[at] = fixture_slurp(path, &len);
	enum core_err err =
	        f->texts[at] ? form_read(path, f->texts[at], len, &f->offers[at].form, &problems) : CORE_REFUSED;
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "%s:%u: %s: %s\n", path, problems.items[i].line, problems.items[i].element,
		        problems.items[i].reason);
	problems_release(&problems);
	if (err) {
		fprintf(stderr, "%s: %s\n", path, core_err_text(err));
		exit(1);
	}
}

static inline void fixture_init(struct fixture *f)
{
	*f = (struct fixture){.site = {
	                              .name = fixture_name,
	                              .contact = fixture_contact,
	                              .leave = "https://weather.example/",
	                              .languages = fixture_languages,
	                              .language_count = 2,
	                              .phones = fixture_phones,
	                              .phone_count = sizeof fixture_phones / sizeof *fixture_phones,
	                      }};
	f->site.offers = f->offers;
}

static inline void fixture_release(struct fixture *f)
{
	for (size_t i = 0; i < f->site.offer_count; i++) {
		form_free(f->offers[i].form);
		free(f->texts[i]);
	}
}

#endif
