#include "server/scans.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/moment.h"
#include "server/posters.h"
#include "server/site_folder.h"

#define FILE_MAX_BYTES ((size_t)PLACES_MAX * 20 + 100)
#define COUNT_MAX 999999999u

static void path_of(char out[static PATH_MAX], const char *site, const char *day)
{
	snprintf(out, PATH_MAX, "%.*s/data/scans-%s.txt", PATH_MAX - 40, site, day);
}

static struct scan_count *find(struct scans *s, const char *code, size_t *at)
{
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(s->counts[middle].code, code);
		if (order == 0)
			return &s->counts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return NULL;
}

/* The count of a code, made when there is none; NULL when the list is full. */
static struct scan_count *count_of(struct scans *s, const char *code)
{
	size_t at;
	struct scan_count *found = find(s, code, &at);
	if (found || s->count == PLACES_MAX)
		return found;
	memmove(&s->counts[at + 1], &s->counts[at], (s->count - at) * sizeof *s->counts);
	s->count++;
	s->counts[at] = (struct scan_count){0};
	snprintf(s->counts[at].code, sizeof s->counts[at].code, "%s", code);
	return &s->counts[at];
}

void scans_add(struct scans *s, const char *code)
{
	struct scan_count *c = count_of(s, code);
	if (c && c->count < COUNT_MAX)
		c->count++;
}

/* --- the file --- */

/* "K7Q2M4 3". False when it is none of our lines. */
static bool read_line(struct scans *s, const char *line, size_t len)
{
	char code[CODE_MAX + 1];
	unsigned count = 0;
	size_t at = CODE_POSTER + 1;
	if (len <= at || len > at + 9 || line[CODE_POSTER] != ' ' ||
	    code_read(code, CODE_POSTER, line, CODE_POSTER) != CODE_GOOD)
		return false;
	for (; at < len; at++) {
		if (line[at] < '0' || line[at] > '9')
			return false;
		count = count * 10 + (unsigned)(line[at] - '0');
	}
	struct scan_count *c = count_of(s, code);
	if (c)
		c->count = count;
	return true;
}

bool scans_take(struct scans *s, const char *text)
{
	bool ok = true;
	for (const char *line = text, *end; ok && (end = strchr(line, '\n')); line = end + 1)
		ok = read_line(s, line, (size_t)(end - line));
	return ok;
}

static void read_day(struct scans *s, const char *site, const char *day)
{
	char path[PATH_MAX];
	struct buf text;
	*s = (struct scans){0};
	snprintf(s->day, sizeof s->day, "%s", day);
	path_of(path, site, day);
	buf_init(&text, FILE_MAX_BYTES);
	if (folder_read_file(&text, path) && text.data)
		(void)scans_take(s, text.data);
	buf_release(&text);
}

void scans_read(struct scans *s, const char *site)
{
	char day[11];
	struct moment now = moment_now();
	moment_day(day, &now);
	read_day(s, site, day);
}

static bool write_whole(const char *path, const struct buf *text)
{
	char beside[PATH_MAX + 8];
	snprintf(beside, sizeof beside, "%s-new", path);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool ok = write(fd, text->data, text->len) == (ssize_t)text->len && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	return ok && rename(beside, path) == 0;
}

bool scans_write(struct scans *s, const char *site, const struct places *places)
{
	char path[PATH_MAX];
	struct buf text;
	for (size_t i = 0; places && i < places->coded; i++)
		count_of(s, places->by_code[i]->code);
	if (s->count == 0)
		return true;
	path_of(path, site, s->day);
	buf_init(&text, FILE_MAX_BYTES);
	for (size_t i = 0; i < s->count; i++)
		buf_printf(&text, "%s %u\n", s->counts[i].code, s->counts[i].count);
	bool ok = !text.failed && write_whole(path, &text);
	buf_release(&text);
	return ok;
}

/* --- all days --- */

/* The day that a file's name says, 0 for another file's. */
static int day_of(const char *file)
{
	const char *name = strrchr(file, '/');
	name = name ? name + 1 : file;
	return strncmp(name, "scans-", 6) == 0 && strlen(name) == 6 + 10 + 4 ? place_day(name + 6, 10) : 0;
}

static int today_number(void)
{
	char day[11];
	struct moment now = moment_now();
	moment_day(day, &now);
	return place_day(day, 10);
}

static bool forget_old(void *context, const char *path, const char *file)
{
	int day = day_of(file);
	if (day > 0 && day + SCANS_DAYS < *(int *)context)
		unlink(path);
	return true;
}

void scans_forget(const char *site)
{
	int today = today_number();
	folder_each(site, "data", ".txt", forget_old, &today);
}

static void add_day(const struct scans *s, struct buf *out)
{
	size_t added = 0;
	buf_printf(out, "{\"day\":\"%s\",\"scans\":{", s->day);
	for (size_t i = 0; i < s->count; i++)
		if (s->counts[i].count > 0)
			buf_printf(out, "%s\"%s\":%u", added++ ? "," : "", s->counts[i].code, s->counts[i].count);
	buf_adds(out, "}}");
}

struct scan_days {
	struct scans *one; /* heap: read into, day by day */
	const char *site, *today;
	struct buf *out;
};

static bool add_earlier(void *context, const char *path, const char *file)
{
	struct scan_days *days = context;
	char day[11];
	(void)path;
	if (day_of(file) == 0)
		return true;
	place_day_text(day, day_of(file));
	if (strcmp(day, days->today) == 0)
		return true;
	read_day(days->one, days->site, day);
	add_day(days->one, days->out);
	buf_addc(days->out, ',');
	return !days->out->failed;
}

void scans_json(struct scans *today, const char *site, struct buf *out)
{
	struct scan_days days = {malloc(sizeof *days.one), site, today->day, out};
	if (days.one)
		folder_each(site, "data", ".txt", add_earlier, &days);
	else
		out->failed = true;
	free(days.one);
	add_day(today, out);
}
