/* One connection to a store's SQLite file, with every statement that is ever run on it. */
#ifndef SERVER_STORE_BASE_H
#define SERVER_STORE_BASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include "server/store.h"
#include "server/store_cell.h"

enum statement {
	BASE_BEGIN,
	BASE_COMMIT,
	BASE_ROLLBACK,
	BASE_READ_LAYOUT,
	BASE_WRITE_LAYOUT, /* record size, holes, place key */
	BASE_ADD_CELL,     /* hole, cell */
	BASE_FILL_CELL,    /* hole, cell */
	BASE_READ_CELL,    /* hole */
	BASE_READ_CELLS,   /* from hole, to before hole */
	BASE_STATEMENTS,
};

enum base_role {
	BASE_BUILDER, /* makes a new file: no log, nothing durable until the caller syncs */
	BASE_WRITER,  /* commits durably */
	BASE_READER,  /* writes nothing, not even when it is the last to close */
};

struct base {
	sqlite3 *db;
	sqlite3_stmt *statements[BASE_STATEMENTS];
};

/* Opens an existing file (a builder: an empty one, which it gives its tables). Waits at most two seconds for other
 * processes; from then on no other process can open it. On an error b is released. */
enum store_err base_open(struct base *b, const char *path, enum base_role role, size_t page_size);
void base_close(struct base *b);

/* The statement, with two parameters bound as far as it has them; blob may be NULL and must outlive the step. */
sqlite3_stmt *base_bind(struct base *b, enum statement which, uint64_t number, const void *blob, size_t blob_size);

/* Binds, runs and resets a statement that gives no rows. */
enum store_err base_run(struct base *b, enum statement which, uint64_t number, const void *blob, size_t blob_size);

/* What SQLite's answer means to us. */
enum store_err base_err(const struct base *b, int sqlite_result);

#endif
