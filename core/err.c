/* The texts of core errors. */
#include "core/err.h"

const char *core_err_text(enum core_err err)
{
	switch (err) {
	case CORE_OK:
		return "no error";
	case CORE_NOMEM:
		return "out of memory";
	case CORE_LIMIT:
		return "larger than a stated limit";
	case CORE_SYNTAX:
		return "not well-formed";
	case CORE_UTF8:
		return "not valid UTF-8";
	case CORE_REFUSED:
		return "not accepted";
	}
	return "unknown error";
}
