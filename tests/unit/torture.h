/* Torture: every allocation of a piece of code fails once. For test programs named NAME_torture_test.c, which the
 * Makefile links with
 * --wrap for each function below, so that calls from our own objects come here; the libraries' own calls do not. */
#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Allocations until the one that fails; negative: none does. */
static long torture_left = -1;
static bool torture_fired;

static bool torture_fails(void)
{
	if (torture_left < 0 || torture_left-- > 0)
		return false;
	torture_fired = true;
	return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_sodium_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_sodium_malloc(size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
	return torture_fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return torture_fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return torture_fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_sodium_malloc(size_t size)
{
	return torture_fails() ? NULL : __real_sodium_malloc(size);
}

char *__wrap_strdup(const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = torture_fails() ? NULL : __real_malloc(len);

	return copy == NULL ? NULL : memcpy(copy, text, len);
}

/* Runs work again and again, each time with the next allocation failing, until it runs to its end without a failure.
 * work checks for itself that it answered properly: failed tells that an allocation failed while it ran, as far as it
 * has come when it is asked for. Answers how many allocations failed: none means that the torture tortured nothing. */
static size_t torture(void (*work)(void *context, const bool *failed), void *context)
{
	size_t rounds = 0;

	for (;; rounds++) {
		torture_fired = false;
		torture_left = (long)rounds;
		work(context, &torture_fired);
		torture_left = -1;
		if (!torture_fired)
			return rounds;
	}
}

#endif
