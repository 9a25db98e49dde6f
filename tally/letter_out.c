#include "tally/letter_out.h"

#include <stdio.h>
#include <string.h>
#include "tally/answers_out.h"
#include "tally/inert.h"

static const struct {
	const char *detail, *words;
} WORDS[] = {
        {"state-police", "State Police"},
        {"municipal-police", "municipal police"},
        {"orphans-court", "bāriņtiesa"},
        {"social-service", "social service"},
        {"school", "school"},
        {"child-protection-centre", "child protection centre"},
        {"acted-on", "acted on"},
        {"not-enough-information", "not enough information"},
        {"out-of-scope", "out of scope"},
};

const char *detail_words(const char *detail)
{
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (strcmp(WORDS[i].detail, detail) == 0)
			return WORDS[i].words;
	return detail;
}

void letter_state(struct buf *out, const struct letter *l)
{
	const struct step *handed[EVENT_OFFICES];
	size_t count = story_handed(&l->story, handed);

	switch (l->story.state) {
	case STORY_HANDED:
		for (size_t i = 0; i < count; i++)
			buf_printf(out, "%s%s", i > 0 ? ", " : "handed to ", detail_words(handed[i]->event->detail));
		break;
	case STORY_CLOSED:
		buf_printf(out, "closed as %s", detail_words(l->story.decided->event->detail));
		break;
	default:
		buf_adds(out, story_state_names[l->story.state]);
	}
}

static void add_number(struct buf *out, const struct letter *l, size_t digits)
{
	char hex[ID_HEX + 1];

	id_hex(hex, l->id);
	buf_add(out, hex, digits);
}

static void add_days(struct buf *out, const char *before, long days)
{
	if (days == 0)
		buf_printf(out, "%s the same day", before);
	else
		buf_printf(out, "%s after %ld day%s", before, days, days == 1 ? "" : "s");
}

/* --- a list --- */

static void add_remarks(struct buf *out, const struct letter *l, const char *today)
{
	const struct story *s = &l->story;
	long days = letter_days_waited(l, today);

	if (s->state == STORY_NEW)
		buf_printf(out, days == 0 ? "came today" : "waits for %ld day%s", days, days == 1 ? "" : "s");
	else if (s->read != NULL)
		add_days(out, "read", days);
	if (s->unseen > 0)
		buf_printf(out, "; %zu new message%s", s->unseen, s->unseen == 1 ? "" : "s");
	if (s->contested)
		buf_adds(out, "; colleagues say different things: show tells");
	if (s->missing > 0)
		buf_printf(out, "; %zu thing%s missing that others build on", s->missing,
		           s->missing == 1 ? " is" : "s are");
	if (s->expires != NULL)
		buf_printf(out, "; erased on %s", s->expires->event->detail);
}

void letter_line(struct buf *out, const struct inbox *b, const struct letter *l, const char *today)
{
	struct buf state;

	(void)b;
	buf_init(&state, 512);
	letter_state(&state, l);
	buf_adds(out, "  ");
	add_number(out, l, LETTER_DIGITS);
	buf_printf(out, "  %.*s  %-22s  ", (int)l->day.len, l->day.text, state.data != NULL ? state.data : "");
	add_remarks(out, l, today);
	buf_addc(out, '\n');
	out->failed |= state.failed;
	buf_release(&state);
}

/* --- JSON --- */

static void member_text(struct buf *out, const char *name, struct sheet_text text)
{
	buf_printf(out, ",\"%s\":", name);
	inert_json(out, text.len > 0 ? text.text : "", text.len);
}

static void add_handed(struct buf *out, const struct letter *l)
{
	const struct step *handed[EVENT_OFFICES];
	size_t count = story_handed(&l->story, handed);

	buf_adds(out, ",\"handed\":[");
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", handed[i]->event->detail);
	buf_addc(out, ']');
}

static void add_facts(struct buf *out, const struct inbox *b, const struct letter *l, const char *today)
{
	const struct lock *lock = inbox_lock(b, l);
	const struct story *s = &l->story;
	char read[11];

	letter_read_day(l, read);
	buf_adds(out, "\"id\":\"");
	add_number(out, l, ID_HEX);
	buf_printf(out, "\",\"form\":\"%s\",\"wave\":\"%s\"", lock->form, lock->wave);
	member_text(out, "day", l->day);
	member_text(out, "lang", l->lang);
	buf_printf(out, ",\"answerable\":%s,\"gone\":%s,\"state\":\"%s\",\"detail\":\"%s\"",
	           l->has_mailbox ? "true" : "false", l->gone ? "true" : "false", story_state_names[s->state],
	           s->decided != NULL ? s->decided->event->detail : "");
	add_handed(out, l);
	buf_printf(out, ",\"contested\":%s,\"unread\":%zu,\"missing\":%zu,\"waits\":%s",
	           s->contested ? "true" : "false", s->unseen, s->missing, story_waits(s) ? "true" : "false");
	buf_printf(out, ",\"read\":\"%s\",\"days\":%ld,\"erased_on\":\"%s\"", read, letter_days_waited(l, today),
	           s->expires != NULL ? s->expires->event->detail : "");
}

