/* The matching attack: someone has every file of the store after 200 commits of one record and its slip each, and tries
 * to tell which slip paid for which record. (Whoever knows that knows the record's group.)
 *
 * The attacker knows everything but the pairs: the format, the keys in the file, each record and each slip by its
 * number (by which this test knows the pairs; nothing in the attack depends on it). He ranks slips and records by all
 * that a file tells of them and matches rank with rank, from the front and from the back; he looks for a distance that
 * many pairs have in common; he takes for each slip the nearest record; he looks for bytes that both have. Of 200
 * guesses at random the right ones are Poisson with a mean of 1: more than BY_CHANCE come about once in 10^12.
 *
 * The twins keep slips in ways that leak, and the same attack must succeed on them. */
#include "tests/unit/store_contract.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/faults/folder.h"

#define PAIRS 200
#define BY_CHANCE 15

static const unsigned char lock_id[16] = {2};

/* Where the slips and the records lie, by their number; -1: not found. */
struct sightings {
	int64_t slip[PAIRS], record[PAIRS];
	const unsigned char *slip_bytes[PAIRS], *record_bytes[PAIRS]; /* the 4,000 bytes behind, or NULL */
};

/* --- the attack --- */

static size_t rank_of(const int64_t *all, size_t of)
{
	size_t rank = 0;

	for (size_t i = 0; i < PAIRS; i++)
		rank += all[i] < all[of] || (all[i] == all[of] && i < of);
	return rank;
}

static size_t by_rank(const struct sightings *s, bool backwards)
{
	size_t right = 0;

	for (size_t i = 0; i < PAIRS; i++) {
		size_t rank = rank_of(s->record, i);

		right += rank_of(s->slip, i) == (backwards ? PAIRS - 1 - rank : rank);
	}
	return right;
}

static size_t by_nearness(const struct sightings *s)
{
	size_t right = 0;

	for (size_t i = 0; i < PAIRS; i++) {
		size_t nearest = 0;

		for (size_t k = 1; k < PAIRS; k++)
			if (llabs(s->record[k] - s->slip[i]) < llabs(s->record[nearest] - s->slip[i]))
				nearest = k;
		right += nearest == i;
	}
	return right;
}

/* The most pairs that lie equally far apart. */
static size_t by_distance(const struct sightings *s)
{
	size_t most = 0;

	for (size_t i = 0; i < PAIRS; i++) {
		size_t same = 0;

		for (size_t k = 0; k < PAIRS; k++)
			same += s->record[k] - s->slip[k] == s->record[i] - s->slip[i];
		most = same > most ? same : most;
	}
	return most;
}

/* How many slips have eight bytes at one place in common with their own record and with no other. */
static size_t by_bytes(const struct sightings *s)
{
	size_t right = 0;

	for (size_t i = 0; i < PAIRS && s->slip_bytes[i] != NULL; i++) {
		size_t first = PAIRS, matches = 0;

		for (size_t k = 0; k < PAIRS; k++)
			for (size_t at = 0; at + 8 <= CONTRACT_RECORD_SIZE; at += 8)
				if (memcmp(s->slip_bytes[i] + at, s->record_bytes[k] + at, 8) == 0) {
					matches++;
					first = k;
					break;
				}
		right += matches == 1 && first == i;
	}
	return right;
}

/* The right guesses of the best of them all. */
static size_t best_matching(const struct sightings *s)
{
	const size_t all[] = {by_rank(s, false), by_rank(s, true), by_nearness(s), by_distance(s), by_bytes(s)};
	size_t best = 0;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		best = all[i] > best ? all[i] : best;
	return best;
}

/* --- what the attacker reads --- */

static unsigned char *slurp(const char *path, size_t *len)
{
	struct stat st;
	unsigned char *bytes;
	int fd = open(path, O_RDONLY);

	*len = 0;
	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	bytes = malloc((size_t)st.st_size + 1);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, (size_t)st.st_size), st.st_size);
	close(fd);
	*len = (size_t)st.st_size;
	return bytes;
}

