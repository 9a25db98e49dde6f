/* The template compiler: what it writes, and what it refuses with file and line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/build/template.h"

#define VIEW "{{view struct some_view}}\n"

struct compiled {
	bool good;
	char *header, *source;
	struct template_fault fault;
};

static struct compiled compile(const char *text)
{
	struct compiled c = {0};
	size_t header_len, source_len;
	FILE *header = open_memstream(&c.header, &header_len), *source = open_memstream(&c.source, &source_len);
	assert_non_null(header);
	assert_non_null(source);
	c.good = template_compile("tests/unit/some.html", "tests/unit", text, header, source, &c.fault);
	fclose(header);
	fclose(source);
	return c;
}

static void forget(struct compiled *c)
{
	free(c->header);
	free(c->source);
}

static void writes(const char *text, const char *wanted)
{
	struct compiled c = compile(text);
	if (!c.good)
		fail_msg("%s:%u: %s\nin %s", c.fault.file, c.fault.line, c.fault.reason, text);
	if (!strstr(c.source, wanted))
		fail_msg("no %s\nin %s", wanted, c.source);
	forget(&c);
}

static void refuses(const char *text, unsigned line, const char *reason)
{
	struct compiled c = compile(text);
	if (c.good)
		fail_msg("accepted: %s", text);
	assert_string_equal(c.fault.file, "tests/unit/some.html");
	if (!strstr(c.fault.reason, reason))
		fail_msg("\"%s\" says \"%s\", not \"%s\"", text, c.fault.reason, reason);
	assert_int_equal(c.fault.line, line);
	forget(&c);
}

static void values_are_escaped_by_their_type(void **state)
{
	(void)state;
	writes(VIEW "<p>{{view.title}}</p>", "write_value(out, view->title);");
	writes(VIEW "<p class=\"{{view.title}}\">", "write_value(out, view->title);");
	writes(VIEW "<textarea>{{view.title}}</textarea>", "write_value(out, view->title);");
}

static void addresses_take_checked_addresses_only(void **state)
{
	(void)state;
	writes(VIEW "<a href=\"{{view.home}}\">x</a>", "write_url(out, view->home);");
	writes(VIEW "<form action='{{view.home}}'></form>", "write_url(out, view->home);");
	writes(VIEW "<img src=\"{{view.image}}\" alt=\"\">", "write_url(out, view->image);");
	writes(VIEW "<button formaction=\"{{view.home}}\"></button>", "write_url(out, view->home);");
	refuses(VIEW "<a href=\"/f/{{view.id}}\">x</a>", 2, "an address is the whole value of href");
	refuses(VIEW "<a href=\"{{view.home}}{{view.id}}\">x</a>", 2, "an address is the whole value of href");
	refuses(VIEW "<a href=\"{{t skip}}\">x</a>", 2, "not an address");
}

static void values_are_refused_where_escaping_does_not_help(void **state)
{
	(void)state;
	refuses(VIEW "<p class={{view.title}}>", 2, "quotes");
	refuses(VIEW "<p class=x>", 2, "quotes");
	refuses(VIEW "<script>let x = \"{{view.title}}\"</script>", 2, "inside <script> or <style>");
	refuses(VIEW "<style>\np { color: {{view.title}} }</style>", 3, "inside <script> or <style>");
	refuses(VIEW "<STYLE>{{view.title}}</STYLE>", 2, "inside <script> or <style>");
	refuses(VIEW "<p onclick=\"{{view.title}}\">", 2, "event handler");
	refuses(VIEW "<p OnClick=\"{{view.title}}\">", 2, "event handler");
	refuses(VIEW "<p style=\"{{view.title}}\">", 2, "this attribute");
	refuses(VIEW "<iframe srcdoc=\"{{view.title}}\">", 2, "this attribute");
	refuses(VIEW "<{{view.title}}>", 2, "a tag's or attribute's name");
	refuses(VIEW "<p {{view.title}}>", 2, "a tag's or attribute's name");
	refuses(VIEW "<p {{view.title}}=\"x\">", 2, "a tag's or attribute's name");
	refuses(VIEW "<!-- {{view.title}} -->", 2, "in a comment");
}

static void after_a_script_values_are_text_again(void **state)
{
	(void)state;
	writes(VIEW "<script>if (1 < 2) x()</script><p>{{view.title}}</p>", "write_value(out, view->title);");
	writes(VIEW "<!-- a -- > b --><p>{{view.title}}</p>", "write_value(out, view->title);");
}

static void names_cannot_be_put_together_across_directives(void **state)
{
	(void)state;
	refuses(VIEW "<a hr{{if view.x}}ef=\"{{view.title}}\"{{end}}>", 2, "a blank is missing");
	refuses(VIEW "<a {{if view.x}}hr{{end}}ef=\"x\">", 2, "a blank is missing");
	refuses(VIEW "<a {{each view.all as one}}on{{end}}>", 2, "a blank is missing");
	writes(VIEW "<input{{if view.x}} checked{{end}}{{if view.y}} disabled{{end}}>", "if (view->x) {");
}

static void blocks_end_where_they_began(void **state)
{
	(void)state;
	writes(VIEW "{{if view.x}}<p>a</p>{{else}}<p>b</p>{{end}}", "} else {");
	writes(VIEW "{{if not view.x}}a{{end}}", "if (!view->x) {");
	refuses(VIEW "{{if view.x}}<p class=\"{{end}}\">", 2, "does not end where it began");
	refuses(VIEW "<p class=\"{{if view.x}}\">{{else}}a\">{{end}}", 2, "does not end where the if");
	refuses(VIEW "\n{{if view.x}}a", 3, "has no {{end}}");
	refuses(VIEW "a{{end}}", 2, "end without");
	refuses(VIEW "{{else}}", 2, "else without an if");
	refuses(VIEW "{{each view.all as one}}{{else}}{{end}}", 2, "else without an if");
	refuses(VIEW "<p class=\"a", 2, "ends inside a tag or a quote");
}

static void items_are_in_scope_inside_their_each_only(void **state)
{
	(void)state;
	writes(VIEW "{{each view.all as one}}{{one.name}}{{end}}", "write_value(out, one->name);");
	writes(VIEW "{{each view.all as one}}x{{end}}", "one_at < view->all_count");
	refuses(VIEW "{{each view.all as one}}{{end}}{{one.name}}", 2, "a path begins with view");
	refuses(VIEW "{{other.name}}", 2, "a path begins with view");
	refuses(VIEW "{{each view.all as view}}{{end}}", 2, "cannot name the items");
	refuses(VIEW "{{each view.all as one}}{{each one.all as one}}{{end}}{{end}}", 2, "cannot name the items");
}

static void no_c_gets_through(void **state)
{
	(void)state;
	refuses(VIEW "{{view.x()}}", 2, "not a path of field names");
	refuses(VIEW "{{view.x; }}", 2, "not a path of field names");
	refuses(VIEW "{{if view.x||abort()}}{{end}}", 2, "not a path of field names");
	refuses(VIEW "{{view}}", 2, "the view is named once");
	refuses(VIEW "{{view.a..b}}", 2, "not a path of field names");
	refuses(VIEW "{{system rm}}", 2, "is no directive");
	refuses(VIEW "{{view.title", 2, "{{ without }}");
	writes(VIEW "a \"quote\" \\ ?\?/ and\ttab", "a \\\"quote\\\" \\\\ \\077\\077/ and\\011tab");
}

static void messages_are_named_by_key_and_places(void **state)
{
	(void)state;
	writes(VIEW "{{t home-title}}", "message_home_title(out, words);");
	writes(VIEW "{{t progress total=view.total number=view.number}}",
	       "message_progress__number__total(out, words, message_value(view->number), message_value(view->total));");
	refuses(VIEW "{{t}}", 2, "written as {{t key");
	refuses(VIEW "{{t progress view.number}}", 2, "a placeholder is written as");
	refuses(VIEW "<script>{{t home-title}}</script>", 2, "inside <script>");
}

static void raw_markup_stands_between_tags_only(void **state)
{
	(void)state;
	writes(VIEW "<div>{{raw_markup view.html}}</div>", "write_raw_markup(out, view->html);");
	refuses(VIEW "<p class=\"{{raw_markup view.html}}\">", 2, "between tags");
	refuses(VIEW "<textarea>{{raw_markup view.html}}</textarea>", 2, "between tags");
	refuses(VIEW "<script>{{raw_markup view.html}}</script>", 2, "between tags");
}

static void templates_are_included_with_a_view(void **state)
{
	(void)state;
	writes(VIEW "{{include phones view.numbers}}", "template_phones(out, words, view->numbers);");
	writes(VIEW "{{include phones view}}", "template_phones(out, words, view);");
	refuses(VIEW "<p class=\"{{include phones view}}\">", 2, "between tags");
	refuses(VIEW "{{include phones}}", 2, "written as {{include name view}}");
}

static void a_view_comes_first_and_once(void **state)
{
	(void)state;
	struct compiled c = compile(VIEW "x");
	assert_true(c.good);
	assert_string_equal(
	        c.header,
	        "void template_some(struct buf *out, const struct catalogue *words, const struct some_view *view);\n");
	forget(&c);
	refuses("<p>", 1, "begins with {{view struct name}}");
	refuses("{{if view.x}}{{end}}", 1, "begins with {{view struct name}}");
	refuses(VIEW VIEW, 2, "named once");
	refuses("", 1, "empty");
}

static void white_space_beside_blocks_goes(void **state)
{
	(void)state;
	writes(VIEW "<p>\n\t<b>x</b>\n</p>\n", "\"<p>\\012<b>x</b>\\012</p>\"");
	writes(VIEW "<i>a</i>\n{{if view.x}}\n<b>x</b>\n{{end}}\n<i>c</i>", "\"<b>x</b>\"");
	writes(VIEW "<pre>a\n\n b</pre>", "\"<pre>a\\012\\012 b</pre>\"");
	writes(VIEW "<p title=\"a\n b\">", "\"<p title=\\\"a\\012 b\\\">\"");
}

static void an_embedded_file_leaves_its_hash(void **state)
{
	(void)state;
	struct compiled c = compile(VIEW "<style>{{embed fixture.css}}</style>");
	if (!c.good)
		fail_msg("%s", c.fault.reason);
	assert_non_null(
	        strstr(c.header,
	               "#define EMBEDDED_FIXTURE_CSS_HASH \"sha256-mdS8dza+6mT5GcuBYgNpvrf433A+fH+D/nHsBMXOhbs=\"\n"));
	assert_non_null(strstr(c.source, "\"<style>p,a :hover{margin:0 1px;content:\\\"a; b }\\\"}@media (min-width:1px){b > i{margin:0}}</style>\""));
	forget(&c);
	refuses(VIEW "<p>{{embed fixture.css}}</p>", 2, "inside <style> or <script>");
	refuses(VIEW "<style>{{embed none.css}}</style>", 2, "cannot be read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(values_are_escaped_by_their_type),
	        cmocka_unit_test(addresses_take_checked_addresses_only),
	        cmocka_unit_test(values_are_refused_where_escaping_does_not_help),
	        cmocka_unit_test(after_a_script_values_are_text_again),
	        cmocka_unit_test(names_cannot_be_put_together_across_directives),
	        cmocka_unit_test(blocks_end_where_they_began),
	        cmocka_unit_test(items_are_in_scope_inside_their_each_only),
	        cmocka_unit_test(no_c_gets_through),
	        cmocka_unit_test(messages_are_named_by_key_and_places),
	        cmocka_unit_test(raw_markup_stands_between_tags_only),
	        cmocka_unit_test(templates_are_included_with_a_view),
	        cmocka_unit_test(a_view_comes_first_and_once),
	        cmocka_unit_test(white_space_beside_blocks_goes),
	        cmocka_unit_test(an_embedded_file_leaves_its_hash),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
