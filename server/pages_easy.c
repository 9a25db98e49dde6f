/* Forms in easy language: the way there and back, and their pictograms. */
#include "core/form_easy.h"
#include "core/pictogram.h"
#include "kiosk/pictogram.h"
#include "server/pages_internal.h"

#include <string.h>

/* Only what is offered is led to: a form without a lock is not there. */
static const struct form *offered(const struct site *site, const char *id)
{
	for (size_t i = 0; id && i < site->offer_count; i++)
		if (strcmp(site->offers[i].form->id, id) == 0)
			return site->offers[i].form;
	return NULL;
}

const struct form *easy_version(const struct site *site, const struct form *form)
{
	const struct form *easy = offered(site, form->settings.easy);
	return easy && form_easy_pair(form, easy) ? easy : NULL;
}

const struct form *full_version(const struct site *site, const struct form *form)
{
	const struct form *full = offered(site, form->settings.easy_of);
	return full && form_easy_pair(full, form) ? full : NULL;
}

const struct version_view *version_view(struct rendering *r)
{
	const struct form *easy = easy_version(r->site, r->form), *full = full_version(r->site, r->form);
	if (r->kiosk || (!easy && !full))
		return NULL;
	struct version_view *view = rendering_array(r, 1, sizeof *view);
	if (view)
		*view = (struct version_view){
		        .address = {.kind = URL_FORM, .text = easy ? easy->id : full->id, .lang = r->lang},
		        .easy = easy != NULL,
		};
	return view;
}

static bool picture(size_t place, struct url *out)
{
	*out = (struct url){.kind = URL_PICTURE, .number = place};
	return place != PICTOGRAM_NONE;
}

bool picture_of_question(const struct rendering *r, const struct element *e, struct url *out)
{
	return picture(form_pictogram_of_question(r->form, e->name), out);
}

bool picture_of_value(const struct rendering *r, const struct choice *c, struct url *out)
{
	return picture(form_pictogram_of_value(r->form, c->value_text), out);
}

static void note_all(struct value list, bool *used)
{
	for (uint32_t i = 0; list.kind == VALUE_OBJECT && i < list.len; i++) {
		struct value name = list.members[i].value;
		size_t place = name.kind == VALUE_STRING ? pictogram_find(name.string, name.len) : PICTOGRAM_NONE;
		if (place != PICTOGRAM_NONE)
			used[place] = true;
	}
}

const struct picture_view *pictures_of(struct rendering *r, size_t *count)
{
	struct value named = r->form->settings.pictograms;
	bool *used = rendering_array(r, pictogram_count, sizeof *used);
	struct picture_view *pictures = rendering_array(r, pictogram_count, sizeof *pictures);
	if (!used || !pictures || named.kind != VALUE_OBJECT)
		return NULL;
	note_all(value_get(named, "questions"), used);
	note_all(value_get(named, "values"), used);
	for (size_t i = 0; i < pictogram_count; i++)
		if (used[i])
			pictures[(*count)++] = (struct picture_view){.number = i, .drawing = pictogram_drawing(i)};
	return pictures;
}
