/* A new site: the folders, and a site.json that runs as it is and explains itself. JSON knows no comments: members
 * whose name begins with "about" explain the setting that follows and are not read. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/site.h"
#include "server/site_pages.h"

/* server/site.json, embedded by the Makefile. */
extern const unsigned char site_json[];
extern const size_t site_json_size;

static bool make_folder(const char *path, const char *name, mode_t mode)
{
	char folder[PATH_MAX];
	if (snprintf(folder, sizeof folder, "%s/%s", path, name) >= (int)sizeof folder) {
		errno = ENAMETOOLONG;
		return false;
	}
	return mkdir(folder, mode) == 0;
}

static bool write_file(const char *path, const char *name, const unsigned char *bytes, size_t size)
{
	char file[PATH_MAX];
	if (snprintf(file, sizeof file, "%s/%s", path, name) >= (int)sizeof file) {
		errno = ENAMETOOLONG;
		return false;
	}
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return false;
	size_t done = 0;
	ssize_t n = 0;
	while (done < size && ((n = write(fd, bytes + done, size - done)) >= 0 || errno == EINTR))
		done += n > 0 ? (size_t)n : 0;
	bool ok = done == size && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

static bool write_pages(const char *path)
{
	char name[40];
	bool ok = true;
	for (size_t i = 0; ok && i < own_page_count; i++) {
		snprintf(name, sizeof name, "pages/%s.%s.md", own_pages[i].name, own_pages[i].lang);
		ok = write_file(path, name, own_pages[i].text, *own_pages[i].size);
	}
	return ok;
}

/* A folder that is there but empty may become a site. */
static bool make_site(const char *path)
{
	if (mkdir(path, 0755) == 0)
		return true;
	int why = errno;
	DIR *folder = why == EEXIST ? opendir(path) : NULL;
	size_t entries = 0;
	while (folder && entries < 3 && readdir(folder))
		entries++;
	if (folder)
		closedir(folder);
	errno = why;
	return folder && entries == 2; /* . and .. */
}

enum core_err site_init(const char *path, struct problems *problems)
{
	if (!make_site(path)) {
		problems_add(problems, path, 0, NULL, NULL, "%s",
		             errno == EEXIST ? "something stands there already" : strerror(errno));
		return CORE_REFUSED;
	}
	if (make_folder(path, "forms", 0755) && make_folder(path, "locks", 0755) &&
	    make_folder(path, "locks/earlier", 0755) && make_folder(path, "staff", 0755) &&
	    make_folder(path, "data", 0700) && make_folder(path, "pages", 0755) && write_pages(path) &&
	    write_file(path, "site.json", site_json, site_json_size))
		return CORE_OK;
	problems_add(problems, path, 0, NULL, NULL, "%s", strerror(errno));
	return CORE_REFUSED;
}
