/* The handlers of the routes, each in the file named beside it. */
#ifndef SERVER_HANDLERS_H
#define SERVER_HANDLERS_H

#include "server/exchange.h"

enum MHD_Result handle_home(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_help(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_form(struct exchange *ex);          /* browse.c */
enum MHD_Result handle_thanks(struct exchange *ex);        /* browse.c */
enum MHD_Result handle_health(struct exchange *ex);        /* browse.c */
enum MHD_Result handle_posted_form(struct exchange *ex);   /* submit.c */
enum MHD_Result handle_record(struct exchange *ex);        /* submit.c */
enum MHD_Result handle_staff_locks(struct exchange *ex);   /* staff.c */
enum MHD_Result handle_staff_ids(struct exchange *ex);     /* staff.c */
enum MHD_Result handle_staff_records(struct exchange *ex); /* staff.c */

#endif
