/* SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4): checking it before SQLite does, and wiping it.
 *
 * SQLite takes a log up to its first bad frame and silently drops the rest, which is right after a power cut and wrong
 * when a byte in the middle has rotted: commits that were acknowledged would vanish. */
#ifndef SERVER_STORE_LOG_H
#define SERVER_STORE_LOG_H

#include <sqlite3.h>
#include "server/store.h"

#define LOG_HEADER_BYTES 32     /* of the log, before its first frame */
#define LOG_FRAME_HEAD_BYTES 24 /* of a frame, before its page */

/* Looks at the log that belongs to the database file at path, before it is opened. STORE_OK also when there is none, or
 * when what is bad is no more than the last commit, which a power cut may have cut short before it was acknowledged.
 * STORE_DAMAGED when sound commits stand behind something bad. */
enum store_err log_check(const char *path);

/* Moves what the log holds into the database, overwrites the log with zeros, and cuts it to nothing. Answers as SQLite
 * does; SQLITE_BUSY when a reader still needs it. */
int log_wipe(sqlite3 *db);

#endif
