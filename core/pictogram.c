#include "core/pictogram.h"

#include <string.h>

const char *const pictogram_names[] = {
        "alarm", "ask",   "ball",  "bed",    "bolt",    "book",  "bus",    "calendar", "check",  "children", "clock",
        "cloud", "cross", "cup",   "door",   "ear",     "eye",   "family", "few",      "flat",   "gift",     "hand",
        "heart", "house", "lock",  "many",   "message", "moon",  "none",   "pencil",   "person", "phone",    "picture",
        "pin",   "sad",   "scale", "school", "shield",  "smile", "stop",   "sun",      "talk",   "tree",     "walk",
};
const size_t pictogram_count = sizeof pictogram_names / sizeof *pictogram_names;

size_t pictogram_find(const char *name, size_t len)
{
	for (size_t i = 0; i < pictogram_count; i++)
		if (strlen(pictogram_names[i]) == len && memcmp(pictogram_names[i], name, len) == 0)
			return i;
	return PICTOGRAM_NONE;
}
