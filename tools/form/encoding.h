/* Test vectors are JSON, which has no undefined, NaN, infinity or date. They stand as {"$undefined":true},
 * {"$number":"NaN"} and
 * {"$date":"2026-01-15T12:00:00.000Z"}. */
#ifndef TOOLS_FORM_ENCODING_H
#define TOOLS_FORM_ENCODING_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/value.h"

/* Replaces what is encoded, at every depth. False when the arena ran out. */
bool encoding_read(struct arena *arena, struct value *v);

void encoding_write(struct buf *out, struct value v);

#endif
