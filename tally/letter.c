#include "tally/letter.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool utc_of(const char *at, time_t *out)
{
	struct tm tm = {0};

	if (strptime(at, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
		return false;
	*out = timegm(&tm);
	return true;
}

long days_between(const char *from, const char *to)
{
	struct tm a = {0}, b = {0};

	if (strptime(from, "%Y-%m-%d", &a) == NULL || strptime(to, "%Y-%m-%d", &b) == NULL)
		return 0;
	return (long)((timegm(&b) - timegm(&a)) / 86400);
}

static void day_at(time_t when, char day[static 11])
{
	struct tm local;

	if (localtime_r(&when, &local) == NULL || strftime(day, 11, "%Y-%m-%d", &local) == 0)
		day[0] = '\0';
}

void day_today(char day[static 11])
{
	day_at(time(NULL), day);
}

void day_of_time(const char *at, char day[static 11])
{
	time_t when;

	day[0] = '\0';
	if (utc_of(at, &when))
		day_at(when, day);
}

void time_local(const char *at, char text[static 17])
{
	struct tm local;
	time_t when;

	text[0] = '\0';
	if (utc_of(at, &when) && localtime_r(&when, &local) != NULL &&
	    strftime(text, 17, "%Y-%m-%d %H:%M", &local) == 0)
		text[0] = '\0';
}

void time_now(char at[static EVENT_TIME_BYTES + 1])
{
	time_t now = time(NULL);
	struct tm utc;

	if (gmtime_r(&now, &utc) == NULL || strftime(at, EVENT_TIME_BYTES + 1, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		at[0] = '\0';
}

void letter_read_day(const struct letter *l, char day[static 11])
{
	day[0] = '\0';
	if (l->story.read != NULL)
		day_of_time(l->story.read->at, day);
}

long letter_days_waited(const struct letter *l, const char *today)
{
	char came[11] = "", read[11];

	if (l->day.len == sizeof came - 1)
		memcpy(came, l->day.text, l->day.len);
	letter_read_day(l, read);
	long days = days_between(came, read[0] != '\0' ? read : today);
	return days > 0 ? days : 0;
}
