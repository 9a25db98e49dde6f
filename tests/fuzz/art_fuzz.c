/* Artwork for a poster. What is taken has a size that can be drawn and is no larger than promised; what is refused says
 * why. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "qr/art.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char path[40];
	struct art art;
	struct qr_fault fault = {""};
	int fd = memfd_create("artwork", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	bool good = art_open(&art, path, &fault);
	if (good != (fault.text[0] == '\0'))
		abort();
	if (good && !(art.aspect > 0))
		abort();
	if (good && art.picture &&
	    (double)cairo_image_surface_get_width(art.picture) * cairo_image_surface_get_height(art.picture) >
	            ART_PIXELS)
		abort();
	art_release(&art);
	close(fd);
	return 0;
}
