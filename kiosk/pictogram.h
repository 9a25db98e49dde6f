/* Drawings for forms in easy language: line drawings of our own on a grid of 24 by 24, in the colour of the text. What
 * a form may name stands in core/pictogram.h. */
#ifndef KIOSK_PICTOGRAM_H
#define KIOSK_PICTOGRAM_H

#include "kiosk/view.h"

/* The content of an SVG symbol; its place is that of its name in pictogram_names. */
struct markup pictogram_drawing(size_t place);

#endif
