/* The asset compiler: files that pages load become C (kiosk/asset.h), each with its hash. */
#ifndef TOOLS_BUILD_ASSETS_H
#define TOOLS_BUILD_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One file; number is its place among the assets. */
void asset_emit_bytes(FILE *out, size_t number, const char *bytes, size_t len);
/* path ends with the file's name, "device.js": letters, digits, one dot and an ending. False when it has another shape.
 */
bool asset_emit_entry(FILE *header, FILE *out, size_t number, const char *path, const char *bytes, size_t len);

#endif
