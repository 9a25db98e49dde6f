/* Compressing a page once, as well as it goes. */
#ifndef SERVER_COMPRESS_H
#define SERVER_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include "core/buf.h"

/* False when the result would not fit out->max, or memory ran out. */
bool compress_gzip(struct buf *out, const char *bytes, size_t len);
bool compress_brotli(struct buf *out, const char *bytes, size_t len);

#endif
