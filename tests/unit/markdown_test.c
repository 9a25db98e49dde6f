/* The Markdown of a site's own pages: what it becomes, and what is refused with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/markdown.h"

static const struct markdown_word WORDS[] = {{"contact", "Rīts & <dēli>"}, {"readers", NULL}};

struct outcome {
	enum core_err err;
	struct buf html;
	struct problems problems;
};

static struct outcome written(const char *text, size_t len)
{
	struct outcome o;
	buf_init(&o.html, 1 << 20);
	problems_init(&o.problems);
	o.err = markdown_write(&o.html, "help.md", text, len, WORDS, 2, &o.problems);
	return o;
}

static void outcome_release(struct outcome *o)
{
	buf_release(&o->html);
	problems_release(&o->problems);
}

static void becomes(const char *text, const char *html)
{
	struct outcome o = written(text, strlen(text));
	assert_int_equal(o.err, CORE_OK);
	assert_string_equal(o.html.data ? o.html.data : "", html);
	outcome_release(&o);
}

static void is_refused(const char *text, unsigned line, const char *reason)
{
	struct outcome o = written(text, strlen(text));
	assert_int_equal(o.err, CORE_REFUSED);
	assert_true(o.problems.count > 0);
	assert_int_equal(o.problems.items[0].line, line);
	if (!strstr(o.problems.items[0].reason, reason))
		fail_msg("\"%s\" does not say \"%s\"", o.problems.items[0].reason, reason);
	outcome_release(&o);
}

static void paragraphs_lists_and_headings_become_html(void **state)
{
	(void)state;
	becomes("# Virsraksts\n\nViens **divi** *trīs*  \nčetri\n",
	        "<h1>Virsraksts</h1>\n<p>Viens <strong>divi</strong> <em>trīs</em><br>\nčetri</p>\n");
	becomes("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	becomes("3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
	becomes("- a\n\n- b\n", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n");
	becomes("> a\n\n---\n", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n");
	becomes("", "");
}

static void text_is_escaped(void **state)
{
	(void)state;
	becomes("a & b \"c\" 5 < 6\n", "<p>a &amp; b &quot;c&quot; 5 &lt; 6</p>\n");
	becomes("\\<script>\n", "<p>&lt;script&gt;</p>\n");
}

static void links_go_to_https_mail_and_telephones_only(void **state)
{
	(void)state;
	becomes("[x](https://example.lv/a?b=\"c\"&d)\n",
	        "<p><a href=\"https://example.lv/a?b=&quot;c&quot;&amp;d\" rel=\"noreferrer\">x</a></p>\n");
	becomes("[x](tel:116111) <mailto:a@b.lv>\n",
	        "<p><a href=\"tel:116111\" rel=\"noreferrer\">x</a> <a "
	        "href=\"mailto:a@b.lv\" rel=\"noreferrer\">mailto:a@b.lv</a></p>\n");
	static const char *const elsewhere[] = {
	        "javascript:alert(1)",  "JAVASCRIPT:x", "http://example.lv", "//example.lv",
	        "data:text/html,x",     "/f/concern",   "https://",          "",
	        "&#106;avascript:a(1)", "vbscript:x",   "file:///etc/passwd"};
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
		char text[100];
		snprintf(text, sizeof text, "one\n\n[x](%s)\n", elsewhere[i]);
		is_refused(text, 3, "links may go to");
	}
}

static void html_images_and_code_are_refused(void **state)
{
	(void)state;
	is_refused("a\n\n<script>x</script>\n", 3, "HTML is not taken");
	is_refused("a <b>bold</b>\n", 1, "HTML is not taken");
	is_refused("![x](https://example.lv/x.png)\n", 1, "images are not taken");
	is_refused("    code\n", 1, "code is not taken");
	is_refused("a `code`\n", 1, "code is not taken");
	is_refused("a\n\nb\n\n#### four\n", 5, "three levels");
	is_refused(">>>>>>>>>>>>>>>>>>>>>>>>>>> deep\n", 1, "nested too deeply");
}

static void words_of_the_site_are_put_in_as_text(void **state)
{
	(void)state;
	becomes("Atbild {contact}. {readers}\n", "<p>Atbild Rīts &amp; &lt;dēli&gt;. </p>\n");
	is_refused("ok\n\n{nobody} knows\n", 3, "nothing can be put in here: {nobody}");
	is_refused("open { end\n", 1, "nothing can be put in here");
	/* numbers stand alone or not at all */
	becomes("{phones}\n", "<ul data-site=\"phones\"></ul>\n");
	becomes("{phones-urgent}\n", "<ul data-site=\"phones-urgent\"></ul>\n");
	is_refused("call {phones}\n", 1, "nothing can be put in here");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	struct outcome o;
	(void)state;
	o = written("a\xff", 2);
	assert_int_equal(o.err, CORE_UTF8);
	outcome_release(&o);
	o = written("a\0b", 3);
	assert_int_equal(o.err, CORE_UTF8);
	outcome_release(&o);
	char *large = test_malloc(MARKDOWN_MAX + 1);
	memset(large, 'a', MARKDOWN_MAX + 1);
	o = written(large, MARKDOWN_MAX + 1);
	assert_int_equal(o.err, CORE_LIMIT);
	outcome_release(&o);
	test_free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(paragraphs_lists_and_headings_become_html),
	        cmocka_unit_test(text_is_escaped),
	        cmocka_unit_test(links_go_to_https_mail_and_telephones_only),
	        cmocka_unit_test(html_images_and_code_are_refused),
	        cmocka_unit_test(words_of_the_site_are_put_in_as_text),
	        cmocka_unit_test(bytes_that_are_no_text_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
