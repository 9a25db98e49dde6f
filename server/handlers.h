/* The handlers of the routes, each in the file named beside it. */
#ifndef SERVER_HANDLERS_H
#define SERVER_HANDLERS_H

#include "server/exchange.h"

enum MHD_Result handle_home(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_help(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_accessibility(struct exchange *ex); /* browse.c */
enum MHD_Result handle_poster(struct exchange *ex);        /* poster.c */
enum MHD_Result handle_form(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_thanks(struct exchange *ex);        /* browse.c */
enum MHD_Result handle_asset(struct exchange *ex);         /* browse.c */
enum MHD_Result handle_health(struct exchange *ex);        /* browse.c */
enum MHD_Result handle_posted_form(struct exchange *ex);   /* submit.c */
enum MHD_Result handle_record(struct exchange *ex);        /* submit_record.c */
enum MHD_Result handle_work(struct exchange *ex);          /* submit_record.c */
enum MHD_Result handle_kiosk(struct exchange *ex);         /* kiosk.c, as all below */
enum MHD_Result handle_kiosk_staff(struct exchange *ex);
enum MHD_Result handle_kiosk_help(struct exchange *ex);
enum MHD_Result handle_kiosk_accessibility(struct exchange *ex);
enum MHD_Result handle_kiosk_worker(struct exchange *ex);
enum MHD_Result handle_kiosk_manifest(struct exchange *ex);
enum MHD_Result handle_kiosk_icon(struct exchange *ex);
enum MHD_Result handle_kiosk_form(struct exchange *ex);
enum MHD_Result handle_kiosk_posted(struct exchange *ex);
enum MHD_Result handle_kiosk_done(struct exchange *ex);
enum MHD_Result handle_kiosk_test(struct exchange *ex);
enum MHD_Result handle_staff_locks(struct exchange *ex);   /* staff.c */
enum MHD_Result handle_staff_ids(struct exchange *ex);     /* staff.c */
enum MHD_Result handle_staff_posters(struct exchange *ex); /* staff_counts.c */
enum MHD_Result handle_staff_slips(struct exchange *ex);   /* staff_counts.c */
enum MHD_Result handle_staff_records(struct exchange *ex); /* staff.c */
enum MHD_Result handle_staff_record(struct exchange *ex);  /* staff_mail.c */
enum MHD_Result handle_staff_mailbox(struct exchange *ex); /* staff_mail.c */
enum MHD_Result handle_staff_expiry(struct exchange *ex);  /* staff_mail.c */
enum MHD_Result handle_mailbox(struct exchange *ex);       /* come_back.c */
enum MHD_Result handle_mailbox_about(struct exchange *ex); /* come_back.c */
enum MHD_Result handle_come_back(struct exchange *ex);     /* come_back.c */
enum MHD_Result handle_receipt(struct exchange *ex);       /* come_back.c */

/* Once the path is known: an address below a kiosk's gets its pages, those of errors too. */
void kiosk_enter(struct exchange *ex); /* kiosk.c */

#endif
