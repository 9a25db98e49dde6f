#include "qr/art.h"

#include <librsvg/rsvg.h>
#include <stdint.h>
#include <string.h>

#include "qr/files.h"

struct reader {
	const struct buf *bytes;
	size_t at;
};

static cairo_status_t read_some(void *closure, unsigned char *out, unsigned len)
{
	struct reader *r = closure;
	if (r->bytes->len - r->at < len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, r->bytes->data + r->at, len);
	r->at += len;
	return CAIRO_STATUS_SUCCESS;
}

static double number_at(const struct buf *bytes, size_t at)
{
	const unsigned char *b = (const unsigned char *)bytes->data + at;
	return (double)((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]);
}

/* The size stands in the first chunk (PNG specification, 11.2.2), so a picture too large to decode is refused unread.
 */
static bool open_png(struct art *art, struct qr_fault *fault)
{
	if (art->bytes.len < 33)
		return qr_fail(fault, "the artwork %s is a damaged PNG", art->path);
	double width = number_at(&art->bytes, 16), height = number_at(&art->bytes, 20);
	if (width < 1 || height < 1 || width * height > ART_PIXELS)
		return qr_fail(
		        fault,
		        "the artwork %s has %.0f x %.0f pixels; up to 40 million in all can be read: make it smaller",
		        art->path, width, height);
	struct reader reader = {&art->bytes, 0};
	art->picture = cairo_image_surface_create_from_png_stream(read_some, &reader);
	if (cairo_surface_status(art->picture) != CAIRO_STATUS_SUCCESS)
		return qr_fail(fault, "the artwork %s is a damaged PNG", art->path);
	art->aspect = width / height;
	return true;
}

static double aspect_of(RsvgHandle *handle)
{
	gdouble width = 0, height = 0;
	gboolean has_width, has_height, has_box;
	RsvgLength w, h;
	RsvgRectangle box;
	if (rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) && width > 0 && height > 0)
		return width / height;
	rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &w, &has_height, &h, &has_box, &box);
	return has_box && box.width > 0 && box.height > 0 ? box.width / box.height : 0;
}

/* Entities can hold a document a thousand times its size, and librsvg 2.54 never gives them back: refused unread. */
static bool open_svg(struct art *art, struct qr_fault *fault)
{
	static const char entity[] = "<!ENTITY";
	if (memmem(art->bytes.data, art->bytes.len, entity, strlen(entity)))
		return qr_fail(fault,
		               "the artwork %s declares entities (<!ENTITY), which are not read: save it as a plain SVG",
		               art->path);
	GError *error = NULL;
	RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)art->bytes.data, (gsize)art->bytes.len, &error);
	art->drawing = handle;
	if (!handle) {
		qr_fail(fault, "the artwork %s is a damaged SVG: %s", art->path,
		        error ? error->message : "it cannot be read");
		g_clear_error(&error);
		return false;
	}
	art->aspect = aspect_of(handle);
	if (!(art->aspect > 0.05 && art->aspect < 20))
		return qr_fail(
		        fault,
		        "the artwork %s does not say its size: give its <svg> a width and a height, or a viewBox",
		        art->path);
	return true;
}

static bool is_svg(const struct buf *bytes)
{
	static const char *const starts[] = {"<?xml", "<svg", "<!DOCTYPE svg", "<!--"};
	const char *text = bytes->data;
	size_t len = bytes->len;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	while (len > 0 && strchr(" \t\r\n", *text) && *text) {
		text++;
		len--;
	}
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (len >= strlen(starts[i]) && memcmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

bool art_open(struct art *art, const char *path, struct qr_fault *fault)
{
	static const char png[] = "\x89PNG\r\n\x1a\n";
	*art = (struct art){.path = path};
	if (!qr_file_read(&art->bytes, path, ART_BYTES, false, fault))
		return false;
	if (art->bytes.len >= 8 && memcmp(art->bytes.data, png, 8) == 0)
		return open_png(art, fault);
	if (art->bytes.len > 0 && is_svg(&art->bytes))
		return open_svg(art, fault);
	return qr_fail(fault, "the artwork %s is neither PNG nor SVG: save it as one of these", path);
}

void art_release(struct art *art)
{
	if (art->picture)
		cairo_surface_destroy(art->picture);
	if (art->drawing)
		g_object_unref(art->drawing);
	buf_release(&art->bytes);
	*art = (struct art){0};
}

static struct box fitted(struct box box, double aspect)
{
	struct box in = box;
	if (box.w / box.h > aspect)
		in.w = box.h * aspect;
	else
		in.h = box.w / aspect;
	in.x += (box.w - in.w) / 2;
	in.y += (box.h - in.h) / 2;
	return in;
}

void art_draw(struct paper *paper, const struct art *art, struct box box)
{
	struct box in = fitted(box, art->aspect);
	cairo_t *cr = paper->cr;
	cairo_save(cr);
	paper_rectangle(paper, in, in.w < in.h ? in.w * 0.04 : in.h * 0.04);
	cairo_clip(cr);
	if (art->picture) {
		double scale = in.w / cairo_image_surface_get_width(art->picture);
		cairo_translate(cr, in.x, in.y);
		cairo_scale(cr, scale, scale);
		cairo_set_source_surface(cr, art->picture, 0, 0);
		cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
		cairo_paint(cr);
	} else {
		GError *error = NULL;
		const RsvgRectangle viewport = {in.x, in.y, in.w, in.h};
		if (!rsvg_handle_render_document(art->drawing, cr, &viewport, &error))
			paper_fail(paper, "the artwork %s cannot be drawn: %s", art->path, error ? error->message : "");
		g_clear_error(&error);
	}
	cairo_restore(cr);
	paper_place(paper, "the artwork", in);
}
