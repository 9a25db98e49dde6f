/* Slips on A4, twelve a page, with lines to cut along. */
#ifndef QR_SLIP_SHEET_H
#define QR_SLIP_SHEET_H

#include "core/code.h"
#include "qr/site.h"
#include "qr/words.h"
#include "seal/slips.h"

struct slip_sheet {
	const struct qr_site *site;
	const struct catalogue *words;
	const struct slips *batch;          /* form, group, number */
	const char (*codes)[CODE_SLIP + 1]; /* batch->count of them */
	const char *day;
};

bool slip_sheet_write(const struct slip_sheet *paper, const char *path, struct qr_fault *fault);

#endif
