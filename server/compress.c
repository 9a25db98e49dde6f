#include "server/compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) /* the largest window, with gzip's header (zlib.h, deflateInit2) */

bool compress_gzip(struct buf *out, const char *bytes, size_t len)
{
	z_stream z = {0};
	if (len > UINT32_MAX ||
	    deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	size_t bound = deflateBound(&z, len);
	unsigned char *small = malloc(bound);
	bool ok = false;
	if (small) {
		z.next_in = (unsigned char *)(uintptr_t)bytes;
		z.avail_in = (uInt)len;
		z.next_out = small;
		z.avail_out = (uInt)bound;
		ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
		if (ok)
			buf_add(out, small, z.total_out);
	}
	deflateEnd(&z);
	free(small);
	return ok && !out->failed;
}

bool compress_brotli(struct buf *out, const char *bytes, size_t len)
{
	size_t size = BrotliEncoderMaxCompressedSize(len);
	unsigned char *small = malloc(size);
	bool ok = small && BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, len,
	                                         (const unsigned char *)bytes, &size, small) == BROTLI_TRUE;
	if (ok)
		buf_add(out, small, size);
	free(small);
	return ok && !out->failed;
}
