-- One file a lock (form and wave). docs/decisions/0002-pigeonholes.md says why it looks like this.

-- How the cells are laid out: one row.
CREATE TABLE layout (
	record_size INTEGER NOT NULL, -- bytes
	holes       INTEGER NOT NULL, -- rows of cells, a power of two
	place_key   BLOB NOT NULL,    -- 16 random bytes: with an id they name a bay of holes
	check_key   BLOB NOT NULL     -- 16 random bytes: they key the check of each cell
) STRICT;

-- The pigeonholes, all there from the beginning, one a page. A cell is check (16 bytes) | id (16) | record | padding. An empty
-- one has an id of zeros and a record of random bytes.
CREATE TABLE cells (
	hole INTEGER PRIMARY KEY, -- from 0
	cell BLOB NOT NULL
) STRICT;
