/* Cards and locks from files. */
#include "tally/cards.h"

#include "core/buf.h"
#include "tally/files.h"

bool card_load(const char *path, struct card *out, struct fault *fault)
{
	enum seal_err err;
	struct buf text;

	if (!file_read(path, CARD_MAX_BYTES, &text, fault))
		return false;
	err = card_read(text.data, text.len, out);
	buf_release(&text);
	if (err == SEAL_SIGNATURE)
		return fault_set(fault, "%s was altered: its signature does not hold", path);
	return err == SEAL_OK || fault_set(fault, "%s is not a card that this version reads", path);
}

bool cards_load(const char *const *paths, size_t count, struct card *out, struct fault *fault)
{
	for (size_t i = 0; i < count; i++) {
		if (!card_load(paths[i], &out[i], fault))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (id_equal(out[i].id, out[j].id))
				return fault_set(fault, "%s and %s are the same card", paths[j], paths[i]);
		}
	}
	return true;
}

bool lock_load(const char *path, struct lock *out, struct fault *fault)
{
	enum seal_err err;
	struct buf text;

	if (!file_read(path, LOCK_MAX_BYTES, &text, fault))
		return false;
	err = lock_read(text.data, text.len, out);
	buf_release(&text);
	if (err == SEAL_NOMEM)
		return fault_set(fault, "memory ran out");
	return err == SEAL_OK || fault_set(fault, "%s is not a lock that this version reads", path);
}

bool lock_trusted(const struct lock *lock, const struct card *own, const struct card *trusted, size_t count,
                  struct fault *fault)
{
	const struct card *signer = id_equal(own->id, lock->signer) ? own : NULL;
	char hex[ID_HEX + 1];

	for (size_t i = 0; i < count && signer == NULL; i++) {
		if (id_equal(trusted[i].id, lock->signer))
			signer = &trusted[i];
	}
	id_hex(hex, lock->signer);
	if (signer == NULL)
		return fault_set(fault,
		                 "the lock for %s, wave %s, was signed by the holder of card %s, whom you have not "
		                 "named: if that "
		                 "person should make locks, name the card with --trust",
		                 lock->form, lock->wave, hex);
	return lock_verify(lock, signer) == SEAL_OK ||
	       fault_set(fault, "the lock for %s, wave %s, was altered: %s's signature does not hold", lock->form,
	                 lock->wave, signer->name);
}
