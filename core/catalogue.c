#include "core/catalogue.h"

#include <string.h>

#include "core/html.h"

#define PLACES "\1\2\3\4\5\6\7\10"

/* CLDR 46, lv: zero for 0, 10 to 20, 30, 40, ... and 11 to 19 of each hundred; one for 1, 21, 31, ... */
enum plural plural_lv(unsigned long number)
{
	unsigned long tens = number % 100;
	if (number % 10 == 0 || (tens >= 11 && tens <= 19))
		return PLURAL_ZERO;
	return number % 10 == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

enum plural plural_en(unsigned long number)
{
	return number == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

/* CLDR 46, ru and uk alike: one for 1, 21, 31, ...; few for 2 to 4, 22 to 24, ...; not for 11 to 14 of a hundred. */
enum plural plural_ru(unsigned long number)
{
	unsigned long ones = number % 10, tens = number % 100;
	if (ones == 0 || ones > 4 || (tens >= 11 && tens <= 14))
		return PLURAL_MANY;
	return ones == 1 ? PLURAL_ONE : PLURAL_FEW;
}

enum plural plural_uk(unsigned long number)
{
	return plural_ru(number);
}

static const char *chosen(const struct catalogue *words, const struct message_text *message,
                          const struct message_value *values)
{
	if (!message->count_at)
		return message->forms[PLURAL_OTHER];
	return message->forms[words->plural(values[message->count_at - 1].number)];
}

static void put(struct buf *out, const char *text, size_t len, bool escaped)
{
	if (escaped)
		html_text(out, text, len);
	else
		buf_add(out, text, len);
}

static void write(struct buf *out, const struct catalogue *words, unsigned key, const struct message_value *values,
                  bool escaped)
{
	const char *at = chosen(words, &words->texts[key], values);
	for (;;) {
		size_t len = strcspn(at, PLACES);
		put(out, at, len, escaped);
		at += len;
		if (!*at)
			return;
		const struct message_value *value = &values[*at++ - 1];
		if (value->text)
			put(out, value->text, strlen(value->text), escaped);
		else
			buf_printf(out, "%lu", value->number);
	}
}

void catalogue_write(struct buf *out, const struct catalogue *words, unsigned key, const struct message_value *values)
{
	write(out, words, key, values, true);
}

void catalogue_write_bare(struct buf *out, const struct catalogue *words, unsigned key,
                          const struct message_value *values)
{
	write(out, words, key, values, false);
}

const char *catalogue_text(const struct catalogue *words, unsigned key)
{
	return words->texts[key].forms[PLURAL_OTHER];
}
