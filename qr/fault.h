/* What went wrong, in words for the person at the command line. */
#ifndef QR_FAULT_H
#define QR_FAULT_H

#include <stdbool.h>

struct qr_fault {
	char text[700]; /* one sentence in English, no full stop; "" while nothing is wrong */
};

/* Keeps the first fault; answers false, so that a function can end with it. */
bool qr_fail(struct qr_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
