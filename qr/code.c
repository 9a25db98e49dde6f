#include "qr/code.h"

#include <qrencode.h>
#include <stdlib.h>

bool qr_code_init(struct qr_code *code, const char *text)
{
	*code = (struct qr_code){0};
	QRcode *made = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
	if (!made)
		return false;
	size_t width = (size_t)made->width;
	code->modules = malloc(width * width);
	if (code->modules) {
		code->width = (unsigned)width;
		/* libqrencode keeps the colour in the lowest bit and its own marks in the others. */
		for (size_t i = 0; i < width * width; i++)
			code->modules[i] = made->data[i] & 1;
	}
	QRcode_free(made);
	return code->modules != NULL;
}

void qr_code_release(struct qr_code *code)
{
	free(code->modules);
	*code = (struct qr_code){0};
}

bool qr_code_dark(const struct qr_code *code, int x, int y)
{
	if (x < 0 || y < 0 || x >= (int)code->width || y >= (int)code->width)
		return false;
	return code->modules[(size_t)y * code->width + (size_t)x] != 0;
}
