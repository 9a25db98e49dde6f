/* What browse.c needs of submit.c: a form's page rendered for one person. */
#ifndef SERVER_SUBMIT_H
#define SERVER_SUBMIT_H

#include "server/exchange.h"
#include "server/pages.h"

enum MHD_Result submit_show(struct exchange *ex, const struct form_page *page, unsigned status);

#endif
