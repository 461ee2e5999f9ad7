#include "render/chart.h"

#include "base/i18n.h"
#include "render/png.h"
#include "render/typeset.h"

#include <math.h>

enum { SIDE_MAX = 8192 };

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

static error write_surface(cairo_surface_t *surface, unsigned char **out, size_t *size)
{
    cairo_surface_flush(surface);
    const void *pixels = cairo_image_surface_get_data(surface);
    return png_write(pixels, (uint32_t)cairo_image_surface_get_width(surface),
                     (uint32_t)cairo_image_surface_get_height(surface),
                     (size_t)cairo_image_surface_get_stride(surface) / sizeof(uint32_t), out, size);
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
    cairo_status_t status = paint(surface, f, scale, draw, data);
    error err = status ? from_status(status) : write_surface(surface, out, size);
    cairo_surface_destroy(surface);
    return err;
}
