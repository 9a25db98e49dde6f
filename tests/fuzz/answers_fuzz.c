/* Answers from outside, as JSON or as fields (name NUL text NUL ...), to a form with everything in it: never a crash,
 * the same result twice, what is acceptable fits the proven bound, and what is written reads again as acceptable. */
#include <stdlib.h>
#include <string.h>

#include "core/answers.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const struct moment NOW = {1768478400000, 120};
static const char FORM[] =
        "{\"maxCommentLength\":9,\"elements\":[{\"type\":\"text\",\"name\":\"t\",\"maxLength\":9,\"title\":\"{c} "
        "{m}\"},{\"type\":\"text\",\"name\":\"n\",\"inputType\":"
        "\"number\",\"min\":1,\"step\":2},{\"type\":\"text\",\"name\":\"d\",\"inputType\":\"date\",\"max\":\"=today()"
        "\"},{\"type\":\"comment\",\"name\":\"o\",\"maxLength\":20,"
        "\"validators\":[{\"type\":\"regex\",\"regex\":\"^(a+)+$\"},{\"type\":\"email\"},{\"type\":\"text\","
        "\"minLength\":2,\"allowDigits\":false}]},{\"type\":\"radiogroup\",\"name\":"
        "\"r\",\"choices\":[1,\"b\",{\"value\":\"h\",\"visibleIf\":\"{t} = "
        "1\"}],\"showOtherItem\":true},{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[1,\"2a\",3],\"showNoneItem\":"
        "true,\"showOtherItem\":true,\"storeOthersAsComment\":false,\"minSelectedChoices\":1,\"correctAnswer\":[1]},{"
        "\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2],\"rows\":"
        "[\"x\",{\"value\":\"y\",\"visibleIf\":\"{n} > "
        "1\"}],\"eachRowUnique\":true,\"cellType\":\"checkbox\",\"correctAnswer\":{\"x\":[1]}},{\"type\":\"ranking\","
        "\"name\":\"k\","
        "\"choices\":[1,\"b\",\"c\"]},{\"type\":\"boolean\",\"name\":\"y\",\"valueTrue\":\"ja\"},{\"type\":\"rating\","
        "\"name\":\"g\"},{\"type\":\"expression\",\"name\":\"e\",\"expression\":"
        "\"{n} + {t}\"},{\"type\":\"panel\",\"name\":\"p\",\"visibleIf\":\"{c} contains 1 or {z} "
        "notempty\",\"isRequired\":true,\"elements\":[{\"type\":\"text\",\"name\":\"z\","
        "\"maxLength\":3,\"defaultValueExpression\":\"{z2} + "
        "1\"}]}],\"calculatedValues\":[{\"name\":\"z2\",\"expression\":\"iif({r} = 1, {n}, {m.x[0]})\"}]}";

static void add_fields(struct answers *a, const char *data, size_t size)
{
	while (size) {
		const char *name_end = memchr(data, 0, size);
		size_t name = name_end ? (size_t)(name_end - data) : size, text;
		const char *rest = data + name + (name_end != NULL);
		size -= name + (name_end != NULL);
		const char *text_end = memchr(rest, 0, size);
		text = text_end ? (size_t)(text_end - rest) : size;
		answers_add_field(a, data, name, rest, text);
		data = rest + text + (text_end != NULL);
		size -= text + (text_end != NULL);
	}
}

static void evaluated(struct answers *a, struct buf *out)
{
	buf_init(out, 8u << 20);
	if (answers_evaluate(a, &NOW, "lv") == CORE_OK)
		answers_write_json(a, out);
	if (out->failed || !out->data)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct form *form;
	struct problems problems;
	struct answers *a;
	struct buf first, second;

	problems_init(&problems);
	if (!form && form_read("f.json", FORM, sizeof FORM - 1, &form, &problems) != CORE_OK)
		abort();
	a = answers_new(form);
	if (!a || size == 0)
		goto out;
	if (data[0] == '{')
		answers_read_json(a, (const char *)data, size);
	else
		add_fields(a, (const char *)data + 1, size - 1);
	evaluated(a, &first);
	bool acceptable = answers_acceptable(a);
	evaluated(a, &second);
	if (answers_acceptable(a) != acceptable ||
	    (acceptable && (first.len != second.len || memcmp(first.data, second.data, first.len) != 0)))
		abort();
	if (acceptable && first.len > form_largest_answers(form))
		abort();
	buf_release(&second);
	buf_release(&first);
out:
	answers_free(a);
	problems_release(&problems);
	return 0;
}
