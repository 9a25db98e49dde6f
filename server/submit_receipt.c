/* The receipt of a sheet that was sent without script. */
#include <string.h>

#include "server/submit.h"

void submit_draw_receipt(struct exchange *ex, const char *carried)
{
	unsigned digit = ex->desk->offer->form->settings.receipt;
	if (digit == 0 || ex->kiosk || !ex->service->mailboxes)
		return;
	bool good = carried && receipt_read(ex->receipt, carried, strlen(carried)) == RECEIPT_GOOD &&
	            receipt_form_digit(ex->receipt) == digit;
	if (!good)
		receipt_draw(ex->receipt, digit);
	ex->receipt_drawn = !good;
}

/* One that was drawn for a sheet that is there already opens nothing: the first one does. */
const char *submit_receipt_words(const struct exchange *ex, char out[static RECEIPT_GROUPED])
{
	out[0] = '\0';
	if (ex->receipt[0] == '\0')
		return NULL;
	if (!ex->receipt_drawn || ex->write.outcome == STORE_TAKEN)
		receipt_group(out, ex->receipt);
	return out;
}
