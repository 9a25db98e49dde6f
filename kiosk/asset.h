/* What pages load after they can be used: scripts that the build makes (kiosk/script/), carried in the program. An
 * asset's address holds its hash, so it never changes and may be kept for ever; pages name its integrity. */
#ifndef KIOSK_ASSET_H
#define KIOSK_ASSET_H

#include <stddef.h>

struct asset {
	const char *file;      /* "device.js" */
	const char *name;      /* "device.0123456789abcdef.js": what stands behind /a/ */
	const char *integrity; /* "sha256-...", as W3C's Subresource Integrity has it */
	const unsigned char *bytes;
	size_t size;
};

/* Made by the build: kiosk/assets.h has the place of each file, ASSET_DEVICE_JS and so on. */
extern const struct asset assets[];
extern const size_t asset_count;

/* The asset of that name, or NULL. */
const struct asset *asset_find(const char *name, size_t len);

#endif
