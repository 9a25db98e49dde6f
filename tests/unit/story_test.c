/* Stories: what follows from events, in whatever order they came, whatever their clocks say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/story.h"

#define MAX 300

/* One thing that happens: its letter, what it knows of, and what it is. */
struct happening {
	char name;
	const char *knows; /* letters */
	int kind;          /* of an event, or -1 for a follow-up */
	const char *detail;
	int hour; /* of its author's clock */
};

static void id_of(unsigned char id[static ID_BYTES], char name)
{
	memset(id, name, ID_BYTES);
}

/* Tells the story of these, given in the order that `seed` shuffles them into. */
static struct story tell(const struct happening *all, size_t count, unsigned seed)
{
	static struct event events[MAX];
	static struct followup followup;
	struct story s = {.steps = calloc(count + 1, sizeof *s.steps), .step_count = count};

	assert_non_null(s.steps);
	for (size_t i = 0; i < count; i++) {
		const struct happening *h = &all[(i * 7 + seed) % count];
		struct event *e = &events[i];

		*e = (struct event){.kind = (enum event_kind)(h->kind < 0 ? 0 : h->kind)};
		snprintf(e->detail, sizeof e->detail, "%s", h->detail);
		for (const char *k = h->knows; *k != '\0'; k++)
			id_of(e->parents[e->parent_count++], *k);
		id_of(s.steps[i].id, h->name);
		snprintf(s.steps[i].at, sizeof s.steps[i].at, "2026-03-02T%02u:00:00Z", (unsigned)h->hour % 24);
		if (h->kind < 0)
			s.steps[i].followup = &followup;
		else
			s.steps[i].event = e;
	}
	assert_true(story_tell(&s));
	return s;
}

static void check_order(const struct happening *all, size_t count, const char *expected)
{
	for (unsigned seed = 0; seed < 7; seed++) {
		struct story s = tell(all, count, seed);

		for (size_t i = 0; i < count; i++)
			assert_int_equal(s.steps[i].id[0], expected[i]);
		story_release(&s);
	}
}
#define CHECK_ORDER(all, expected) check_order(all, sizeof(all) / sizeof *(all), expected)

static struct story told;
#define TELL(...)                                                                                                      \
	do {                                                                                                           \
		const struct happening list[] = {__VA_ARGS__};                                                         \
		story_release(&told);                                                                                  \
		told = tell(list, sizeof list / sizeof *list, 3);                                                      \
	} while (0)

/* --- --- */

static void nothing_happened_is_new(void **state)
{
	struct story s = {0};

	(void)state;
	assert_true(story_tell(&s));
	assert_int_equal(s.state, STORY_NEW);
	assert_true(story_waits(&s));
}

static void states_follow_each_other(void **state)
{
	(void)state;
	TELL({'a', "", EVENT_READ, "first", 1});
	assert_int_equal(told.state, STORY_READ);
	TELL({'a', "", EVENT_READ, "first", 1}, {'b', "a", EVENT_TRIAGE, "urgent", 2});
	assert_int_equal(told.state, STORY_URGENT);
	TELL({'b', "", EVENT_TRIAGE, "urgent", 2}, {'c', "b", EVENT_TRIAGE, "standard", 3});
	assert_int_equal(told.state, STORY_STANDARD);
	assert_false(told.contested);
	TELL({'b', "", EVENT_TRIAGE, "urgent", 2}, {'c', "b", EVENT_CLOSED, "false", 3}, {'d', "c", EVENT_NOTE, "", 4});
	assert_int_equal(told.state, STORY_CLOSED);
	assert_string_equal(told.decided->event->detail, "false");
}

static void the_order_is_of_knowledge_and_not_of_clocks(void **state)
{
	const struct happening clocks[] = {{'a', "", EVENT_READ, "first", 9},
	                                   {'b', "a", EVENT_TRIAGE, "urgent", 5},
	                                   {'c', "b", EVENT_CLOSED, "false", 1},
	                                   {'d', "c", EVENT_TRIAGE, "standard", 0}};
	const struct happening apart[] = {
	        {'x', "", EVENT_NOTE, "", 3}, {'y', "", EVENT_NOTE, "", 2}, {'w', "", EVENT_NOTE, "", 2}};

	(void)state;
	CHECK_ORDER(clocks, "abcd");
	CHECK_ORDER(apart, "wyx");
}

static void of_two_at_once_the_one_that_keeps_it_in_sight_holds(void **state)
{
	(void)state;
	TELL({'a', "", EVENT_READ, "first", 1}, {'b', "a", EVENT_CLOSED, "false", 9},
	     {'c', "a", EVENT_TRIAGE, "urgent", 2});
	assert_int_equal(told.state, STORY_URGENT);
	assert_true(told.contested);
	TELL({'a', "", EVENT_READ, "first", 1}, {'b', "a", EVENT_CLOSED, "false", 9},
	     {'c', "a", EVENT_HANDED, "school", 2});
	assert_int_equal(told.state, STORY_HANDED);
	TELL({'a', "", EVENT_READ, "first", 1}, {'b', "a", EVENT_TRIAGE, "standard", 9},
	     {'c', "a", EVENT_HANDED, "school", 2});
	assert_int_equal(told.state, STORY_HANDED);
	TELL({'b', "", EVENT_CLOSED, "false", 9}, {'c', "", EVENT_CLOSED, "false", 2});
	assert_false(told.contested);
	TELL({'b', "", EVENT_CLOSED, "false", 9}, {'c', "", EVENT_TRIAGE, "urgent", 2},
	     {'d', "bc", EVENT_CLOSED, "test", 3});
	assert_int_equal(told.state, STORY_CLOSED);
	assert_false(told.contested);
	assert_string_equal(told.decided->event->detail, "test");
}

