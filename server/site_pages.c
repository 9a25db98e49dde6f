#include "server/site_pages.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "server/markdown.h"
#include "server/site_folder.h"

#define HTML_MAX ((size_t)MARKDOWN_MAX * 8)

/* server/pages/NAME.LANG.md, embedded by the Makefile. */
#define IN_ALL(PAGE, name) PAGE(name, lv) PAGE(name, en) PAGE(name, ru) PAGE(name, uk)
#define OWN_PAGES(PAGE) IN_ALL(PAGE, help) IN_ALL(PAGE, accessibility)
#define DECLARE(name, lang)                                                                                            \
	extern const unsigned char name##_##lang[];                                                                    \
	extern const size_t name##_##lang##_size;
#define ENTRY(name, lang) {#name, #lang, name##_##lang, &name##_##lang##_size},
OWN_PAGES(DECLARE)
const struct own_page own_pages[] = {OWN_PAGES(ENTRY)};
const size_t own_page_count = sizeof own_pages / sizeof *own_pages;

static const struct own_page *own_page(const char *name, const char *lang)
{
	for (size_t i = 0; i < own_page_count; i++)
		if (strcmp(own_pages[i].name, name) == 0 && strcmp(own_pages[i].lang, lang) == 0)
			return &own_pages[i];
	return NULL;
}

/* The Markdown for a language. CORE_OK with nothing in it when there is none. */
static enum core_err read_markdown(struct buf *out, const char *path, const char *name, const char *lang,
                                   struct problems *problems)
{
	const struct own_page *own = own_page(name, lang);
	if (folder_read_file(out, path))
		return CORE_OK;
	if (errno != ENOENT) {
		problems_add(problems, path, 0, NULL, NULL, "%s", strerror(errno));
		return CORE_REFUSED;
	}
	if (own)
		buf_add(out, own->text, *own->size);
	return out->failed ? CORE_NOMEM : CORE_OK;
}

static enum core_err write_html(const struct site *site, struct buf *html, const char *path, const char *lang,
                                const struct buf *markdown, struct problems *problems)
{
	const struct markdown_word words[] = {
	        {"name", text_in(&site->name, lang)},
	        {"contact", text_in(&site->contact, lang)},
	        {"address", site->address},
	        {"readers", text_in(&site->readers, lang)},
	};
	enum core_err err = markdown_write(html, path, markdown->data, markdown->len, words,
	                                   sizeof words / sizeof *words, problems);
	if (err == CORE_UTF8)
		problems_add(problems, path, 0, NULL, NULL, "is not written in UTF-8");
	else if (err == CORE_LIMIT)
		problems_add(problems, path, 0, NULL, NULL, "is longer than %d bytes", MARKDOWN_MAX);
	return err == CORE_OK || err == CORE_NOMEM ? err : CORE_REFUSED;
}

/* The page of one language; without one, wording stays empty and a note says so. */
static enum core_err read_page(const struct site *site, struct arena *arena, const char *name, const char *lang,
                               struct wording *wording, struct problems *problems, struct problems *notes)
{
	char path[PATH_MAX + 32];
	struct buf markdown, html;
	snprintf(path, sizeof path, "%s/pages/%s.%s.md", site->path, name, lang);
	buf_init(&markdown, MARKDOWN_MAX + 1);
	buf_init(&html, HTML_MAX);
	enum core_err err = read_markdown(&markdown, path, name, lang, problems);
	if (!err && markdown.len == 0)
		problems_add(notes, path, 0, NULL, NULL, "is not there: the page is shown in another language");
	else if (!err)
		err = write_html(site, &html, path, lang, &markdown, problems);
	if (!err && html.len > 0) {
		*wording = (struct wording){lang, arena_copy(arena, html.data, html.len)};
		err = wording->text ? CORE_OK : CORE_NOMEM;
	}
	buf_release(&markdown);
	buf_release(&html);
	return err;
}

static enum core_err read_pages(const struct site *site, struct arena *arena, const char *name, struct text *page,
                                struct problems *problems, struct problems *notes)
{
	struct wording *wordings = arena_array(arena, site->language_count + 1, sizeof *wordings);
	enum core_err err = wordings ? CORE_OK : CORE_NOMEM;
	size_t count = 0;
	for (size_t i = 0; !err && i < site->language_count; i++) {
		err = read_page(site, arena, name, site->languages[i], &wordings[count], problems, notes);
		count += wordings[count].text != NULL;
	}
	if (!err && count > 0) { /* where a language has none, the first one's is shown */
		wordings[count] = (struct wording){"default", wordings[0].text};
		*page = (struct text){wordings, count + 1};
	}
	return err;
}

enum core_err site_pages_read(struct site *site, struct arena *arena, struct problems *problems, struct problems *notes)
{
	enum core_err err = read_pages(site, arena, "help", &site->help, problems, notes);
	return err ? err : read_pages(site, arena, "accessibility", &site->accessibility, problems, notes);
}
