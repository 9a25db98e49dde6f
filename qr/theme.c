#include "qr/theme.h"

#include <string.h>

#define RGB(hex)                                                                                                       \
	{                                                                                                              \
		(((hex) >> 16) & 255) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex)&255) / 255.0                       \
	}
#define WORDS(theme)                                                                                                   \
	.headline = QR_MESSAGE_##theme##_HEADLINE, .lead_text = QR_MESSAGE_##theme##_LEAD,                             \
	.what = QR_MESSAGE_##theme##_WHAT,                                                                             \
	.steps = {QR_MESSAGE_##theme##_STEP_SCAN, QR_MESSAGE_##theme##_STEP_READ, QR_MESSAGE_##theme##_STEP_WRITE},    \
	.anonymous = QR_MESSAGE_##theme##_ANONYMOUS, .ends = QR_MESSAGE_##theme##_ENDS,                                \
	.brief = QR_MESSAGE_##theme##_SHORT

const struct theme themes[] = {
        {
                .name = "adults",
                .head = {"Manrope", "fonts-manrope", PANGO_WEIGHT_ULTRABOLD, 0.04},
                .body = {"Inter", "fonts-inter", PANGO_WEIGHT_MEDIUM, 0.04},
                .strong = {"Inter", "fonts-inter", PANGO_WEIGHT_BOLD, 0.04},
                .head_size = 48,
                .head_leading = 0.84,
                .scale = 1,
                .ground = RGB(0x0e3b43),
                .on_ground = RGB(0xffffff),
                .lead = RGB(0xffd27a),
                .accent = RGB(0xffb238),
                .paper = RGB(0xffffff),
                .ink = RGB(0x14292d),
                .faint = RGB(0x4a5c60),
                .code = RGB(0x0b2429),
                WORDS(ADULTS),
                .motif = motif_waves,
                .step = step_numeral,
                .corner = 5,
                .rim = 1.5,
        },
        {
                .name = "youth",
                .head = {"Comfortaa", "fonts-comfortaa", PANGO_WEIGHT_BOLD, 0.04},
                .body = {"Manrope", "fonts-manrope", PANGO_WEIGHT_SEMIBOLD, 0.04},
                .strong = {"Manrope", "fonts-manrope", PANGO_WEIGHT_ULTRABOLD, 0.04},
                .head_size = 62,
                .head_leading = 0.9,
                .scale = 1,
                .ground = RGB(0x3d2387),
                .on_ground = RGB(0xffffff),
                .lead = RGB(0xffffff),
                .accent = RGB(0xffd23f),
                .paper = RGB(0xffffff),
                .ink = RGB(0x24124f),
                .faint = RGB(0x54467a),
                .code = RGB(0x1e0f45),
                WORDS(YOUTH),
                .motif = motif_bubbles,
                .step = step_numeral,
                .corner = 10,
                .rim = 3,
        },
        {
                .name = "easy",
                .head = {"Andika", "fonts-sil-andika", PANGO_WEIGHT_BOLD, 0.13},
                .body = {"Andika", "fonts-sil-andika", PANGO_WEIGHT_NORMAL, 0.13},
                .strong = {"Andika", "fonts-sil-andika", PANGO_WEIGHT_BOLD, 0.13},
                .head_size = 60,
                .head_leading = 0.76,
                .scale = 1.2,
                .outline = 1.6,
                .ground = RGB(0xffd84d),
                .on_ground = RGB(0x141414),
                .lead = RGB(0x141414),
                .accent = RGB(0x141414),
                .paper = RGB(0xffffff),
                .ink = RGB(0x141414),
                .faint = RGB(0x333333),
                .code = RGB(0x000000),
                WORDS(EASY),
                .step = step_picture,
                .corner = 5,
                .rim = 1.5,
        },
};
const size_t theme_count = sizeof themes / sizeof *themes;

const struct theme *theme_named(const char *name)
{
	for (size_t i = 0; i < theme_count; i++)
		if (strcmp(themes[i].name, name) == 0)
			return &themes[i];
	return NULL;
}
