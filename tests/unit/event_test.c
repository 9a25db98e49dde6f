/* Events: written, signed, read; by whom, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include "seal/event.h"
#include "seal/followup.h"
#include "seal_fixture.h"
#include "tally/event_sign.h"

static struct fixture f;
static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	fixture_init(&f);
	arena_init(&arena, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_release(&f);
	arena_release(&arena);
	return 0;
}

static struct event an_event(enum event_kind kind, const char *detail, const char *text)
{
	struct event e = {.kind = kind,
	                  .form = {"specialists", 11},
	                  .wave = {"2026", 4},
	                  .id = {1},
	                  .about = {2},
	                  .parents = {{3}, {4}},
	                  .parent_count = 2,
	                  .at = "2026-03-02T08:15:07Z",
	                  .text = {text, strlen(text)}};

	snprintf(e.detail, sizeof e.detail, "%s", detail);
	return e;
}

static void sign(struct buf *out, const struct event *e, const struct key *key)
{
	struct buf object;

	buf_init(&object, 65536);
	buf_init(out, 65536);
	event_write(&object, e);
	assert_false(object.failed);
	event_sign(out, object.data, object.len, key);
	assert_false(out->failed);
	buf_release(&object);
}

static enum seal_err read_of(const struct event *e, const struct key *key, struct event *out, struct card *card)
{
	struct buf whole;

	sign(&whole, e, key);
	enum seal_err err =
	        event_read(arena_copy(&arena, whole.data, whole.len), whole.len, &f.lock, &arena, out, card);
	buf_release(&whole);
	return err;
}

/* --- --- */

static void an_event_reads_back_with_its_author(void **state)
{
	static const char text[] = "Zvanīju \"skolai\".\n\\ 😢 ,\"card\":\"x\",\"signature\":\"y\"}";
	struct event e = an_event(EVENT_NOTE, "", text), back;
	struct card card;

	(void)state;
	assert_int_equal(read_of(&e, &f.berta, &back, &card), SEAL_OK);
	assert_string_equal(card.name, "Berta");
	assert_memory_equal(card.id, f.berta.card.id, CARD_ID_BYTES);
	assert_int_equal(back.kind, EVENT_NOTE);
	assert_int_equal(back.parent_count, 2);
	assert_memory_equal(back.parents, e.parents, 2 * ID_BYTES);
	assert_memory_equal(back.about, e.about, ID_BYTES);
	assert_string_equal(back.at, e.at);
	assert_int_equal(back.text.len, strlen(text));
	assert_memory_equal(back.text.text, text, back.text.len);
	assert_true(event_belongs(&back, &f.lock, e.id));
	assert_false(event_belongs(&back, &f.lock, e.about));
}

static void who_has_no_grant_is_a_stranger(void **state)
{
	struct event e = an_event(EVENT_TRIAGE, "urgent", ""), back;
	struct card card;

	(void)state;
	assert_int_equal(read_of(&e, &f.carl, &back, &card), SEAL_STRANGER);
	assert_int_equal(read_of(&e, &f.anna, &back, &card), SEAL_OK);
}

/* Anna's event under Berta's card, and each bit of it changed. */
static void no_bit_may_change(void **state)
{
	struct event e = an_event(EVENT_CLOSED, "false", ""), back;
	struct card card;
	struct buf whole, card_text;

	(void)state;
	sign(&whole, &e, &f.anna);
	for (size_t i = 0; i < whole.len * 8; i += 3) {
		whole.data[i / 8] ^= (char)(1 << i % 8);
		assert_int_not_equal(event_read(whole.data, whole.len, &f.lock, &arena, &back, &card), SEAL_OK);
		whole.data[i / 8] ^= (char)(1 << i % 8);
	}
	assert_int_equal(event_read(whole.data, whole.len, &f.lock, &arena, &back, &card), SEAL_OK);
	buf_release(&whole);

	struct buf object;
	unsigned char signature[64];
	buf_init(&object, 65536);
	buf_init(&whole, 65536);
	buf_init(&card_text, 65536);
	event_write(&object, &e);
	key_sign(signature, &f.anna, object.data, object.len);
	card_write(&card_text, &f.berta);
	event_wrap(&whole, object.data, object.len, card_text.data, card_text.len, signature);
	assert_int_equal(event_read(whole.data, whole.len, &f.lock, &arena, &back, &card), SEAL_SIGNATURE);
	buf_release(&object);
	buf_release(&card_text);
	buf_release(&whole);
}

