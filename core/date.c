#include "core/date.h"

#include <math.h>
#include <stdio.h>

#define DATE_LARGEST 8.64e15

/* Days from 1970-01-01 to the first of a month (0 to 11), and back: counted in eras of 400 years that begin on 1 March
 * (the usual civil-calendar arithmetic). */
static double days_of_month(double year, double month)
{
	double y = month < 2 ? year - 1 : year, era = floor(y / 400), of_era = y - era * 400;
	double from_march = month < 2 ? month + 10 : month - 2;
	double of_year = floor((153 * from_march + 2) / 5);

	return era * 146097 + of_era * 365 + floor(of_era / 4) - floor(of_era / 100) + of_year - 719468;
}

static void month_of_days(double days, struct date_parts *p)
{
	double shifted = days + 719468, era = floor(shifted / 146097), of_era = shifted - era * 146097;
	double year = floor((of_era - floor(of_era / 1460) + floor(of_era / 36524) - floor(of_era / 146096)) / 365);
	double of_year = of_era - (365 * year + floor(year / 4) - floor(year / 100));
	double from_march = floor((5 * of_year + 2) / 153);

	p->day = of_year - floor((153 * from_march + 2) / 5) + 1;
	p->month = from_march < 10 ? from_march + 2 : from_march - 10;
	p->year = year + era * 400 + (p->month < 2);
}

struct date_parts date_to_parts(double ms)
{
	struct date_parts p = {0};
	double days = floor(ms / DATE_DAY_MS), rest = ms - days * DATE_DAY_MS;

	month_of_days(days, &p);
	p.hours = floor(rest / 3600000);
	p.minutes = floor(fmod(rest, 3600000) / 60000);
	p.seconds = floor(fmod(rest, 60000) / 1000);
	p.ms = fmod(rest, 1000);
	p.weekday = (int)fmod(fmod(days + 4, 7) + 7, 7);
	return p;
}

double date_clip(double ms)
{
	return isfinite(ms) && fabs(ms) <= DATE_LARGEST ? trunc(ms) + 0.0 : NAN;
}

double date_from_parts(const struct date_parts *p)
{
	double month = trunc(p->month), year = trunc(p->year) + floor(month / 12), days;

	if (!isfinite(year) || fabs(year) > 400000)
		return NAN;
	days = days_of_month(year, month - floor(month / 12) * 12) + trunc(p->day) - 1;
	return days * DATE_DAY_MS + trunc(p->hours) * 3600000 + trunc(p->minutes) * 60000 + trunc(p->seconds) * 1000 +
	       trunc(p->ms);
}

size_t date_text(char out[static DATE_TEXT_SIZE], double ms)
{
	static const char DAYS[] = "SunMonTueWedThuFriSat", MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct date_parts p;

	if (!isfinite(ms))
		return (size_t)snprintf(out, DATE_TEXT_SIZE, "Invalid Date");
	p = date_to_parts(ms);
	return (size_t)snprintf(out, DATE_TEXT_SIZE,
	                        "%.3s %.3s %02.0f %s%0*.0f %02.0f:%02.0f:%02.0f GMT+0000 (Coordinated Universal Time)",
	                        DAYS + p.weekday * 3, MONTHS + (int)p.month * 3, p.day, p.year < 0 ? "-" : "",
	                        p.year < 0 ? 6 : 4, fabs(p.year), p.hours, p.minutes, p.seconds);
}

size_t date_iso(char out[static DATE_TEXT_SIZE], double ms)
{
	struct date_parts p;
	bool wide;

	out[0] = '\0';
	if (!isfinite(ms))
		return 0;
	p = date_to_parts(ms);
	wide = p.year < 0 || p.year > 9999;
	return (size_t)snprintf(out, DATE_TEXT_SIZE, "%s%0*.0f-%02.0f-%02.0fT%02.0f:%02.0f:%02.0f.%03.0fZ",
	                        !wide        ? ""
	                        : p.year < 0 ? "-"
	                                     : "+",
	                        wide ? 6 : 4, fabs(p.year), p.month + 1, p.day, p.hours, p.minutes, p.seconds, p.ms);
}