static int64_t position(const unsigned char *bytes, size_t len, const unsigned char *what, const unsigned char **behind)
{
	const unsigned char *at = len > 0 ? memmem(bytes, len, what, STORE_ID_BYTES) : NULL;

	if (at != NULL)
		*behind = at + STORE_ID_BYTES;
	return at != NULL ? at - bytes : -1;
}

/* Every slip and record, wherever it stands in the file. Answers how many of both were found; *bytes is to be freed. */
static size_t read_file(const char *path, struct sightings *s, unsigned char **bytes)
{
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	size_t len, found = 0;

	*s = (struct sightings){0};
	*bytes = slurp(path, &len);
	for (uint64_t i = 0; i < PAIRS; i++) {
		contract_slip(i, id);
		s->slip[i] = position(*bytes, len, id, &s->slip_bytes[i]);
		contract_sheet(i, id, record);
		s->record[i] = position(*bytes, len, id, &s->record_bytes[i]);
		found += (s->slip[i] >= 0 ? 1u : 0u) + (s->record[i] >= 0 ? 1u : 0u);
	}
	return found;
}

/* --- the store under attack --- */

struct attacked {
	struct store *store;
	char dir[FOLDER_MAX], path[STORE_PATH_MAX], log[STORE_PATH_MAX + 8];
};

/* PAIRS commits of one slip and one record each, the worst case: nobody else came in the same moment. */
static int spend_all(void **state)
{
	struct attacked *a = calloc(1, sizeof *a);

	if (a == NULL)
		return -1;
	folder_make(a->dir);
	store_path(a->path, sizeof a->path, a->dir, lock_id);
	snprintf(a->log, sizeof a->log, "%s-wal", a->path);
	if (store_open("sqlite", a->dir, lock_id, CONTRACT_RECORD_SIZE, &a->store) != STORE_OK)
		return -1;
	for (uint64_t i = 0; i < PAIRS; i++)
		if (contract_spend(a->store, i, i) != STORE_TAKEN)
			return -1;
	*state = a;
	return 0;
}

static int let_go(void **state)
{
	struct attacked *a = *state;

	store_close(a->store);
	folder_remove(a->dir);
	free(a);
	return 0;
}

static void the_files_do_not_match_slips_to_records(void **state)
{
	struct attacked *a = *state;
	static struct sightings s;
	unsigned char *bytes;

	assert_int_equal(store_tidy(a->store), STORE_OK);
	assert_int_equal(read_file(a->path, &s, &bytes), 2 * PAIRS);
	assert_true(best_matching(&s) < BY_CHANCE);
	free(bytes);
	/* nor after the table was laid out anew */
	assert_int_equal(store_reserve(a->store, 2000), STORE_OK);
	assert_int_equal(read_file(a->path, &s, &bytes), 2 * PAIRS);
	assert_true(best_matching(&s) < BY_CHANCE);
	free(bytes);
}

/* The log does tell, in the moment before it is wiped: the attack can read it. Afterwards nothing is in it. */
static void the_log_tells_until_it_is_wiped(void **state)
{
	struct attacked *a = *state;
	static struct sightings s;
	unsigned char *bytes;

	assert_int_equal(read_file(a->log, &s, &bytes), 2 * PAIRS);
	assert_true(best_matching(&s) > BY_CHANCE);
	free(bytes);
	assert_int_equal(store_tidy(a->store), STORE_OK);
	assert_int_equal(read_file(a->log, &s, &bytes), 0);
	free(bytes);
	store_close(a->store);
	a->store = NULL;
	assert_int_equal(access(a->log, F_OK), -1);
}

