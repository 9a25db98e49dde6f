/* Records and sheets: the bytes are taken for a record, for a padded sheet sealed by a stranger, and for a sheet. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "../unit/seal_fixture.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static struct fixture fixture;
static struct opener opener;

static void set_up(void)
{
	fixture_init(&fixture);
	if (opener_init(&opener, &fixture.lock, &fixture.anna) != SEAL_OK)
		abort();
}

static void check_within(struct sheet_text t, const char *start, size_t len)
{
	if (t.len > 0 && (t.text < start || t.text + t.len > start + len))
		abort();
}

static void take_apart(const char *sheet, size_t len)
{
	struct sheet_parts parts;

	if (sheet_read(sheet, len, &parts) != SEAL_OK)
		return;
	check_within(parts.form, sheet, len);
	check_within(parts.day, sheet, len);
	check_within(parts.answers, sheet, len);
	sheet_place(&parts, &fixture.lock, FIXTURE_VERSION, parts.id);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	unsigned char record[4000] = {0}, padded[4000], opened[4000];
	size_t len = size < 3935 ? size : 3935, found;
	const char *sheet;

	if (opener.lock == NULL)
		set_up();
	take_apart((const char *)data, size);
	record_open(&opener, data, size, opened, &sheet, &found);
	memset(padded, 0, sizeof padded);
	memcpy(padded, data, len);
	record[0] = RECORD_VERSION;
	memcpy(record + 1, fixture.lock.id, LOCK_ID_BYTES);
	if (crypto_box_seal(record + RECORD_HEAD_BYTES, padded, 3935, fixture.lock.public_key) != 0)
		abort();
	if (record_open(&opener, record, sizeof record, opened, &sheet, &found) == SEAL_OK) {
		if (found >= 3935 || memcmp(sheet, data, found) != 0)
			abort();
		take_apart(sheet, found);
	}
	return 0;
}
