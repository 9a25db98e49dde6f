/* The list of places: what is read, what is refused and why, and that writing changes only what was changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/places.h"
#include "core/rows.h"

struct fixture {
	struct arena arena;
	struct problems problems;
	struct places list;
	struct buf out;
};

static int make(void **state)
{
	static struct fixture f;
	arena_init(&f.arena, PLACES_ARENA);
	problems_init(&f.problems);
	buf_init(&f.out, 4 * PLACES_BYTES);
	*state = &f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;
	arena_release(&f->arena);
	problems_release(&f->problems);
	buf_release(&f->out);
	return 0;
}

static enum core_err read_bytes(struct fixture *f, const char *text, size_t len)
{
	arena_reset(&f->arena);
	problems_release(&f->problems);
	problems_init(&f->problems);
	return places_read(text, len, "places.csv", &f->arena, &f->list, &f->problems);
}

static enum core_err read(struct fixture *f, const char *text)
{
	return read_bytes(f, text, strlen(text));
}

static void refused(struct fixture *f, const char *text, unsigned line, const char *column, const char *reason)
{
	assert_int_equal(read(f, text), CORE_REFUSED);
	assert_int_equal(f->problems.total, 1);
	assert_string_equal(f->problems.items[0].file, "places.csv");
	assert_int_equal(f->problems.items[0].line, line);
	assert_string_equal(f->problems.items[0].element, column);
	if (!strstr(f->problems.items[0].reason, reason))
		fail_msg("\"%s\" does not say \"%s\"", f->problems.items[0].reason, reason);
}

/* Check characters by hand would be tedious: the codes below were made from the values of their digits. */
static const char *code_of(unsigned char last)
{
	static char code[CODE_MAX + 1];
	while (!code_make(code, CODE_POSTER, (const unsigned char[]){18, 7, 2, 20, last}))
		last++;
	return code;
}

static void a_list_is_read(void **state)
{
	struct fixture *f = *state;
	char text[512], first[CODE_MAX + 1], second[CODE_MAX + 1];
	snprintf(first, sizeof first, "%s", code_of(3));
	snprintf(second, sizeof second, "%s", code_of(20));
	snprintf(text, sizeof text,
	         "kind,code,name,hung,inspected,withdrawn,lang\r\n"
	         "stop,%s,\"Cēsu autoosta, 2. platforma\",2026-09-01,24.11.2026.,,lv ru\r\n"
	         "\r\n"
	         "bibliotēka,,\"\"\"Stāsts\"\", bibliotēka\"\n"
	         ",%s,  Автовокзал ,,,2026-01-02,\n",
	         first, second);
	assert_int_equal(read(f, text), CORE_OK);
	assert_int_equal(f->list.count, 3);
	const struct place *a = &f->list.items[0], *b = &f->list.items[1], *c = &f->list.items[2];
	assert_int_equal(a->kind, PLACE_STOP);
	assert_string_equal(a->cells[PLACE_NAME], "Cēsu autoosta, 2. platforma");
	assert_int_equal(a->hung, 20697);
	assert_string_equal(a->cells[PLACE_INSPECTED], "2026-11-24");
	assert_int_equal(a->inspected, 20781);
	assert_int_equal(a->withdrawn, 0);
	assert_int_equal(b->kind, PLACE_LIBRARY);
	assert_string_equal(b->cells[PLACE_NAME], "\"Stāsts\", bibliotēka");
	assert_int_equal(b->line, 4);
	assert_string_equal(b->code, "");
	assert_int_equal(c->kind, PLACE_OTHER);
	assert_string_equal(c->cells[PLACE_NAME], "Автовокзал");
	assert_int_equal(c->withdrawn, 20455);
	assert_ptr_equal(places_find(&f->list, first), a);
	assert_ptr_equal(places_find(&f->list, second), c);
	assert_null(places_find(&f->list, code_of(9)));
	assert_null(places_find(&f->list, ""));
}

static void a_list_of_nothing_is_a_list(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(read(f, ""), CORE_OK);
	assert_int_equal(f->list.count, 0);
	assert_int_equal(read(f, "\xef\xbb\xbfname\r\n"), CORE_OK);
	assert_int_equal(f->list.count, 0);
}

