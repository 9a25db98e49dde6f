/* The manifest of a kiosk (W3C Web Application Manifest): started from a tablet's home screen the kiosk fills the
 * screen, without an address bar, and does not leave its own addresses. And the icon that stands there. */
#ifndef SERVER_KIOSK_MANIFEST_H
#define SERVER_KIOSK_MANIFEST_H

#include "core/buf.h"
#include "server/site.h"

/* JSON, in the kiosk's first language. out->failed when there is no room. */
void kiosk_manifest_write(struct buf *out, const struct site *site, const struct kiosk *kiosk);
/* SVG, in the town's colour; what matters lies in the inner circle, since systems cut icons to shapes of their own. */
void kiosk_icon_write(struct buf *out, const struct site *site);

#endif
