-- One file a lock (form and wave). docs/decisions/0002-pigeonholes.md says why it looks like this.

PRAGMA application_id = 1434086252; -- "Uzkl"
PRAGMA user_version = 2;

-- How the cells are laid out: one row.
CREATE TABLE layout (
	record_size INTEGER NOT NULL, -- bytes
	holes       INTEGER NOT NULL, -- rows of cells, a power of two
	place_key   BLOB NOT NULL     -- 16 random bytes: with an id they name a bay of holes
) STRICT;

-- The pigeonholes, all there from the beginning, one a page: check (8 bytes, server/store_cell.h) | kind (1) | day on which to
-- erase it (2, 0: none) | id (16) | record | padding with zeros. The id and the record of an empty one are random bytes.
CREATE TABLE cells (
	hole INTEGER PRIMARY KEY, -- from 0
	cell BLOB NOT NULL
) STRICT;
