/* site.json: whatever is accepted has all that the server relies on. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/site_settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(int condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct site site = {.path = "site"};
	struct arena arena;
	struct problems problems;

	arena_init(&arena, (size_t)1 << 20);
	problems_init(&problems);
	enum core_err err = site_settings_read(&site, &arena, "site.json", (const char *)bytes, len, &problems);
	require((err == CORE_REFUSED) == (problems.total > 0));
	if (err == CORE_OK) {
		require(site.name.count > 0 && site.address && strstr(site.address, "://") && site.listen);
		require(site.language_count > 0 && site.phone_count > 0 && site.host_count > 0);
		require(site.header_seconds > 0 && site.body_seconds > 0 && site.reply_seconds > 0);
		require(!site.certificate == !site.private_key);
		require(strncmp(site.leave, "https://", 8) == 0 && !strpbrk(site.leave, "\"<>' "));
		require(!site.style || (site.style_len == strlen(site.style) && strlen(site.style_hash) == 44));
		for (size_t i = 0; i < site.phone_count; i++)
			require(site.phones[i].number && site.phones[i].name.count > 0);
		for (size_t i = 0; i < site.kiosk_count; i++) {
			const struct kiosk *kiosk = &site.kiosks[i];
			require(kiosk->name[0] && kiosk->place && kiosk->form_count > 0 && kiosk->language_count > 0);
			require(kiosk->warning_seconds >= KIOSK_WARNING_LEAST &&
			        kiosk->idle_seconds >= KIOSK_IDLE_LEAST);
		}
		for (size_t i = 0; i < site.host_count; i++)
			require(site.hosts[i][0] != '\0');
	}
	problems_release(&problems);
	arena_release(&arena);
	return 0;
}
