/* Files that templates carry in themselves: styles and scripts. */
#ifndef TOOLS_BUILD_EMBEDDED_H
#define TOOLS_BUILD_EMBEDDED_H

#include <stddef.h>

/* The file's text without comments that begin a line and without indentation and blank lines, of a style (".css") also
 * without needless blanks; malloced. NULL when it cannot be read or holds "</" or "<!--", which would end or change the
 * element around it. */
char *embedded_read(const char *directory, const char *name);

/* The source expression of a Content-Security-Policy for that text: 'sha256-...' without the quotes (CSP Level
 * 3, 2.3.1). */
#define EMBEDDED_HASH_SIZE 64
void embedded_hash(char out[static EMBEDDED_HASH_SIZE], const char *text);

/* "style.css" gives "STYLE_CSS". */
void embedded_macro(char *out, size_t size, const char *name);

#endif
