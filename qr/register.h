/* The register: what hangs where, to go round and inspect. Once as a list that a spreadsheet fills in and
 * `uzklausi-qr check --csv` reads, once on paper. */
#ifndef QR_REGISTER_H
#define QR_REGISTER_H

#include "core/places.h"
#include "qr/site.h"

/* Writes FOLDER/register.csv and FOLDER/register.pdf. */
bool register_write(const char *folder, const struct qr_site *site, struct place *const *places, size_t count,
                    const char *day, struct qr_fault *fault);

#endif
