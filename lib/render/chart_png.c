#include "render/chart.h"

#include "base/i18n.h"
#include "render/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 8192, SIZE_MAX_BYTES = 8 << 20 };

typedef struct bytes {
    unsigned char *data;
    size_t used, room;
} bytes;

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int n)
{
    bytes *b = closure;
    if (b->used + n > SIZE_MAX_BYTES)
        return CAIRO_STATUS_WRITE_ERROR;
    if (b->used + n > b->room) {
        size_t room = (b->used + n) * 2;
        unsigned char *more = realloc(b->data, room);
        if (!more)
            return CAIRO_STATUS_NO_MEMORY;
        b->data = more;
        b->room = room;
    }
    memcpy(b->data + b->used, data, n);
    b->used += n;
    return CAIRO_STATUS_SUCCESS;
}

static error from_status(cairo_status_t status)
{
    if (status == CAIRO_STATUS_NO_MEMORY)
        return error_no_memory();
    return error_make(ERR_LIMIT, _("không vẽ được biểu đồ: %s"), cairo_status_to_string(status));
}

/* Draws on white; *STATUS says how it went. */
static cairo_status_t paint(cairo_surface_t *surface, const chart_frame *f, double scale,
                            chart_draw_fn draw, const void *data)
{
    cairo_t *to = cairo_create(surface);
    cairo_set_source_rgb(to, 1, 1, 1);
    cairo_paint(to);
    cairo_scale(to, scale, scale);
    draw(to, f, data);
    cairo_status_t status = cairo_status(to);
    cairo_destroy(to);
    return status;
}

error chart_png(const chart_frame *f, double scale, chart_draw_fn draw, const void *data,
                unsigned char **out, size_t *size)
{
    TRY(typeset_check(f->font));
    double width = ceil(f->width * scale), height = ceil(f->height * scale);
    if (!(width >= 1 && width <= SIDE_MAX && height >= 1 && height <= SIDE_MAX))
        return error_make(ERR_LIMIT, _("biểu đồ %.0f × %.0f điểm ảnh là quá lớn (tối đa %d)"),
                          width, height, SIDE_MAX);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    bytes png = {0};
    cairo_status_t status = paint(surface, f, scale, draw, data);
    if (!status)
        status = cairo_surface_write_to_png_stream(surface, append, &png);
    cairo_surface_destroy(surface);
    if (status) {
        free(png.data);
        return from_status(status);
    }
    *out = png.data;
    *size = png.used;
    return OK;
}