static void spreadsheets_of_here_are_read(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(read(f, "\xef\xbb\xbfname;kind\r\nAutoosta, Cēsis;pietura\r\n"), CORE_OK);
	assert_string_equal(f->list.items[0].cells[PLACE_NAME], "Autoosta, Cēsis");
	assert_int_equal(read(f, "name\tkind\nAutoosta; Cēsis\tstop"), CORE_OK);
	assert_string_equal(f->list.items[0].cells[PLACE_NAME], "Autoosta; Cēsis");
	assert_int_equal(f->list.items[0].kind, PLACE_STOP);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
	struct fixture *f = *state;
	char text[512];
	refused(f, "name,inspekted\nA,\n", 1, "", "\"inspekted\" is no column");
	refused(f, "code,kind\n,\n", 1, "", "must have the column name");
	refused(f, "name,kind,name\nA,,\n", 1, "name", "twice");
	refused(f, "name,kind\nA,stop\nB,palace\n", 3, "kind", "must be school bus");
	refused(f, "name,hung\nA,2026-02-30\n", 2, "hung", "must be a day");
	refused(f, "name,hung\nA,yesterday\n", 2, "hung", "must be a day");
	refused(f, "name,size\nA,A2\n", 2, "size", "must be A3");
	refused(f, "name,theme\nA,dark\n", 2, "theme", "must be adults");
	refused(f, "name,lang\nA,\"lv,ru\"\n", 2, "lang", "split by blanks");
	refused(f, "name,form\nA,../x\n", 2, "form", "must be the id");
	refused(f, "name,kind\n,stop\n", 2, "name", "needs a name");
	refused(f, "kind,name\nstop\n", 2, "name", "needs a name");
	refused(f, "name,parish\nA,=1+1\n", 2, "parish", "formula");
	refused(f, "name\n@A\n", 2, "name", "formula");
	refused(f, "name\n\"A\nB\"\n", 2, "name", "line break");
	refused(f, "name\nA\xe2\x80\xae\n", 2, "name", "control character");
	refused(f, "name\nA\xff\n", 2, "name", "not UTF-8");
	refused(f, "name\nA\"B\n", 2, "", "must be quoted");
	refused(f, "name\n\"A\"B\n", 2, "", "after a quoted field");
	refused(f, "name\nA\n\"B\n", 3, "", "has no end");
	refused(f, "name,kind\nA,stop,more\n", 2, "", "more fields than columns");
	refused(f, "name,code\nA,7K3Q\n", 2, "code", "six characters");
	refused(f, "name,code\nA,7K3QU0\n", 2, "code", "without U");
	snprintf(text, sizeof text, "name,code\nA,%s\nB,%s\n", code_of(3), code_of(3));
	refused(f, text, 3, "code", "another place has this code");
	text[strlen(text) - 2] = text[strlen(text) - 2] == '0' ? '1' : '0';
	refused(f, text, 3, "code", "mistyped");
	memset(text, 'A', sizeof text);
	memcpy(text, "name\n", 5);
	text[5 + 120] = '\0';
	assert_int_equal(read(f, text), CORE_OK);
	text[5 + 120] = 'A';
	text[5 + 121] = '\0';
	refused(f, text, 2, "name", "longer than 120 bytes");
}

static void bounds_are_kept(void **state)
{
	struct fixture *f = *state;
	static char text[PLACES_BYTES + 2];
	memset(text, ' ', sizeof text - 1);
	assert_int_equal(read_bytes(f, text, PLACES_BYTES + 1), CORE_REFUSED);
	buf_clear(&f->out);
	buf_adds(&f->out, "name\n");
	for (int i = 0; i < PLACES_MAX; i++)
		buf_adds(&f->out, "A\n");
	assert_int_equal(read(f, f->out.data), CORE_OK);
	assert_null(places_add(&f->list));
	buf_adds(&f->out, "A\n");
	refused(f, f->out.data, PLACES_MAX + 2, "", "more than 5000 places");
}

