#include "server/store_base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const unsigned char schema_sql[];

#define BUSY_MS 2000
/* The writer's holds the inner pages of a table of a million holes beside a commit's; it is given back when the store
 * is tidied. */
#define WRITER_CACHE_KIB 8192
#define CACHE_KIB 512

static const char *const sql_of[BASE_STATEMENTS] = {
        [BASE_BEGIN] = "BEGIN IMMEDIATE",
        [BASE_COMMIT] = "COMMIT",
        [BASE_ROLLBACK] = "ROLLBACK",
        [BASE_READ_LAYOUT] = "SELECT record_size, holes, place_key FROM layout",
        [BASE_WRITE_LAYOUT] = "INSERT INTO layout VALUES (?, ?, ?)",
        [BASE_ADD_CELL] = "INSERT INTO cells VALUES (?, ?)",
        [BASE_FILL_CELL] = "UPDATE cells SET cell = ?2 WHERE hole = ?1",
        [BASE_READ_CELL] = "SELECT cell FROM cells WHERE hole = ?",
        [BASE_READ_CELLS] = "SELECT hole, cell FROM cells WHERE hole >= ? AND hole < ? ORDER BY hole",
};

enum store_err base_err(const struct base *b, int sqlite_result)
{
	int error = b->db != NULL ? sqlite3_system_errno(b->db) : 0;

	switch (sqlite_result & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STORE_OK;
	case SQLITE_NOMEM:
		return STORE_NOMEM;
	case SQLITE_FULL:
		return STORE_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STORE_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR: /* our fixed statements only fail on tables that are not ours */
	case SQLITE_SCHEMA:
		return STORE_DAMAGED;
	case SQLITE_IOERR:
		if (sqlite_result == SQLITE_IOERR_NOMEM)
			return STORE_NOMEM;
		if (sqlite_result == SQLITE_IOERR_SHORT_READ)
			return STORE_DAMAGED;
		return error == ENOSPC || error == EDQUOT ? STORE_FULL : STORE_IO;
	default:
		return STORE_IO;
	}
}

static const char *settings_of(enum base_role role)
{
	switch (role) {
	case BASE_BUILDER:
		return "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";
	case BASE_WRITER:
		return "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
		       "PRAGMA secure_delete = ON; PRAGMA cache_spill = OFF; PRAGMA temp_store = MEMORY;";
	case BASE_READER:
		return "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;";
	}
	return "";
}

static int prepare_all(struct base *b)
{
	int result = SQLITE_OK;

	for (int i = 0; i < BASE_STATEMENTS && result == SQLITE_OK; i++)
		result = sqlite3_prepare_v3(b->db, sql_of[i], -1, SQLITE_PREPARE_PERSISTENT, &b->statements[i], NULL);
	return result;
}

enum store_err base_open(struct base *b, const char *path, enum base_role role, size_t page_size)
{
	/* unix-excl keeps the index of the log in the process's memory: a file of it would tell the order of the pages.
	 */
	int result = sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
	                             "unix-excl");
	enum store_err err;
	char sizes[96];

	memset(b->statements, 0, sizeof b->statements);
	if (result != SQLITE_OK)
		goto out;
	sqlite3_busy_timeout(b->db, BUSY_MS);
	if (role == BASE_READER)
		sqlite3_db_config(b->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	snprintf(sizes, sizeof sizes, "PRAGMA page_size = %zu; PRAGMA cache_size = -%d; PRAGMA trusted_schema = OFF;",
	         page_size, role == BASE_WRITER ? WRITER_CACHE_KIB : CACHE_KIB);
	result = sqlite3_exec(b->db, sizes, NULL, NULL, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_exec(b->db, settings_of(role), NULL, NULL, NULL);
	if (result == SQLITE_OK && role == BASE_BUILDER)
		result = sqlite3_exec(b->db, (const char *)schema_sql, NULL, NULL, NULL);
	if (result == SQLITE_OK)
		result = prepare_all(b);
	/* From here on the file is ours alone; waiting could only be for our own readers, and those are not waited for.
	 */
	sqlite3_busy_timeout(b->db, 0);
out:
	err = base_err(b, result);
	if (err != STORE_OK)
		base_close(b);
	return err;
}

void base_close(struct base *b)
{
	for (int i = 0; i < BASE_STATEMENTS; i++)
		sqlite3_finalize(b->statements[i]);
	sqlite3_close(b->db);
	*b = (struct base){0};
}

sqlite3_stmt *base_bind(struct base *b, enum statement which, uint64_t number, const void *blob, size_t blob_size)
{
	sqlite3_stmt *statement = b->statements[which];

	if (sqlite3_bind_parameter_count(statement) > 0)
		sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
	if (blob != NULL)
		sqlite3_bind_blob(statement, 2, blob, (int)blob_size, SQLITE_STATIC);
	return statement;
}

enum store_err base_run(struct base *b, enum statement which, uint64_t number, const void *blob, size_t blob_size)
{
	return base_err(
	        b, (sqlite3_step(base_bind(b, which, number, blob, blob_size)), sqlite3_reset(b->statements[which])));
}
