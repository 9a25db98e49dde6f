#include "kiosk/asset.h"

#include <string.h>

const struct asset *asset_find(const char *name, size_t len)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strlen(assets[i].name) == len && memcmp(assets[i].name, name, len) == 0)
			return &assets[i];
	return NULL;
}
