/* A server's answer to a relay: what asks for work asks for a bounded amount, and no answer but the one counts as
 * taken. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "relay/pass.h"
#include "relay/reckon.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char taken[] = "{\"taken\":true}";
	static const unsigned char none[16];
	char text[RECKON_TEXT_LENGTH + 1];
	struct frame_answer answer;
	struct reckoning asked;

	if (sodium_init() < 0)
		abort();
	pass_judge(&answer, false, 200, (const char *)bytes, len);
	if ((answer.kind == FRAME_TAKEN) != (len - (len > 0 && bytes[len - 1] == '\n') == sizeof taken - 1 &&
	                                     memcmp(bytes, taken, sizeof taken - 1) == 0))
		abort();
	if (!reckon_read(&asked, (const char *)bytes, len))
		return 0;
	if (asked.bits < 1 || asked.bits > RECKON_BITS_MAX)
		abort();
	asked.bits = asked.bits % 4 + 1;
	if (!reckon_prove(&asked, none, none, text) || strlen(text) != RECKON_TEXT_LENGTH)
		abort();
	return 0;
}
