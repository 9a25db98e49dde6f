/* The template compiler: kiosk/templates/NAME.html becomes the C function template_NAME over the view struct that the
 * template names. docs/decisions/ has the language and why it is ours.
 *
 *   {{view struct NAME}}           first thing in each file: the type behind `view`
 *   {{view.field}}  {{item.field}} a value, escaped; in href, src, action and the like it has to be a struct url
 *   {{t key a=view.x b=item.y}}    a message of kiosk/languages with its named placeholders
 *   {{include name path}}          another template; path (view, item or a field that is a pointer) becomes its view
 *   {{if path}} {{if not path}} {{else}} {{end}}
 *   {{each view.items as item}} {{end}}   items is an array, items_count its length; item points to one of them
 *   {{raw_markup path}}            a struct markup as it is
 *   {{embed file}}                 a file beside the templates, inside <style> or <script>; its hash for the policy is
 * kept
 *   {{# comment}}
 *
 * White space that includes a newline becomes one newline, and nothing beside if, else, end, each, include, view and
 * comments. Fields and types are checked by the C compiler: the generated lines carry the template's file and line. */
#ifndef TOOLS_BUILD_TEMPLATE_H
#define TOOLS_BUILD_TEMPLATE_H

#include <stdbool.h>
#include <stdio.h>

struct template_fault {
	char file[256];
	unsigned line; /* from 1 */
	char reason[256];
};

/* Compiles the text of file and writes its C function to source and the declaration to header. False with fault filled.
 */
bool template_compile(const char *file, const char *made, const char *text, FILE *header, FILE *source,
                      struct template_fault *fault);

/* The function's part of a file's name: "kiosk/templates/form.html" gives "form". False when it is no C name. */
bool template_name(char *name, size_t size, const char *file);

#endif