/* Commits of many at once do not even tell in the log. */
static void a_commit_of_many_tells_nothing_at_all(void **state)
{
	static unsigned char ids[PAIRS][STORE_ID_BYTES], slips[PAIRS][STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	static struct store_item items[PAIRS];
	static struct sightings s;
	struct attacked *a = *state;
	unsigned char *bytes;

	store_close(a->store);
	unlink(a->path);
	assert_int_equal(store_open("sqlite", a->dir, lock_id, CONTRACT_RECORD_SIZE, &a->store), STORE_OK);
	for (uint64_t i = 0; i < PAIRS; i++) {
		contract_sheet(i, ids[i], record);
		contract_slip(i, slips[i]);
		items[i] = (struct store_item){.id = ids[i], .record = record, .slip = slips[i]};
	}
	assert_int_equal(store_put(a->store, items, PAIRS), STORE_OK);
	assert_int_equal(read_file(a->log, &s, &bytes), 2 * PAIRS);
	assert_true(best_matching(&s) < BY_CHANCE);
	free(bytes);
}

/* --- twins that leak --- */

#define BEFORE 16000 /* zeros that push what is looked for to where SQLite puts what does not fit a page */

static sqlite3 *make_twin(const char *path, const char *schema)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous = OFF; PRAGMA page_size = 8192", NULL, NULL, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, schema, NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void put_blob(sqlite3 *db, const char *sql, const unsigned char *id, const unsigned char *record)
{
	sqlite3_stmt *put = NULL;
	unsigned char blob[BEFORE + STORE_ID_BYTES + CONTRACT_RECORD_SIZE] = {0};

	memcpy(blob + BEFORE, id, STORE_ID_BYTES);
	if (record != NULL)
		memcpy(blob + BEFORE + STORE_ID_BYTES, record, CONTRACT_RECORD_SIZE);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &put, NULL), SQLITE_OK);
	sqlite3_bind_blob(put, 1, blob, sizeof blob, SQLITE_STATIC);
	sqlite3_step(put);
	assert_int_equal(sqlite3_finalize(put), SQLITE_OK);
}

static size_t attack_twin(const char *schema, const char *put_slip, const char *put_record)
{
	static struct sightings s;
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE], *bytes;
	char dir[FOLDER_MAX], path[FOLDER_MAX + 16];
	size_t right;
	sqlite3 *db;

	folder_make(dir);
	snprintf(path, sizeof path, "%s/twin.db", dir);
	db = make_twin(path, schema);
	for (uint64_t i = 0; i < PAIRS; i++) {
		contract_slip(i, id);
		put_blob(db, put_slip, id, NULL);
		contract_sheet(i, id, record);
		put_blob(db, put_record, id, record);
	}
	sqlite3_close(db);
	assert_int_equal(read_file(path, &s, &bytes), 2 * PAIRS);
	right = best_matching(&s);
	free(bytes);
	folder_remove(dir);
	return right;
}

static void the_attack_matches_rows_that_are_appended(void **state)
{
	(void)state;
	assert_true(attack_twin("CREATE TABLE spent (slip BLOB); CREATE TABLE records (r BLOB)",
	                        "INSERT INTO spent VALUES (?1)", "INSERT INTO records VALUES (?1)") > PAIRS / 2);
}

/* What an obvious schema would do: the slip in the record's own row, or right beside it. */
static void the_attack_matches_slips_that_lie_beside_their_records(void **state)
{
	(void)state;
	assert_true(attack_twin("CREATE TABLE all_of_it (n INTEGER PRIMARY KEY, b BLOB)",
	                        "INSERT INTO all_of_it VALUES (NULL, ?1)",
	                        "INSERT INTO all_of_it VALUES (NULL, ?1)") > PAIRS / 2);
}

/* Random keys for both, and still the pages are taken in order of arrival. */
static void the_attack_matches_rows_under_random_keys(void **state)
{
	(void)state;
	assert_true(attack_twin("CREATE TABLE spent (k INTEGER PRIMARY KEY, slip BLOB);"
	                        "CREATE TABLE records (k INTEGER PRIMARY KEY, r BLOB)",
	                        "INSERT INTO spent VALUES (random(), ?1)",
	                        "INSERT INTO records VALUES (random(), ?1)") > PAIRS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(the_files_do_not_match_slips_to_records, spend_all, let_go),
	        cmocka_unit_test_setup_teardown(the_log_tells_until_it_is_wiped, spend_all, let_go),
	        cmocka_unit_test_setup_teardown(a_commit_of_many_tells_nothing_at_all, spend_all, let_go),
	        cmocka_unit_test(the_attack_matches_rows_that_are_appended),
	        cmocka_unit_test(the_attack_matches_slips_that_lie_beside_their_records),
	        cmocka_unit_test(the_attack_matches_rows_under_random_keys),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("which slip paid for which record", tests, NULL, NULL);
}
