/* The pictograms that a form may name beside its questions and choices ("pictograms", docs/FORMS.md). Their drawings
 * are kiosk/pictogram.c's: a form file holds no markup of pictures. */
#ifndef CORE_PICTOGRAM_H
#define CORE_PICTOGRAM_H

#include <stddef.h>

#define PICTOGRAM_NONE ((size_t)-1)

/* In alphabetical order. */
extern const char *const pictogram_names[];
extern const size_t pictogram_count;

/* The place of a name among them, or PICTOGRAM_NONE. */
size_t pictogram_find(const char *name, size_t len);

#endif
