/* UTF-8 and UTF-16 arithmetic. Text inside the program is valid UTF-8; utf8_take is the gate that lets it in. */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of the well-formed character at text (RFC 3629: nothing overlong, no surrogate, at most U+10FFFF), 1 to 4,
 * with the character in *out; 0 when it is malformed, cut off, or len is 0. U+0000 is well-formed here. */
unsigned utf8_take(const char *text, size_t len, uint32_t *out);

/* Well-formed and without U+0000. */
bool utf8_valid(const char *text, size_t len);

/* The character at *at of valid text, moving *at past it. */
uint32_t utf8_next(const char *text, size_t *at);

/* Writes a character (not a surrogate) and returns its bytes. */
unsigned utf8_put(char out[static 4], uint32_t c);

/* The largest length of at most max bytes that does not cut a character of the valid text (which is longer than max).
 */
size_t utf8_cut(const char *text, size_t max);

/* UTF-16 units of valid text: what browsers and survey-core call its length. */
size_t utf8_utf16_length(const char *text, size_t len);

/* Order of valid texts by UTF-16 unit, as JavaScript's < sees it: negative, 0 or positive. */
int utf8_utf16_compare(const char *a, size_t a_len, const char *b, size_t b_len);

/* White space as JavaScript's trim knows it. */
bool utf8_space(uint32_t c);

/* Takes the white space off both ends: moves *text and *len. */
void utf8_trim(const char **text, size_t *len);

/* Lower case as JavaScript's toLowerCase, without language rules: the whole of a text in out, which has room for
 * utf8_lower_room(len) bytes. Returns the bytes written. */
size_t utf8_lower(char *out, const char *text, size_t len);
#define utf8_lower_room(len) ((len) / 2 * 3 + 4)

/* True when both texts have the same lower case. Takes no memory. */
bool utf8_lower_equal(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
