/* The list of places where posters hang: SITE/places.csv. docs/PLACES.md has the format and what each column means.
 * Bytes in, bytes out: no file is opened here and no day is today's. */
#ifndef CORE_PLACES_H
#define CORE_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include "core/arena.h"
#include "core/buf.h"
#include "core/code.h"
#include "core/err.h"

#define PLACES_MAX 5000
#define PLACES_BYTES 1048576
#define PLACES_ARENA (32 * (size_t)PLACES_BYTES) /* what an arena for places_read needs at most */
#define PLACE_NAME_BYTES 120

enum place_kind {
	PLACE_OTHER = 0,
	PLACE_SCHOOL_BUS,
	PLACE_STOP,
	PLACE_SCHOOL,
	PLACE_LIBRARY,
	PLACE_CULTURE_HOUSE,
	PLACE_YOUTH_CENTRE,
	PLACE_TENT,
	PLACE_KINDS,
};

enum place_column {
	PLACE_CODE,
	PLACE_NAME,
	PLACE_KIND,
	PLACE_PARISH,
	PLACE_SIZE,
	PLACE_THEME,
	PLACE_LANG,
	PLACE_FORM,
	PLACE_HUNG,
	PLACE_INSPECTED,
	PLACE_MISSING,
	PLACE_WITHDRAWN,
	PLACE_NOTE,
	PLACE_COLUMNS,
};

struct place {
	const char *cells[PLACE_COLUMNS]; /* never NULL; "" where the file has nothing. Days as 2026-11-24 */
	char code[CODE_POSTER + 1];       /* "" while no poster was made; the same as its cell */
	enum place_kind kind;
	int hung, inspected, missing, withdrawn; /* days since 1970-01-01; 0 where there is none */
	unsigned line;                           /* of the file, from 1; 0 for one added since */
};

struct places {
	struct place *items; /* in the order of the file */
	size_t count;
	struct place **by_code; /* those with a code, in order of it */
	size_t coded;
	enum place_column order[PLACE_COLUMNS]; /* of the file's columns */
	size_t columns;
	char separator;
	bool marked; /* begins with a byte order mark */
	struct arena *arena;
};

/* Reads the list; everything in *out lives in the arena. CORE_REFUSED with what is wrong in problems (file, line, the
 * column as element), CORE_NOMEM. An empty text is a list without places. */
enum core_err places_read(const char *text, size_t len, const char *file, struct arena *arena, struct places *out,
                          struct problems *problems);

/* Writes the list as it was read: the same columns, then those that have been filled since; separator and byte order
 * mark as they were; every line ends with CRLF, as RFC 4180 has it. */
void places_write(struct buf *out, const struct places *list);

/* The place of a code as code_read gave it, withdrawn ones too; NULL when there is none. */
struct place *places_find(const struct places *list, const char *code);

/* Adds an empty place, or NULL when the list is full or memory ran out. Pointers to places are not good afterwards. */
struct place *places_add(struct places *list);

/* Puts text into a cell as though the file had it: a static English reason when the column does not take it (the place
 * is unchanged), NULL when all is good. What becomes of codes: a code that another place has is refused. */
extern const char PLACE_NOMEM[]; /* the reason, by its address, when memory ran out */
const char *place_set(struct places *list, struct place *place, enum place_column column, const char *text, size_t len);

/* The same for a day column, of a day since 1970. */
const char *place_set_day(struct places *list, struct place *place, enum place_column column, int day);

const char *place_column_name(enum place_column column);
const char *place_kind_name(enum place_kind kind); /* English, as in the file */

/* A day as "2026-11-24" or "24.11.2026", days since 1970-01-01; 0 when it is none between 1970-01-02 and 9999-12-31. */
int place_day(const char *text, size_t len);
/* Writes "2026-11-24" and a NUL. */
void place_day_text(char out[static 11], int day);

#endif
