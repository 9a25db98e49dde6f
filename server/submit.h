/* What the ways of a sheet have in common: submit.c (pages without script), submit_record.c (devices that seal). */
#ifndef SERVER_SUBMIT_H
#define SERVER_SUBMIT_H

#include "server/exchange.h"

/* The form's first page for a person who brought this slip, as they typed it. */
enum MHD_Result submit_open(struct exchange *ex, const char *slip);

/* Fills ex->brought for ex->desk's form; see brought_read. */
void submit_read_brought(struct exchange *ex, const char *slip, const char *poster, bool keep);

/* The hash of the slip that the record costs, or NULL. */
const unsigned char *submit_cost(const struct exchange *ex);

/* Whether ex->id is stored already. Who sends again after a lost answer is told the same as before, also when the slip
 * was withdrawn in between. */
bool submit_known(const struct exchange *ex);

/* Once ex->write has its outcome: a new record of a form that asks for work makes the next ones cost more. */
void submit_taken(const struct exchange *ex);

/* submit_receipt.c: fills ex->receipt where ex->desk's form gives receipts: the one that the page carried, or a new
 * one.
 */
void submit_draw_receipt(struct exchange *ex, const char *carried);
/* The receipt in groups, for the page that says thanks: "" when it was lost, NULL when the form gives none. */
const char *submit_receipt_words(const struct exchange *ex, char out[static RECEIPT_GROUPED]);

#endif
