/* The html elements of forms: markup that the form's author wrote, shown as it is, with two things put in: answers
 * where {name} stands, and the site's phone numbers where an empty list asks for them; on a kiosk links are left out.
 */
#include <string.h>

#include "kiosk/write.h"
#include "server/pages_internal.h"

static const struct slot {
	const char *markup;
	bool urgent;
} PHONES[] = {
        {"<ul data-site=\"phones\"></ul>", false},
        {"<ul data-site=\"phones-urgent\"></ul>", true},
};

static const struct slot *phones_at(const char *at)
{
	for (size_t i = 0; i < sizeof PHONES / sizeof *PHONES; i++)
		if (strncmp(at, PHONES[i].markup, strlen(PHONES[i].markup)) == 0)
			return &PHONES[i];
	return NULL;
}

/* The bytes of the tag of a link at at, or 0. A kiosk leads nowhere, so there the words of a link stay without it. */
static size_t link_tag(const struct rendering *r, const char *at)
{
	size_t name = strncmp(at, "</", 2) == 0 ? 2 : 1;
	if (!r->kiosk || at[0] != '<' || (at[name] | 0x20) != 'a' || !memchr(" \t\n/>", at[name + 1], 5))
		return 0;
	char quote = '\0';
	const char *end = at + name + 1;
	for (; *end && (quote || *end != '>'); end++)
		if (*end == quote)
			quote = '\0';
		else if (!quote && (*end == '"' || *end == '\''))
			quote = *end;
	return (size_t)(end - at) + (*end == '>');
}

/* The next place at which something is put in or left out, or the end. */
static const char *next_place(const struct rendering *r, const char *at)
{
	while (*at && !phones_at(at) && !link_tag(r, at) && !(r->answers && write_name_length(at)))
		at++;
	return at;
}

/* {name} as a text of its own: piping then escapes the answer and nothing else. */
static void put_answer(struct rendering *r, const char *at, size_t len, struct html_part *part)
{
	struct text *text = rendering_array(r, 1, sizeof *text);
	struct wording *wording = rendering_array(r, 1, sizeof *wording);
	char *copy = arena_copy(&r->arena, at, len);
	if (!text || !wording || !copy) {
		r->failed = true;
		return;
	}
	*wording = (struct wording){.lang = "default", .text = copy};
	*text = (struct text){.wordings = wording, .count = 1};
	part->answered = true;
	part->answer = piped_in(r, text, NULL);
}

const struct html_part *html_parts(struct rendering *r, const struct text *html, size_t *count)
{
	const char *at = text_in(html, r->lang);
	size_t places = 1;
	*count = 0;
	if (!at || !*at)
		return NULL;
	for (const char *p = next_place(r, at); *p; p = next_place(r, p + 1))
		places++;
	struct html_part *parts = rendering_array(r, places, sizeof *parts);
	while (parts && *at) {
		struct html_part *part = &parts[(*count)++];
		const char *end = next_place(r, at);
		part->markup = (struct markup){.data = at, .len = (size_t)(end - at)};
		at = end;
		if (phones_at(at)) {
			part->numbers = phones_view(r, phones_at(at)->urgent);
			at += strlen(phones_at(at)->markup);
		} else if (link_tag(r, at)) {
			at += link_tag(r, at);
		} else if (*at) {
			put_answer(r, at, write_name_length(at), part);
			at += write_name_length(at);
		}
	}
	return parts;
}
