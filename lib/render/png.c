#include "render/png.h"

#include "base/i18n.h"

#include <png.h>
#include <stdbool.h>
#include <stdlib.h>

enum { PALETTE_MAX = 256, ROOM_FIRST = 4096 };

/* A colour of the picture; COUNT 0 is an empty place of the table. */
typedef struct shade {
    uint32_t colour;
    size_t count;
    uint8_t index; /* into the palette */
} shade;

typedef struct shades {
    shade *items; /* a hash table with open addressing; ROOM is a power of 2 */
    size_t room, used;
} shades;

static shade *place_of(const shades *all, uint32_t colour)
{
    size_t at = (colour * UINT32_C(2654435761) >> 7) & (all->room - 1);
    while (all->items[at].count && all->items[at].colour != colour)
        at = (at + 1) & (all->room - 1);
    return &all->items[at];
}

static bool grow(shades *all)
{
    shades more = {.room = all->room ? all->room * 2 : ROOM_FIRST, .used = all->used};
    more.items = calloc(more.room, sizeof *more.items);
    if (!more.items)
        return false;
    for (size_t i = 0; i < all->room; i++)
        if (all->items[i].count)
            *place_of(&more, all->items[i].colour) = all->items[i];
    free(all->items);
    *all = more;
    return true;
}

static bool count(shades *all, uint32_t colour)
{
    if (all->used * 2 >= all->room && !grow(all))
        return false;
    shade *at = place_of(all, colour);
    if (!at->count) {
        at->colour = colour;
        all->used++;
    }
    at->count++;
    return true;
}

/* ---- the palette ----------------------------------------------------------------------------- */

typedef struct palette {
    uint32_t colours[PALETTE_MAX];
    size_t count;
} palette;

static int by_frequency(const void *a, const void *b)
{
    const shade *x = *(shade *const *)a, *y = *(shade *const *)b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->colour > y->colour) - (x->colour < y->colour);
}

static int32_t apart(uint32_t a, uint32_t b, unsigned shift)
{
    int32_t d = (int32_t)(a >> shift & 0xff) - (int32_t)(b >> shift & 0xff);
    return d * d;
}

static uint8_t nearest(const palette *p, uint32_t colour)
{
    size_t best = 0;
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < p->count; i++) {
        int32_t d = apart(colour, p->colours[i], 16) + apart(colour, p->colours[i], 8) +
                    apart(colour, p->colours[i], 0);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return (uint8_t)best;
}

static bool choose(shades *all, palette *out)
{
    size_t n = 0;
    shade **order = malloc((all->used + 1) * sizeof *order);
    if (!order)
        return false;
    for (size_t i = 0; i < all->room; i++)
        if (all->items[i].count)
            order[n++] = &all->items[i];
    qsort(order, n, sizeof *order, by_frequency);
    out->count = n < PALETTE_MAX ? n : PALETTE_MAX;
    for (size_t i = 0; i < out->count; i++)
        out->colours[i] = order[i]->colour;
    for (size_t i = 0; i < n; i++)
        order[i]->index = i < PALETTE_MAX ? (uint8_t)i : nearest(out, order[i]->colour);
    free(order);
    return true;
}

/* ---- the file -------------------------------------------------------------------------------- */

static error encode(const uint8_t *indices, const palette *p, uint32_t width, uint32_t height,
                    unsigned char **out, size_t *size)
{
    png_byte colours[PALETTE_MAX * 3];
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = width,
                       .height = height,
                       .format = PNG_FORMAT_RGB_COLORMAP,
                       .colormap_entries = (png_uint_32)p->count};
    for (size_t i = 0; i < p->count; i++)
        for (unsigned k = 0; k < 3; k++)
            colours[i * 3 + k] = (png_byte)(p->colours[i] >> (16 - 8 * k));
    png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *png = malloc(room);
    if (!png)
        return error_no_memory();
    if (!png_image_write_to_memory(&image, png, &room, 0, indices, 0, colours)) {
        free(png);
        return error_make(ERR_INTERNAL, _("không ghi được ảnh PNG: %s"), image.message);
    }
    unsigned char *fitted = realloc(png, room);
    *out = fitted ? fitted : png;
    *size = room;
    return OK;
}

static bool index_pixels(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride,
                         uint8_t *indices, palette *p)
{
    shades all = {0};
    bool done = true;
    for (size_t y = 0; y < height && done; y++)
        for (size_t x = 0; x < width && done; x++)
            done = count(&all, pixels[y * stride + x] & 0xffffff);
    done = done && choose(&all, p);
    for (size_t y = 0; y < height && done; y++)
        for (size_t x = 0; x < width; x++)
            indices[y * width + x] = place_of(&all, pixels[y * stride + x] & 0xffffff)->index;
    free(all.items);
    return done;
}

error png_write(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride,
                unsigned char **out, size_t *size)
{
    palette p = {.count = 0};
    uint8_t *indices = malloc((size_t)width * height + 1);
    bool done = indices && index_pixels(pixels, width, height, stride, indices, &p);
    error err = done ? encode(indices, &p, width, height, out, size) : error_no_memory();
    free(indices);
    return err;
}
