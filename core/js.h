/* JavaScript's own conversions between text and numbers (ECMA-262, chapter 7.1), which the semantics of forms rest on.
 */
#ifndef CORE_JS_H
#define CORE_JS_H

#include "core/buf.h"
#include "core/value.h"

/* Number(text): NaN when the whole text, but for white space around it, is no number; "" is 0; 0x, 0o and 0b are read.
 */
double js_number(const char *text, size_t len);

/* parseFloat(text): the longest decimal number that the text begins with, or NaN. */
double js_parse_float(const char *text, size_t len);

/* parseInt(text): digits, or hexadecimal digits after 0x, that the text begins with, or NaN. */
double js_parse_int(const char *text, size_t len);

/* Appends String(v). Arrays join their items with commas, objects are "[object Object]", dates are written as in UTC.
 */
void js_text(struct buf *out, struct value v);

/* Math.pow(base, exponent). */
double js_pow(double base, double exponent);

/* v's truth: false for undefined, null, false, 0, NaN and "". */
bool js_truthy(struct value v);

#endif
