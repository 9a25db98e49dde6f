/* Dates as JavaScript has them: milliseconds since 1970 UTC in a double, NaN for an invalid date, the proleptic
 * Gregorian calendar (ECMA-262, 21.4.1). There is no time zone here: a caller adds the offset of its place to get local
 * time. */
#ifndef CORE_DATE_H
#define CORE_DATE_H

#include <stdbool.h>
#include <stddef.h>

#define DATE_DAY_MS 86400000.0
#define DATE_TEXT_SIZE 80

struct date_parts {
	double year, month,
	        day; /* month from 0, day of the month from 1; out-of-range numbers carry over, as in MakeDay */
	double hours, minutes, seconds, ms;
	int weekday; /* 0 is Sunday; ignored by date_from_parts */
};

/* ms must be finite. */
struct date_parts date_to_parts(double ms);
/* NaN when a part is not finite or the result is outside of what a date can be. */
double date_from_parts(const struct date_parts *p);
/* NaN unless |ms| is at most 8.64e15; otherwise a whole number (TimeClip). */
double date_clip(double ms);

/* String(date) as in UTC: "Thu Jan 15 2026 12:00:00 GMT+0000 (Coordinated Universal Time)", or "Invalid Date". */
size_t date_text(char out[static DATE_TEXT_SIZE], double ms);
/* toISOString: "2026-01-15T12:00:00.000Z"; 0 and "" for an invalid date. */
size_t date_iso(char out[static DATE_TEXT_SIZE], double ms);

/* The date that text spells, as Date.parse has it in the browsers that share V8's rules: ISO 8601 first (a day alone is
 * UTC, with a time it is local), then the loose old ways ("Jan 15, 2026", "1/15/2026 3:30 PM"). Local time is offset_ms
 * ahead of UTC. NaN when it is no date. Linear in len. */
double date_parse(const char *text, size_t len, double offset_ms);

#endif
