/* png.h - a picture as a PNG of at most 256 colours.
 *
 * Charts have a dozen colours and the shades between them at edges: the 256 most frequent of them
 * make a picture a third as large, and nobody sees which shade stands in for another. */
#pragma once
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* PIXELS are 0xRRGGBB, row by row, STRIDE of them in a row; the highest byte is ignored. The same
 * pixels give the same bytes. On success *OUT is the caller's (free()). */
error png_write(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride,
                unsigned char **out, size_t *size);
