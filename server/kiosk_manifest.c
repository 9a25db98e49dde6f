#include "server/kiosk_manifest.h"

#include <string.h>

#include "core/json.h"
#include "core/text.h"

#define OWN_COLOUR "#0d5b50" /* --deep of kiosk/templates/style.css */
#define PAPER "#ffffff"

static const char *colour_of(const struct site *site)
{
	return site->colour ? site->colour : OWN_COLOUR;
}

void kiosk_manifest_write(struct buf *out, const struct site *site, const struct kiosk *kiosk)
{
	const char *lang = kiosk->languages[0], *name = text_in(&site->name, lang);
	buf_adds(out, "{\"name\":");
	json_write_string(out, name, strlen(name));
	buf_printf(out,
	           ",\"lang\":\"%s\",\"id\":\"/kiosk/%s\",\"start_url\":\"/kiosk/%s\",\"scope\":\"/kiosk/%s\","
	           "\"display\":\"fullscreen\",\"background_color\":\"" PAPER "\",\"theme_color\":\"%s\","
	           "\"icons\":[{\"src\":\"/kiosk/%s/icon.svg\",\"type\":\"image/svg+xml\",\"sizes\":\"any\","
	           "\"purpose\":\"any maskable\"}]}\n",
	           lang, kiosk->name, kiosk->name, kiosk->name, colour_of(site), kiosk->name);
}

/* A speech balloon in which somebody is about to say something. */
void kiosk_icon_write(struct buf *out, const struct site *site)
{
	const char *colour = colour_of(site);
	buf_printf(out,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\" width=\"512\" height=\"512\">"
	           "<path fill=\"%s\" d=\"M0 0h512v512H0z\"/>"
	           "<path fill=\"" PAPER
	           "\" d=\"M160 150h192a48 48 0 0 1 48 48v100a48 48 0 0 1-48 48h-92l-66 60v-60h-34"
	           "a48 48 0 0 1-48-48V198a48 48 0 0 1 48-48z\"/>"
	           "<g fill=\"%s\"><circle cx=\"188\" cy=\"248\" r=\"21\"/><circle cx=\"256\" cy=\"248\" r=\"21\"/>"
	           "<circle cx=\"324\" cy=\"248\" r=\"21\"/></g></svg>\n",
	           colour, colour);
}
