/* What went wrong, in words for the person at the keyboard. The caller owns it; only main prints it. */
#ifndef TALLY_FAULT_H
#define TALLY_FAULT_H

#include <stdbool.h>

struct fault {
	char text[600]; /* English, one sentence without a full stop; "" when nothing went wrong; cut when longer */
};

/* Sets the text; answers false, so that `return fault_set(...)` reads as a refusal. */
#define fault_set(...) (fault_say(__VA_ARGS__), false)
void fault_say(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
