#include "tally/announce.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "core/json.h"
#include "tally/files.h"

#define SETTINGS_MAX 16384
#define TITLE "Uzklausi"
#define WORDS "Iesūtnē kaut kas gaida. / Something waits in the inbox."

/* --- the desktop --- */

bool announce_desktop(struct fault *fault)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		int nowhere = open("/dev/null", O_RDWR);
		if (nowhere >= 0 && dup2(nowhere, 1) >= 0 && dup2(nowhere, 2) >= 0)
			execlp("notify-send", "notify-send", "--app-name=" TITLE, TITLE, WORDS, (char *)NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	if (child < 0)
		return fault_set(fault, "notify-send cannot be started: %s", strerror(errno));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fault_set(fault, "there is no notify-send on this computer: install libnotify-bin");
	return fault_set(fault, "notify-send found no desktop to show a notification on");
}

/* --- mail --- */

struct mail {
	struct arena arena;
	struct value settings;
	struct buf text;
	size_t at; /* what libcurl has taken of the text */
};

/* A text of the settings that can stand in a mail's head or in a curl option; NULL when it is missing or something
 * else. */
static const char *setting(struct mail *m, struct value v)
{
	if (v.kind != VALUE_STRING || v.len == 0 || v.len > 250)
		return NULL;
	for (uint32_t i = 0; i < v.len; i++)
		if ((unsigned char)v.string[i] <= ' ' || v.string[i] == 0x7f || strchr("<>,\"", v.string[i]) != NULL)
			return NULL;
	return arena_copy(&m->arena, v.string, v.len);
}

static void write_mail(struct mail *m, const char *from, const char *first)
{
	time_t now = time(NULL);
	char date[64] = "";
	struct tm utc;

	if (gmtime_r(&now, &utc) != NULL)
		strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &utc);
	buf_init(&m->text, SETTINGS_MAX);
	buf_printf(&m->text,
	           "Date: %s\r\nFrom: <%s>\r\nTo: <%s>\r\nSubject: " TITLE "\r\nMIME-Version: 1.0\r\n"
	           "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
	           "Auto-Submitted: auto-generated\r\n\r\n" WORDS "\r\n",
	           date, from, first);
}

static size_t give(char *out, size_t size, size_t count, void *context)
{
	struct mail *m = context;
	size_t left = m->text.len - m->at, n = size * count < left ? size * count : left;

	memcpy(out, m->text.data + m->at, n);
	m->at += n;
	return n;
}

static size_t swallow(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static bool is_here(const char *server)
{
	static const char *const own[] = {"smtp://127.0.0.1", "smtp://localhost", "smtp://[::1]"};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		size_t len = strlen(own[i]);
		if (strncmp(server, own[i], len) == 0 && (server[len] == '\0' || server[len] == ':'))
			return true;
	}
	return false;
}

static bool add_recipients(struct mail *m, struct value to, struct curl_slist **out)
{
	for (uint32_t i = 0; to.kind == VALUE_ARRAY && i < to.len; i++) {
		const char *address = setting(m, to.items[i]);
		struct curl_slist *longer = address != NULL ? curl_slist_append(*out, address) : NULL;

		if (longer == NULL)
			return false;
		*out = longer;
	}
	return *out != NULL;
}

static CURLcode perform(CURL *curl, struct mail *m, const char *server, const char *from, struct curl_slist *to)
{
	const char *user = setting(m, value_get(m->settings, "user"));
	const char *password = setting(m, value_get(m->settings, "password"));

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_URL, server);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, is_here(server) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, m);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
	if (user != NULL && password != NULL) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
	}
	return curl_easy_perform(curl);
}

static bool send_mail(struct mail *m, const char *path, struct fault *fault)
{
	const char *server = setting(m, value_get(m->settings, "server"));
	const char *from = setting(m, value_get(m->settings, "from"));
	struct curl_slist *to = NULL;
	bool ok = server != NULL && from != NULL && add_recipients(m, value_get(m->settings, "to"), &to) &&
	          (strncmp(server, "smtps://", 8) == 0 || strncmp(server, "smtp://", 7) == 0);

	if (!ok) {
		curl_slist_free_all(to);
		return fault_set(fault, "%s: \"server\" (smtps://…), \"from\" and a list \"to\" are needed", path);
	}
	write_mail(m, from, to->data);
	CURL *curl = curl_global_init(CURL_GLOBAL_DEFAULT) == 0 ? curl_easy_init() : NULL;
	CURLcode code = curl != NULL && !m->text.failed ? perform(curl, m, server, from, to) : CURLE_OUT_OF_MEMORY;
	if (curl != NULL)
		curl_easy_cleanup(curl);
	curl_slist_free_all(to);
	buf_release(&m->text);
	return code == CURLE_OK ||
	       fault_set(fault, "no mail could be sent through %s: %s", server, curl_easy_strerror(code));
}

bool announce_mail(const char *path, struct fault *fault)
{
	static const struct json_limits limits = {.max_bytes = SETTINGS_MAX, .max_depth = 3, .max_values = 200};
	struct mail m = {0};
	struct buf file;

	if (!file_read_private(path, SETTINGS_MAX, &file, fault))
		return false;
	arena_init(&m.arena, (size_t)SETTINGS_MAX * 16);
	bool ok = (json_read(file.data != NULL ? file.data : "", file.len, &limits, &m.arena, &m.settings, NULL) ==
	                   CORE_OK &&
	           m.settings.kind == VALUE_OBJECT) ||
	          fault_set(fault, "%s is no JSON object", path);
	ok = ok && send_mail(&m, path, fault);
	arena_wipe(&m.arena);
	arena_release(&m.arena);
	buf_wipe(&file);
	buf_release(&file);
	return ok;
}