static void kinds_take_only_their_own_details(void **state)
{
	static const struct {
		enum event_kind kind;
		const char *detail, *text;
		bool fits;
	} cases[] = {
	        {EVENT_READ, "first", "2026-03-01", true},
	        {EVENT_READ, "again", "", true},
	        {EVENT_READ, "first", "yesterday", false},
	        {EVENT_READ, "", "", false},
	        {EVENT_NOTE, "", "x", true},
	        {EVENT_NOTE, "", "", false},
	        {EVENT_NOTE, "x", "x", false},
	        {EVENT_REPLY, "lv", "x", true},
	        {EVENT_REPLY, "", "x", false},
	        {EVENT_TRIAGE, "urgent", "", true},
	        {EVENT_TRIAGE, "standard", "", true},
	        {EVENT_TRIAGE, "later", "", false},
	        {EVENT_TRIAGE, "urgent", "x", false},
	        {EVENT_HANDED, "child-protection-centre", "", true},
	        {EVENT_HANDED, "mars", "", false},
	        {EVENT_CLOSED, "not-enough-information", "", true},
	        {EVENT_CLOSED, "urgent", "", false},
	        {EVENT_EXPIRES, "2026-06-01", "", true},
	        {EVENT_EXPIRES, "never", "", true},
	        {EVENT_EXPIRES, "soon", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event e = an_event(cases[i].kind, cases[i].detail, cases[i].text);
		struct buf object;

		buf_init(&object, 65536);
		event_write(&object, &e);
		assert_int_equal(event_fits(&e), cases[i].fits);
		assert_int_equal(!object.failed, cases[i].fits);
		buf_release(&object);
	}
}

static void what_is_signed_but_shaped_otherwise_is_refused(void **state)
{
	static const char good[] =
	        "{\"form\":\"specialists\",\"wave\":\"2026\",\"id\":\"01010101010101010101010101010101\",\"about\":"
	        "\"02020202020202020202020202020202\",\"parents\":[],\"at\":\"2026-03-02T08:15:07Z\",\"kind\":"
	        "\"triage\","
	        "\"detail\":\"urgent\",\"text\":\"\"}";
	static const char *const bad[] = {
	        "{}",
	        "",
	        "null",
	        "{\"form\":\"specialists\",\"wave\":\"2026\",\"id\":\"01010101010101010101010101010101\",\"about\":"
	        "\"02020202020202020202020202020202\",\"parents\":[],\"at\":\"2026-03-02T08:15:07Z\",\"kind\":"
	        "\"triage\","
	        "\"detail\":\"urgent\",\"text\":\"\",\"more\":1}",
	        "{\"form\":\"specialists\",\"wave\":\"2026\",\"id\":\"01010101010101010101010101010101\",\"about\":"
	        "\"02020202020202020202020202020202\",\"parents\":[],\"at\":\"2026-03-02 "
	        "08:15:07\",\"kind\":\"triage\","
	        "\"detail\":\"urgent\",\"text\":\"\"}",
	        "{\"form\":\"specialists\",\"wave\":\"2026\",\"id\":\"01010101010101010101010101010101\",\"about\":"
	        "\"02020202020202020202020202020202\",\"parents\":[\"03\"],\"at\":\"2026-03-02T08:15:07Z\",\"kind\":"
	        "\"triage\",\"detail\":\"urgent\",\"text\":\"\"}",
	};
	struct event back;
	struct card card;

	(void)state;
	for (size_t i = 0; i <= sizeof bad / sizeof *bad; i++) {
		const char *object = i == 0 ? good : bad[i - 1];
		struct buf whole;

		buf_init(&whole, 65536);
		event_sign(&whole, object, strlen(object), &f.anna);
		assert_int_equal(event_read(whole.data, whole.len, &f.lock, &arena, &back, &card),
		                 i == 0 ? SEAL_OK : SEAL_FORMAT);
		buf_release(&whole);
	}
}

static void no_more_parents_than_fit(void **state)
{
	struct event e = an_event(EVENT_TRIAGE, "urgent", "");
	struct buf object;

	(void)state;
	e.parent_count = EVENT_PARENTS_MAX;
	assert_true(event_fits(&e));
	e.parent_count = EVENT_PARENTS_MAX + 1;
	assert_false(event_fits(&e));
	buf_init(&object, 65536);
	event_write(&object, &e);
	assert_true(object.failed);
	buf_release(&object);
}

static void kinds_of_records_are_told_apart(void **state)
{
	struct event e = an_event(EVENT_TRIAGE, "urgent", "");
	struct buf whole, sheet;
	struct sheet_parts parts;

	(void)state;
	sign(&whole, &e, &f.anna);
	fixture_sheet(&sheet, "{}");
	assert_true(event_begins(whole.data, whole.len));
	assert_false(event_begins(sheet.data, sheet.len));
	assert_false(followup_begins(whole.data, whole.len));
	assert_int_equal(sheet_read(whole.data, whole.len, &parts), SEAL_FORMAT);
	buf_release(&whole);
	buf_release(&sheet);
}

/* The vectors of the other implementation: read in C, and written again to the same bytes. */
static void the_other_implementations_events_are_ours(void **state)
{
	json_t *locks = json_load_file("tests/vectors/lock.json", 0, NULL),
	       *all = json_load_file("tests/vectors/event.json", 0, NULL);
	const char *lock_text = json_string_value(json_object_get(locks, "lock"));
	struct lock lock;

	(void)state;
	assert_non_null(lock_text);
	assert_int_equal(lock_read(lock_text, strlen(lock_text), &lock), SEAL_OK);
	assert_int_equal(json_array_size(json_object_get(all, "events")), 3);
	for (size_t i = 0; i < 3; i++) {
		const json_t *one = json_array_get(json_object_get(all, "events"), i);
		const char *record = json_string_value(json_object_get(one, "record"));
		struct event e;
		struct card card;
		struct buf again;
		char hex[33];

		assert_int_equal(event_read(record, strlen(record), &lock, &arena, &e, &card), SEAL_OK);
		id_hex(hex, card.id);
		assert_string_equal(hex, json_string_value(json_object_get(one, "by")));
		buf_init(&again, 65536);
		event_write(&again, &e);
		assert_memory_equal(again.data, record + strlen("{\"event\":"), again.len);
		buf_release(&again);
	}
	lock_release(&lock);
	json_decref(locks);
	json_decref(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_event_reads_back_with_its_author),
	        cmocka_unit_test(who_has_no_grant_is_a_stranger),
	        cmocka_unit_test(no_bit_may_change),
	        cmocka_unit_test(kinds_take_only_their_own_details),
	        cmocka_unit_test(what_is_signed_but_shaped_otherwise_is_refused),
	        cmocka_unit_test(no_more_parents_than_fit),
	        cmocka_unit_test(kinds_of_records_are_told_apart),
	        cmocka_unit_test(the_other_implementations_events_are_ours),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