static void writing_keeps_what_was_read(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {
	        "name\r\nAutoosta\r\n",
	        "note,name,kind\r\n\"a, \"\"b\"\"\",Autoosta,pietura\r\n",
	        "\xef\xbb\xbfname;kind\r\nAutoosta, Cēsis;\r\n\"Tilts; mala\";stop\r\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(read(f, texts[i]), CORE_OK);
		buf_clear(&f->out);
		places_write(&f->out, &f->list);
		assert_string_equal(f->out.data, texts[i]);
	}
}

static void an_inspection_changes_its_cell_alone(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(read(f, "kind,name\nstop,Autoosta\nschool,Skola\n"), CORE_OK);
	struct place *place = &f->list.items[1];
	assert_null(place_set_day(&f->list, place, PLACE_INSPECTED, 20781));
	assert_null(place_set(&f->list, place, PLACE_CODE, code_of(3), CODE_POSTER));
	char expected[256];
	snprintf(expected, sizeof expected,
	         "kind,name,code,inspected\r\nstop,Autoosta,,\r\nschool,Skola,%s,2026-11-24\r\n", code_of(3));
	places_write(&f->out, &f->list);
	assert_string_equal(f->out.data, expected);
	assert_null(place_set_day(&f->list, place, PLACE_INSPECTED, 0));
	assert_int_equal(place->inspected, 0);
	assert_ptr_equal(places_find(&f->list, code_of(3)), place);
}

static void codes_are_found_in_whatever_order_they_come(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(read(f, "name\n"), CORE_OK);
	char codes[200][CODE_MAX + 1];
	size_t made = 0;
	for (unsigned n = 0; made < 200; n++) {
		unsigned char random[] = {(unsigned char)(n * 7), (unsigned char)(n * 13), (unsigned char)(n / 32), 5,
		                          9};
		if (!code_make(codes[made], CODE_POSTER, random))
			continue;
		struct place *place = places_add(&f->list);
		assert_null(place_set(&f->list, place, PLACE_CODE, codes[made], CODE_POSTER));
		made++;
	}
	for (size_t i = 0; i < made; i++)
		assert_ptr_equal(places_find(&f->list, codes[i]), &f->list.items[i]);
	assert_non_null(place_set(&f->list, &f->list.items[0], PLACE_CODE, codes[1], CODE_POSTER));
	assert_ptr_equal(places_find(&f->list, codes[0]), &f->list.items[0]);
	assert_null(place_set(&f->list, &f->list.items[0], PLACE_CODE, "", 0));
	assert_null(places_find(&f->list, codes[0]));
	assert_ptr_equal(places_find(&f->list, codes[1]), &f->list.items[1]);
}

static void days_are_days(void **state)
{
	(void)state;
	char text[11];
	assert_int_equal(place_day("1970-01-02", 10), 1);
	assert_int_equal(place_day("2000-02-29", 10), 11016);
	assert_int_equal(place_day("29.02.2000", 10), 11016);
	for (int day = 1; day < 40000; day += 13) {
		place_day_text(text, day);
		assert_int_equal(place_day(text, 10), day);
	}
	static const char *const wrong[] = {"1970-01-01", "1900-02-29", "2026-13-01", "2026-00-10", "2026-11-31",
	                                    "2026-1-1",   "24.11.26",   "2026/11/24", "24-11-2026", "2026-11-24T"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(place_day(wrong[i], strlen(wrong[i])), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_list_is_read, make, drop),
	        cmocka_unit_test_setup_teardown(a_list_of_nothing_is_a_list, make, drop),
	        cmocka_unit_test_setup_teardown(spreadsheets_of_here_are_read, make, drop),
	        cmocka_unit_test_setup_teardown(what_is_wrong_is_said_with_its_line, make, drop),
	        cmocka_unit_test_setup_teardown(bounds_are_kept, make, drop),
	        cmocka_unit_test_setup_teardown(writing_keeps_what_was_read, make, drop),
	        cmocka_unit_test_setup_teardown(an_inspection_changes_its_cell_alone, make, drop),
	        cmocka_unit_test_setup_teardown(codes_are_found_in_whatever_order_they_come, make, drop),
	        cmocka_unit_test(days_are_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
