/* The quick way of reading a sheet: one that is written as we write them. Keys come in the form's order, so that each
 * is compared with the next question's and none can come twice; a choice is known by its text. Whatever is written
 * otherwise is left to json_read, which takes the whole sheet anew. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/json_reader.h"

/* The next eight bytes; what is not there is 0, which no literal has. */
static uint64_t head_at(const char *at, size_t left)
{
	uint64_t head = 0;

	if (left >= sizeof head)
		memcpy(&head, at, sizeof head);
	else
		memcpy(&head, at, left);
	return head;
}

static bool begins(const struct head *h, uint64_t head)
{
	return (head & h->mask) == h->bytes;
}

static bool goes_on(const struct rest *rest, const char *at, size_t left)
{
	uint64_t last;

	if (rest->len <= sizeof last)
		return true;
	if (rest->len > left)
		return false;
	memcpy(&last, at + rest->len - sizeof last, sizeof last);
	return last == rest->last && (rest->len <= 2 * sizeof last || memcmp(at, rest->text, rest->len) == 0);
}

static bool stands(const struct spelling *w, uint64_t head, const char *at, size_t left)
{
	return begins(&w->head, head) && goes_on(&w->rest, at, left);
}

/* Where the answer goes whose key stands here: a slot from *next on, or the comment of the one before. */
static struct value *take_key(const struct answers *a, struct json_reader *r, size_t *next)
{
	const struct form_internal *in = a->form->internal;
	const char *at = r->text + r->at;
	const size_t left = r->len - r->at;
	const uint64_t head = head_at(at, left);
	const struct spelling *comment = *next > 0 ? &in->spellings[*next - 1].comment_key : NULL;

	if (comment && comment->rest.len && stands(comment, head, at, left)) {
		r->at += comment->rest.len;
		return &a->given_comments[*next - 1];
	}
	for (size_t i = *next; i < in->slot_count; i++) {
		if (!stands(&in->spellings[i].key, head, at, left))
			continue;
		r->at += in->spellings[i].key.rest.len;
		*next = i + 1;
		return &a->given_data[i];
	}
	return NULL;
}

/* The choice that stands here, with the end of a value behind it. All are compared, as it is quicker than to guess
 * where to stop. */
static bool take_choice(const struct slot_spelling *w, struct json_reader *r, struct value *out)
{
	const char *at = r->text + r->at;
	const size_t left = r->len - r->at;
	const uint64_t head = head_at(at, left);
	const struct rest *rest;
	uint32_t found = w->choice_count;

	for (uint32_t i = 0; i < w->choice_count; i++)
		found = begins(&w->heads[i], head) ? i : found;
	if (found == w->choice_count || r->values_left == 0)
		return false;
	rest = &w->choices[found].rest;
	if (rest->len >= left || !goes_on(rest, at, left) ||
	    (at[rest->len] != ',' && at[rest->len] != '}' && at[rest->len] != ']'))
		return false;
	r->at += rest->len;
	r->values_left--;
	*out = w->choices[found].value;
	return true;
}

/* A list of choices, no longer than there are choices. */
static bool take_list(struct answers *a, const struct slot_spelling *w, struct json_reader *r, struct value *out)
{
	struct value items[FEW_CHOICES], *kept;
	uint32_t count = 0;

	if (r->values_left-- == 0)
		return false;
	do {
		r->at++;
		if (count == w->choice_count || !take_choice(w, r, &items[count]))
			return false;
		count++;
	} while (json_peek(r) == ',');
	if (json_peek(r) != ']')
		return false;
	kept = arena_array(&a->arena, count, sizeof *kept);
	if (!kept)
		return json_fail(r, CORE_NOMEM, r->at, "out of memory");
	r->at++;
	memcpy(kept, items, count * sizeof *kept);
	*out = (struct value){.kind = VALUE_ARRAY, .len = count, .items = kept};
	return true;
}

static bool take_value(struct answers *a, const struct slot_spelling *w, struct json_reader *r, struct value *out)
{
	const size_t at = r->at, values_left = r->values_left;

	if (w->heads && !w->several && take_choice(w, r, out))
		return true;
	if (w->several && json_peek(r) == '[' && (take_list(a, w, r, out) || r->err == CORE_NOMEM))
		return r->err == CORE_OK;
	r->at = at;
	r->values_left = values_left;
	return json_read_value(r, out);
}

enum core_err answers_scan(struct answers *a, const char *text, size_t len)
{
	const struct form_internal *in = a->form->internal;
	struct json_reader r;
	size_t next = 0;
	bool good;

	json_reader_init(&r, text, len, &JSON_ANSWER_LIMITS, &a->arena);
	if (len > JSON_ANSWER_LIMITS.max_bytes || len < 3 || text[0] != '{')
		return CORE_SYNTAX;
	r.values_left--;
	r.depth = 1;
	do {
		struct value *to;
		r.at++;
		to = take_key(a, &r, &next);
		good = to && to->kind == VALUE_UNDEFINED && take_value(a, &in->spellings[next - 1], &r, to);
	} while (good && json_peek(&r) == ',');
	good = good && json_peek(&r) == '}' && r.at + 1 == len;
	json_reader_release(&r);
	return good ? CORE_OK : r.err == CORE_NOMEM ? CORE_NOMEM : CORE_SYNTAX;
}