static void a_message_waits_until_somebody_knew_of_it(void **state)
{
	(void)state;
	TELL({'a', "", EVENT_READ, "first", 1}, {'f', "", -1, "", 5});
	assert_int_equal(told.unseen, 1);
	assert_true(story_waits(&told));
	TELL({'a', "", EVENT_READ, "first", 1}, {'f', "", -1, "", 5}, {'b', "af", EVENT_READ, "first", 2});
	assert_int_equal(told.unseen, 0);
	assert_false(story_waits(&told));
	assert_int_equal(told.head_count, 1);
	assert_int_equal(told.heads[0][0], 'b');
}

static void what_events_build_on_and_is_not_here_is_missed(void **state)
{
	(void)state;
	TELL({'b', "a", EVENT_TRIAGE, "urgent", 2});
	assert_int_equal(told.missing, 1);
	assert_int_equal(told.state, STORY_URGENT);
	TELL({'a', "", EVENT_READ, "first", 1}, {'b', "a", EVENT_TRIAGE, "urgent", 2});
	assert_int_equal(told.missing, 0);
}

static void a_circle_is_no_end_of_the_world(void **state)
{
	(void)state;
	TELL({'a', "b", EVENT_TRIAGE, "urgent", 1}, {'b', "a", EVENT_CLOSED, "false", 2},
	     {'c', "c", EVENT_NOTE, "", 3});
	assert_int_equal(told.step_count, 3);
	assert_int_equal(told.state, STORY_URGENT);
	assert_true(told.contested);
}

static void the_first_reading_is_the_earliest(void **state)
{
	(void)state;
	TELL({'a', "", EVENT_READ, "first", 7}, {'b', "", EVENT_READ, "first", 3});
	assert_int_equal(told.read->id[0], 'b');
}

static void a_day_of_erasing_holds_only_for_what_is_closed(void **state)
{
	(void)state;
	TELL({'a', "", EVENT_CLOSED, "test", 1}, {'b', "a", EVENT_EXPIRES, "2026-06-01", 2});
	assert_non_null(told.expires);
	TELL({'a', "", EVENT_CLOSED, "test", 1}, {'b', "a", EVENT_EXPIRES, "2026-06-01", 2},
	     {'c', "b", EVENT_TRIAGE, "urgent", 3});
	assert_null(told.expires);
	assert_true(told.promised);
	TELL({'a', "", EVENT_CLOSED, "test", 1}, {'b', "a", EVENT_EXPIRES, "2026-06-01", 2},
	     {'c', "b", EVENT_EXPIRES, "never", 3});
	assert_null(told.expires);
	TELL({'a', "", EVENT_CLOSED, "test", 1}, {'b', "a", EVENT_EXPIRES, "2026-06-01", 2},
	     {'c', "b", EVENT_TRIAGE, "urgent", 3}, {'d', "c", EVENT_CLOSED, "test", 4});
	assert_null(told.expires);
}

static void offices_are_told_once_each(void **state)
{
	const struct step *out[EVENT_OFFICES];

	(void)state;
	TELL({'a', "", EVENT_HANDED, "school", 1}, {'b', "a", EVENT_HANDED, "state-police", 2},
	     {'c', "b", EVENT_HANDED, "school", 3});
	assert_int_equal(story_handed(&told, out), 2);
	assert_string_equal(out[0]->event->detail, "state-police");
	assert_int_equal(out[1]->id[0], 'c');
}

static void more_heads_than_fit_are_told(void **state)
{
	struct happening many[EVENT_PARENTS_MAX + 4];

	(void)state;
	for (size_t i = 0; i < EVENT_PARENTS_MAX + 4; i++)
		many[i] = (struct happening){(char)('A' + (char)i), "", -1, "", 1};
	struct story s = tell(many, EVENT_PARENTS_MAX + 4, 0);
	assert_int_equal(s.head_count, EVENT_PARENTS_MAX);
	assert_true(s.more_heads);
	assert_int_equal(s.unseen, EVENT_PARENTS_MAX + 4);
	story_release(&s);
}

static int tear_down(void **state)
{
	(void)state;
	story_release(&told);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(nothing_happened_is_new),
	        cmocka_unit_test(states_follow_each_other),
	        cmocka_unit_test(the_order_is_of_knowledge_and_not_of_clocks),
	        cmocka_unit_test(of_two_at_once_the_one_that_keeps_it_in_sight_holds),
	        cmocka_unit_test(a_message_waits_until_somebody_knew_of_it),
	        cmocka_unit_test(what_events_build_on_and_is_not_here_is_missed),
	        cmocka_unit_test(a_circle_is_no_end_of_the_world),
	        cmocka_unit_test(the_first_reading_is_the_earliest),
	        cmocka_unit_test(a_day_of_erasing_holds_only_for_what_is_closed),
	        cmocka_unit_test(offices_are_told_once_each),
	        cmocka_unit_test(more_heads_than_fit_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
