/* What the respondent's device has to know of a form to show it page by page, check it and write its sheet: JSON that
 * kiosk/script/sheet.js reads. Neither texts nor correct answers are in it: the page brings what is shown. */
#ifndef CORE_FORM_DEVICE_H
#define CORE_FORM_DEVICE_H

#include "core/answers.h"

/* Why the device cannot do for this form all that the server does, in English (static); NULL when it can. Such a form
 * stays without script: its pages are complete as they are. */
const char *form_device_obstacle(const struct form *form);

/* Numbers the sentence that tells of a fault; called for each fault that answers can have. */
struct fault_sayer {
	size_t (*say)(void *context, const struct answer_fault *fault);
	void *context;
};

/* Appends one object:
 *   "pages"  for each page how many elements it has, and the tree of its condition: true when there is none, false when
 *            it is never seen
 *   "els"    for each element an object of short keys (form_device.c names them)
 *   "names"  what the names in expressions stand for: [0] nothing, [1,element], [2,calculated], [3,element] its
 * comment, [4] known and without value; then the rest of a path [.., root, bytes before it] "calc"   calculated values
 * in the order in which they can be reckoned: [name, tree, kept in the sheet] lang chooses the form's own words for
 * faults. */
void form_device_write(const struct form *form, const char *lang, const struct fault_sayer *sayer, struct buf *out);

#endif
