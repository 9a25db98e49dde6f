/* The texts of the seal room's errors. */
#include "seal/err.h"

const char *seal_err_text(enum seal_err err)
{
	switch (err) {
	case SEAL_OK:
		return "fine";
	case SEAL_NOMEM:
		return "memory ran out";
	case SEAL_FORMAT:
		return "not in the expected format";
	case SEAL_SIZE:
		return "of the wrong size";
	case SEAL_SIGNATURE:
		return "the signature does not hold";
	case SEAL_STRANGER:
		return "signed by or made for someone else";
	case SEAL_STALE:
		return "signed too long ago, or in the future";
	case SEAL_CLOSED:
		return "does not open with this key";
	case SEAL_IO:
		return "reading or writing failed";
	}
	return "unknown error";
}
