/* Telling that something waits: a notification on this desktop, and a mail. Neither says what, from whom, or how much.
 */
#ifndef TALLY_ANNOUNCE_H
#define TALLY_ANNOUNCE_H

#include <stdbool.h>
#include "tally/fault.h"

/* Through notify-send (libnotify-bin). False with fault filled when there is none, or no desktop. */
bool announce_desktop(struct fault *fault);

/* Through the site's own mail server, as the file says:
 *   {"server":"smtps://mail.example.lv","from":"a@example.lv","to":["b@example.lv"],"user":"a","password":"…"}
 * user and password may be missing. The file holds a password, so it must be private (file_read_private). Without TLS
 * only to this computer itself. */
bool announce_mail(const char *path, struct fault *fault);

#endif
