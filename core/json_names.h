/* Finding a member name that stands twice, in linear time whatever the names are. Used by the JSON reader alone. */
#ifndef CORE_JSON_NAMES_H
#define CORE_JSON_NAMES_H

#include "core/value.h"

/* *twice is the second of two members of the same name, or NULL. False when memory ran out. */
bool json_names_unique(const struct member *members, size_t count, const struct member **twice);

#endif
