/* A new site: the folders, and a site.json that runs as it is and explains itself. JSON knows no comments: "about-..." members explain the
 * setting that follows and are not read. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/site.h"

static const char settings[] =
	"{\n"
	"\t\"about\": \"Settings of Uzklausi's server. A member whose name begins with about explains the setting after it and is not read.\",\n"
	"\n"
	"\t\"about-name\": \"The town's name, as it stands on every page; one text, or one a language.\",\n"
	"\t\"name\": {\"lv\": \"Cēsu novads\", \"en\": \"Cēsis Municipality\"},\n"
	"\n"
	"\t\"about-contact\": \"Who answers for this site, for people with a question about it.\",\n"
	"\t\"contact\": {\"lv\": \"Cēsu novada pašvaldība\", \"en\": \"Cēsis Municipality\"},\n"
	"\n"
	"\t\"about-address\": \"The public address, without a path. Browsers must send its host, or the request is refused.\",\n"
	"\t\"address\": \"http://127.0.0.1:8080\",\n"
	"\n"
	"\t\"about-hosts\": \"Other hosts that are answered too, in small letters, with the port when it is not 80 or 443. The address's own and the one listened on always are.\",\n"
	"\t\"hosts\": [],\n"
	"\n"
	"\t\"about-listen\": \"Address and port to listen on. Behind a proxy on the same computer leave 127.0.0.1; without one, 0.0.0.0:443 and tls.\",\n"
	"\t\"listen\": \"127.0.0.1:8080\",\n"
	"\n"
	"\t\"about-tls\": \"null: plain HTTP, for this computer or behind a proxy that does TLS. Else {\\\"certificate\\\": FILE, \\\"key\\\": FILE}, PEM files, from this folder or with a full path.\",\n"
	"\t\"tls\": null,\n"
	"\n"
	"\t\"about-languages\": \"The languages of the pages; the first is shown to whom none of them is known.\",\n"
	"\t\"languages\": [\"lv\", \"en\"],\n"
	"\n"
	"\t\"about-phones\": \"The numbers that every page names. THE MUNICIPALITY CONFIRMS EACH BEFORE THE SITE OPENS. Urgent ones are shown first to people in danger.\",\n"
	"\t\"phones\": [\n"
	"\t\t{\"number\": \"112\", \"urgent\": true,\n"
	"\t\t\t\"name\": {\"lv\": \"Ārkārtas palīdzības dienesti\", \"en\": \"Emergency services\", \"ru\": \"Экстренные службы\", \"uk\": \"Екстрені служби\"},\n"
	"\t\t\t\"note\": {\"lv\": \"visu diennakti\", \"en\": \"day and night\", \"ru\": \"круглосуточно\", \"uk\": \"цілодобово\"}},\n"
	"\t\t{\"number\": \"110\", \"urgent\": true,\n"
	"\t\t\t\"name\": {\"lv\": \"Valsts policija\", \"en\": \"State Police\", \"ru\": \"Государственная полиция\", \"uk\": \"Державна поліція\"},\n"
	"\t\t\t\"note\": {\"lv\": \"visu diennakti\", \"en\": \"day and night\", \"ru\": \"круглосуточно\", \"uk\": \"цілодобово\"}},\n"
	"\t\t{\"number\": \"116111\", \"urgent\": true,\n"
	"\t\t\t\"name\": {\"lv\": \"Bērnu un pusaudžu uzticības tālrunis\", \"en\": \"Children and youth helpline\", \"ru\": \"Телефон доверия для детей и подростков\", \"uk\": \"Телефон довіри для дітей і підлітків\"},\n"
	"\t\t\t\"note\": {\"lv\": \"bez maksas, visu diennakti\", \"en\": \"free, day and night\", \"ru\": \"бесплатно, круглосуточно\", \"uk\": \"безкоштовно, цілодобово\"}},\n"
	"\t\t{\"number\": \"116006\", \"urgent\": false,\n"
	"\t\t\t\"name\": {\"lv\": \"Atbalsts noziegumos cietušajiem\", \"en\": \"Support for victims of crime\", \"ru\": \"Поддержка пострадавших от преступлений\", \"uk\": \"Підтримка постраждалих від злочинів\"},\n"
	"\t\t\t\"note\": {\"lv\": \"katru dienu\", \"en\": \"every day\", \"ru\": \"ежедневно\", \"uk\": \"щодня\"}},\n"
	"\t\t{\"number\": \"116123\", \"urgent\": false,\n"
	"\t\t\t\"name\": {\"lv\": \"Krīzes tālrunis „Skalbes”\", \"en\": \"Crisis line Skalbes\", \"ru\": \"Кризисный телефон Skalbes\", \"uk\": \"Кризовий телефон Skalbes\"},\n"
	"\t\t\t\"note\": {\"lv\": \"visu diennakti, latviski, krieviski un angliski\", \"en\": \"day and night, in Latvian, Russian and English\", \"ru\": \"круглосуточно, на латышском, русском и английском\", \"uk\": \"цілодобово, латиською, російською та англійською\"}}\n"
	"\t],\n"
	"\n"
	"\t\"about-threads\": \"Threads that answer requests; 0 is one a processor.\",\n"
	"\t\"threads\": 0,\n"
	"\n"
	"\t\"about-head-seconds\": \"How long a visitor may take to send a request's head, then its body, then to read the reply. Who is slower is cut off.\",\n"
	"\t\"head-seconds\": 10,\n"
	"\t\"body-seconds\": 30,\n"
	"\t\"reply-seconds\": 60\n"
	"}\n";

static bool make_folder(const char *path, const char *name, mode_t mode)
{
	char folder[PATH_MAX];
	if (snprintf(folder, sizeof folder, "%s/%s", path, name) >= (int)sizeof folder) {
		errno = ENAMETOOLONG;
		return false;
	}
	return mkdir(folder, mode) == 0;
}

static bool write_settings(const char *path)
{
	char file[PATH_MAX];
	if (snprintf(file, sizeof file, "%s/site.json", path) >= (int)sizeof file) {
		errno = ENAMETOOLONG;
		return false;
	}
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return false;
	bool ok = write(fd, settings, sizeof settings - 1) == (ssize_t)(sizeof settings - 1) && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

enum core_err site_init(const char *path, struct problems *problems)
{
	if (mkdir(path, 0755) != 0 && (errno != EEXIST || rmdir(path) != 0 || mkdir(path, 0755) != 0)) {
		const char *reason = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR ? "something stands there already" : strerror(errno);
		problems_add(problems, path, 0, NULL, NULL, "%s", reason);
		return CORE_REFUSED;
	}
	if (make_folder(path, "forms", 0755) && make_folder(path, "locks", 0755) && make_folder(path, "locks/earlier", 0755) &&
	    make_folder(path, "staff", 0755) && make_folder(path, "data", 0700) && write_settings(path))
		return CORE_OK;
	problems_add(problems, path, 0, NULL, NULL, "%s", strerror(errno));
	return CORE_REFUSED;
}
