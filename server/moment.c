#include "server/moment.h"

#include <time.h>

struct moment moment_now(void)
{
	struct timespec t;
	struct tm local = {0};
	clock_gettime(CLOCK_REALTIME, &t);
	localtime_r(&t.tv_sec, &local);
	return (struct moment){(int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000, (int)(local.tm_gmtoff / 60)};
}

int64_t moment_ticks(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void moment_day(char out[static 11], const struct moment *now)
{
	struct tm day = {0};
	time_t seconds = (time_t)(now->ms / 1000 + now->utc_offset_minutes * 60);
	gmtime_r(&seconds, &day);
	if (strftime(out, 11, "%Y-%m-%d", &day) != 10)
		out[0] = '\0';
}
