#include "qr/fault.h"

#include <stdarg.h>
#include <stdio.h>

bool qr_fail(struct qr_fault *fault, const char *format, ...)
{
	va_list arguments;
	if (fault->text[0] != '\0')
		return false;
	va_start(arguments, format);
	vsnprintf(fault->text, sizeof fault->text, format, arguments);
	va_end(arguments);
	return false;
}
