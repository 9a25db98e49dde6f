/* What compiled templates write with. {{view.field}} becomes write_value, which the type of the field decides: text is
 * escaped; markup and addresses do not compile here. */
#ifndef KIOSK_WRITE_H
#define KIOSK_WRITE_H

#include "core/html.h"
#include "kiosk/view.h"

#define write_value(out, v)                                                                                            \
	_Generic((v), \
		char *: html_s, \
		const char *: html_s, \
		unsigned: write_unsigned, \
		size_t: write_number, \
		struct span: write_span, \
		struct piped: write_piped, \
		struct said: write_said, \
		struct qr_view: write_qr, \
		struct control_id: write_control_id, \
		struct explanations: write_explanations)(out, v)

#define message_value(v)                                                                                               \
	_Generic((v), const char * : message_of_text, unsigned : message_of_number, size_t : message_of_number)(v)

void write_unsigned(struct buf *out, unsigned number);
void write_number(struct buf *out, size_t number);
void write_span(struct buf *out, struct span text);
void write_piped(struct buf *out, struct piped text);
/* The bytes of {name} at at, braces included, or 0 when nothing there could be the name of an answer. */
size_t write_name_length(const char *at);
void write_said(struct buf *out, struct said sentence);
void write_qr(struct buf *out, struct qr_view code);
void write_control_id(struct buf *out, struct control_id id);
void write_explanations(struct buf *out, struct explanations ids);
void write_url(struct buf *out, struct url url);
void write_raw_markup(struct buf *out, struct markup markup);

static inline struct message_value message_of_text(const char *text)
{
	return (struct message_value){.text = text ? text : ""};
}

static inline struct message_value message_of_number(size_t number)
{
	return (struct message_value){.number = number};
}

#endif
