#include "unit_test.h"

#include "render/png.h"

#include <cairo.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    const unsigned char *at;
    size_t left;
} reader;

static cairo_status_t read_some(void *closure, unsigned char *data, unsigned int n)
{
    reader *r = closure;
    if (n > r->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, r->at, n);
    r->at += n;
    r->left -= n;
    return CAIRO_STATUS_SUCCESS;
}

/* Writes the pixels and reads them back by cairo. */
static void there_and_back(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride,
                           uint32_t *out)
{
    unsigned char *png;
    size_t size;
    assert_int_equal(png_write(pixels, width, height, stride, &png, &size).code, ERR_OK);
    reader r = {png, size};
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_some, &r);
    assert_int_equal(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(image), width);
    assert_int_equal(cairo_image_surface_get_height(image), height);
    for (uint32_t y = 0; y < height; y++)
        memcpy(out + y * width,
               cairo_image_surface_get_data(image) +
                   y * (size_t)cairo_image_surface_get_stride(image),
               width * sizeof *out);
    for (size_t i = 0; i < (size_t)width * height; i++)
        out[i] &= 0xffffff;
    cairo_surface_destroy(image);
    free(png);
}

static void few_colours_are_kept_exactly(void **state)
{
    (void)state;
    const uint32_t pixels[] = {0xffd55e00, 0x00ffffff, 99, 0x000000, 0x0072b2, 99};
    uint32_t got[4];
    there_and_back(pixels, 2, 2, 3, got);
    assert_int_equal(got[0], 0xd55e00);
    assert_int_equal(got[1], 0xffffff);
    assert_int_equal(got[2], 0x000000);
    assert_int_equal(got[3], 0x0072b2);
}

static void of_many_colours_the_frequent_are_kept_and_the_others_near(void **state)
{
    (void)state;
    enum { SIDE = 128 };
    static uint32_t pixels[SIDE * SIDE], got[SIDE * SIDE];
    for (uint32_t i = 0; i < SIDE * SIDE; i++) /* grey in a thousand shades of red; half is white */
        pixels[i] = i % 2 ? 0xffffff : (i % 1000 / 4) << 16 | 0x8080;
    there_and_back(pixels, SIDE, SIDE, SIDE, got);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        int32_t off = (int32_t)(pixels[i] >> 16) - (int32_t)(got[i] >> 16);
        assert_true(i % 2 ? got[i] == 0xffffff : abs(off) <= 4);
    }
}

static void the_same_pixels_give_the_same_bytes(void **state)
{
    (void)state;
    const uint32_t pixels[] = {1, 2, 3, 4};
    unsigned char *one, *two;
    size_t n, m;
    assert_int_equal(png_write(pixels, 2, 2, 2, &one, &n).code, ERR_OK);
    assert_int_equal(png_write(pixels, 2, 2, 2, &two, &m).code, ERR_OK);
    assert_int_equal(n, m);
    assert_memory_equal(one, two, n);
    free(one);
    free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_colours_are_kept_exactly),
        cmocka_unit_test(of_many_colours_the_frequent_are_kept_and_the_others_near),
        cmocka_unit_test(the_same_pixels_give_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