void letter_json(struct buf *out, const struct inbox *b, const struct letter *l, const char *today)
{
	buf_addc(out, '{');
	add_facts(out, b, l, today);
	buf_addc(out, '}');
}

static void step_json(struct buf *out, const struct step *s)
{
	char hex[ID_HEX + 1];

	id_hex(hex, s->id);
	buf_printf(out, "{\"id\":\"%s\",\"at\":\"%s\",\"kind\":\"%s\"", hex, s->at,
	           s->event != NULL ? event_kind_names[s->event->kind] : "message");
	if (s->event != NULL) {
		id_hex(hex, s->card_id);
		member_text(out, "by", (struct sheet_text){s->by, strlen(s->by)});
		buf_printf(out, ",\"card\":\"%s\",\"detail\":\"%s\"", hex, s->event->detail);
		member_text(out, "text", s->event->text);
	} else {
		member_text(out, "lang", s->followup->lang);
		member_text(out, "text", s->followup->message);
	}
	buf_addc(out, '}');
}

void letter_whole_json(struct buf *out, const struct inbox *b, const struct letter *l, const char *today)
{
	buf_addc(out, '{');
	add_facts(out, b, l, today);
	member_text(out, "poster", l->poster);
	buf_adds(out, ",\"answers\":");
	answers_json(out, l->answers);
	buf_adds(out, ",\"story\":[");
	for (size_t i = 0; i < l->story.step_count; i++) {
		buf_adds(out, i > 0 ? "," : "");
		step_json(out, &l->story.steps[i]);
	}
	buf_adds(out, "]}");
}

/* --- one letter for people --- */

static const char *verb(const struct event *e)
{
	switch (e->kind) {
	case EVENT_READ:
		return "read it";
	case EVENT_NOTE:
		return "noted";
	case EVENT_REPLY:
		return "replied";
	case EVENT_TRIAGE:
		return "marked it";
	case EVENT_HANDED:
		return "handed it to";
	case EVENT_CLOSED:
		return "closed it as";
	case EVENT_EXPIRES:
		return strcmp(e->detail, "never") == 0 ? "took back the day of erasing"
		                                       : "was told the day of erasing:";
	default:
		return "";
	}
}

static void add_event(struct buf *out, const struct step *s)
{
	const struct event *e = s->event;
	char when[17];

	time_local(s->at, when);
	buf_printf(out, "%s  ", when);
	inert_line(out, s->by, strlen(s->by));
	buf_printf(out, " %s", verb(e));
	if (e->kind == EVENT_TRIAGE || e->kind == EVENT_HANDED || e->kind == EVENT_CLOSED)
		buf_printf(out, " %s", detail_words(e->detail));
	else if (e->kind == EVENT_EXPIRES && strcmp(e->detail, "never") != 0)
		buf_printf(out, " %s", e->detail);
	else if (e->kind == EVENT_REPLY)
		buf_printf(out, " (%s)", e->detail);
	buf_addc(out, '\n');
	if (event_has_words(e))
		inert_lines(out, "    │ ", e->text.text, e->text.len);
}

static void add_message(struct buf *out, const struct step *s)
{
	buf_printf(out, "%.*s        the reporter wrote%s (%.*s)\n", SCAN_DAY_BYTES, s->at,
	           s->seen ? "" : ", not read before", (int)s->followup->lang.len, s->followup->lang.text);
	inert_lines(out, "    │ ", s->followup->message.text, s->followup->message.len);
}

void letter_text(struct buf *out, const struct inbox *b, const struct letter *l, const char *lang)
{
	const struct lock *lock = inbox_lock(b, l);

	buf_printf(out, "%s, wave %s, report ", lock->form, lock->wave);
	add_number(out, l, ID_HEX);
	buf_printf(out, "\ncame on %.*s in the language %.*s; ", (int)l->day.len, l->day.text, (int)l->lang.len,
	           l->lang.text);
	letter_state(out, l);
	if (l->poster.len > 0)
		buf_printf(out, "; by the poster %.*s", (int)l->poster.len, l->poster.text);
	buf_adds(out, l->has_mailbox ? "\n" : "\nIt has no mailbox: nobody can be answered.\n");
	if (l->story.contested)
		buf_adds(out, "Colleagues who did not know of each other said different things. What keeps it before "
		              "somebody's eyes holds, until it is marked again.\n");
	if (l->story.missing > 0)
		buf_printf(out, "Events build on %zu that the server did not give.\n", l->story.missing);
	buf_addc(out, '\n');
	answers_text(out, inbox_form(b, l), l->answers, lang);
	if (l->story.step_count > 0)
		buf_adds(out, "\nSince then:\n");
	for (size_t i = 0; i < l->story.step_count; i++) {
		if (l->story.steps[i].event != NULL)
			add_event(out, &l->story.steps[i]);
		else
			add_message(out, &l->story.steps[i]);
	}
}
