/* Every allocation while the rules for the device are written fails once: the buffer then says so, and nothing leaks.
 */
#include "torture.h"
#include "core/form_device.h"
#include "form_fixture.h"

static const char FORM[] =
        "{\"title\":\"{a}\",\"calculatedValues\":[{\"name\":\"s\",\"expression\":\"{a} + 1\"}],"
        "\"pages\":[{\"name\":\"p\",\"visibleIf\":\"{a} notempty\",\"elements\":[{\"type\":\"text\","
        "\"name\":\"a\",\"defaultValueExpression\":\"{c.length}\"},{\"type\":\"checkbox\",\"name\":"
        "\"c\",\"choices\":[1,\"x\"],\"choicesVisibleIf\":\"{item} anyof [1, 'x']\"},{\"type\":"
        "\"matrix\",\"name\":\"m\",\"columns\":[1],\"rows\":[\"r\"],\"rowsVisibleIf\":\"{a} = 1\"}]}]}";

static size_t zero(void *context, const struct answer_fault *fault)
{
	(void)context;
	(void)fault;
	return 0;
}

static void write_rules(void *context, const bool *failed)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	form_device_write(context, "lv", &(struct fault_sayer){.say = zero}, &out);
	assert_int_equal(out.failed, *failed);
	buf_release(&out);
}

/* A form that could be taken on may be left without script when memory runs out; never the other way round. */
static void look_for_obstacles(void *context, const bool *failed)
{
	const char *why = form_device_obstacle(context);
	assert_true(why == NULL || *failed);
}

static void look_for_one(void *context, const bool *failed)
{
	(void)failed;
	assert_non_null(form_device_obstacle(context));
}

static void writing_rules_survives_every_failure(void **state)
{
	struct form *form = fixture_form(FORM);

	(void)state;
	assert_true(torture(write_rules, form) > 0);
	form_free(form);
}

static void looking_for_obstacles_survives_every_failure(void **state)
{
	struct form *form = fixture_form(FORM);
	struct form *other = fixture_form("{\"elements\":[{\"type\":\"text\",\"name\":\"a\",\"visibleIf\":\"{a} = 1 or "
	                                  "displayValue('a') = 2\"}]}");

	(void)state;
	assert_true(torture(look_for_obstacles, form) > 0);
	assert_true(torture(look_for_one, other) > 0);
	form_free(form);
	form_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(writing_rules_survives_every_failure),
	        cmocka_unit_test(looking_for_obstacles_survives_every_failure),
	};
	return cmocka_run_group_tests_name("torture of the device's rules", tests, NULL, NULL);
}
