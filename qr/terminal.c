#include "qr/terminal.h"

/* Black on white, set for each line, so that a dark terminal shows the code as a camera expects it. */
#define COLOURS_ON "\033[30;107m"
#define COLOURS_OFF "\033[0m"

static const char *half_block(bool upper, bool lower)
{
	if (upper)
		return lower ? "█" : "▀";
	return lower ? "▄" : " ";
}

void qr_terminal(struct buf *out, const struct qr_code *code)
{
	int end = (int)code->width + QR_QUIET_ZONE;
	for (int y = -QR_QUIET_ZONE; y < end; y += 2) {
		buf_adds(out, COLOURS_ON);
		for (int x = -QR_QUIET_ZONE; x < end; x++)
			buf_adds(out, half_block(qr_code_dark(code, x, y), qr_code_dark(code, x, y + 1)));
		buf_adds(out, COLOURS_OFF "\n");
	}
}
