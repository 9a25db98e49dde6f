#include "tally/counts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/keyfile.h"
#include "tally/suppress.h"

#define REPLY_MAX ((size_t)32 << 20)
static const struct json_limits limits = {.max_bytes = REPLY_MAX, .max_depth = 5, .max_values = 3000000};

bool counts_get(struct counts *c, const char *path, struct value *out, long *status, struct fault *fault)
{
	struct json_fault wrong;
	arena_init(&c->arena, REPLY_MAX * 8);
	if (!http_staff(c->client, c->key, "GET", path, NULL, REPLY_MAX, &c->reply, status, fault))
		return false;
	return json_read(c->reply.data ? c->reply.data : "", c->reply.len, &limits, &c->arena, out, &wrong) ==
	               CORE_OK ||
	       fault_set(fault, "the server's answer cannot be read");
}

void counts_release(struct counts *c)
{
	arena_release(&c->arena);
	buf_release(&c->reply);
}

bool counts_run(const struct counts_order *o, bool (*show)(struct counts *c, unsigned min, struct fault *fault),
                struct fault *fault)
{
	struct http_client client = {0};
	struct key key = {0};
	struct counts c = {.client = &client, .key = &key, .context = o->context};
	bool ok = http_open(&client, o->server, o->ca, fault) &&
	          keyfile_load(o->key, o->passphrase_file, &key, fault) && show(&c, SUPPRESS_MIN_DEFAULT, fault);
	counts_release(&c);
	key_release(&key);
	http_close(&client);
	return ok;
}

const char *counts_string(struct counts *c, struct value text)
{
	const char *copy = text.kind == VALUE_STRING ? arena_copy(&c->arena, text.string, text.len) : NULL;
	return copy ? copy : "";
}

void counts_text(char out[static 24], struct value number, unsigned min)
{
	if (number.kind != VALUE_NUMBER || number.number < 0 || number.number > 1e15 ||
	    floor(number.number) != number.number)
		snprintf(out, 24, "?");
	else if (number.number > 0 && number.number < min)
		snprintf(out, 24, "<%u", min);
	else
		snprintf(out, 24, "%.0f", number.number);
}
